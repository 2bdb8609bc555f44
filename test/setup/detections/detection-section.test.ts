import { expect, test } from 'vitest';
import { readDetections } from '../../../src/detections/read-detections.ts';
import { describeError } from '../../../src/errors.ts';
import { viewStatements } from '../../../src/setup/detections/detection-section.ts';
import { SCHEMA } from '../../snowflake/recording-session.ts';

const schema = { ...SCHEMA, schema: 'SNOWCENSUS_DETECTIONS' };

test('a detection that Snowflake has no room for is refused by its file before anything is made', () => {
  const [one] = readDetections().filter(({ id }) => id === 'iam_root_mfa');
  if (one === undefined) throw new Error('there is no iam_root_mfa');
  const wordy = { ...one, id: 'own_wordy', service: 'own', sql: `${one.sql} -- ${'x'.repeat(95_000)}` };
  expect(viewStatements({ schema: SCHEMA }, { schema, all: [one] }).length).toBeGreaterThan(5);
  let error: unknown;
  try {
    viewStatements({ schema: SCHEMA }, { schema, all: [one, wordy] });
  } catch (thrown) {
    error = thrown;
  }
  expect(describeError(error)).toMatch(
    /^the view DETECTION_OWN_WORDY would have (?:9[6-9]|10\d),\d{3} bytes of SQL, and Snowflake takes 95,000 \(own\/own_wordy\.sql\)\n {2}fix: .*--detections/,
  );
});
