import { describe, expect, test } from 'vitest';
import { put, removeStaged } from '../../src/snowflake/stage.ts';
import { driverError, ODD_SCHEMA, recordingSession, SCHEMA } from './recording-session.ts';

const UPLOAD = { path: "/spool/it's/000001.ndjson.gz", directory: 'T/r/0/' };

describe('PUT', () => {
  test('sends the file as it is, and never over another', async () => {
    const { session, sent } = await recordingSession(() => [{ status: 'UPLOADED' }]);
    await put({ session, schema: SCHEMA }, UPLOAD);
    expect(sent.map(({ sqlText }) => sqlText)).toEqual([
      `PUT 'file:///spool/it''s/000001.ndjson.gz' @"SNOWALERT"."DATA"."SNOWCENSUS_STAGE"/T/r/0/ ` +
        'PARALLEL = 4 AUTO_COMPRESS = FALSE SOURCE_COMPRESSION = GZIP OVERWRITE = FALSE',
    ]);
  });

  test('that finds the file there is content: the name is its own', async () => {
    const { session, sent } = await recordingSession(() => [{ status: 'SKIPPED' }]);
    await put({ session, schema: SCHEMA }, UPLOAD);
    expect(sent).toHaveLength(1);
  });

  test('is repeated when the storage did not take the file', async () => {
    const { session, sent } = await recordingSession((_, number) =>
      number === 1 ? [{ status: 'ERROR', message: 'try again' }] : [{ status: 'UPLOADED' }],
    );
    await put({ session, schema: SCHEMA }, UPLOAD);
    expect(sent).toHaveLength(2);
  });

  test('that Snowflake refuses is not repeated', async () => {
    const { session, sent } = await recordingSession(() => driverError('no stage', '002003', '02000'));
    await expect(put({ session, schema: SCHEMA }, UPLOAD)).rejects.toMatchObject({
      kind: 'config',
      message: 'no stage',
    });
    expect(sent).toHaveLength(1);
  });
});

test('what a run staged is removed by one statement, whatever its tables', async () => {
  const { session, sent } = await recordingSession();
  await removeStaged({ session, schema: SCHEMA }, 'r1');
  await removeStaged({ session, schema: ODD_SCHEMA }, 'r1');
  expect(sent.map(({ sqlText }) => sqlText)).toEqual([
    `REMOVE @"SNOWALERT"."DATA"."SNOWCENSUS_STAGE"/ PATTERN = '.*/r1/.*'`,
    `REMOVE '@"my ""db"""."o''hara"."S T"/' PATTERN = '.*/r1/.*'`,
  ]);
});
