import { describe, expect, test } from 'vitest';
import { copyInto } from '../../src/snowflake/copy.ts';
import { type Answer, driverError, HOME, recordingSession } from './recording-session.ts';

const FILES = [
  { name: '000001.ndjson.gz', rows: 10 },
  { name: '000002.ndjson.gz', rows: 5 },
];
const REQUEST = { table: 'T', directory: 'T/r/0/', files: FILES };

function loaded(...rows: readonly number[]): Answer {
  return rows.map((count, index) => ({ file: `T/r/0/${FILES[index]?.name}`, rows_loaded: count }));
}

async function copy(answer: (number: number) => Answer) {
  const { session, sent } = await recordingSession((_, number) => answer(number));
  await copyInto(session, HOME, REQUEST);
  return sent;
}

describe('COPY', () => {
  test('names its files and stops at the first bad row', async () => {
    const [statement, ...others] = await copy(() => loaded(10, 5));
    expect(others).toEqual([]);
    expect(statement?.sqlText).toBe(
      'COPY INTO "SNOWALERT"."DATA"."T" FROM @"SNOWALERT"."DATA"."SNOWCENSUS_STAGE"/T/r/0/ ' +
        "FILES = ('000001.ndjson.gz', '000002.ndjson.gz') " +
        'FILE_FORMAT = (TYPE = JSON COMPRESSION = GZIP STRIP_NULL_VALUES = TRUE) ' +
        'MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE ON_ERROR = ABORT_STATEMENT PURGE = FALSE',
    );
  });

  test.each([
    [
      'fewer rows of a file',
      loaded(10, 4),
      'COPY loaded 4 of 5 rows of 000002.ndjson.gz (1 of 2 files are short)',
    ],
    ['not all files', loaded(10), 'COPY loaded 0 of 5 rows of 000002.ndjson.gz (1 of 2 files are short)'],
    [
      'nothing',
      [{ status: 'Copy executed with 0 files processed.' }],
      'COPY loaded 0 of 10 rows of 000001.ndjson.gz (2 of 2 files are short)',
    ],
    ['more rows than were written', loaded(11, 5), 'COPY loaded 11 of 10 rows'],
  ])('that loads %s is an error', async (_, answer, message) => {
    await expect(copy(() => answer)).rejects.toThrow(message);
  });

  test('that was not answered is repeated, and skips what it had loaded', async () => {
    const sent = await copy((number) =>
      number === 1
        ? driverError('network error', 401001)
        : [{ status: 'Copy executed with 0 files processed.' }],
    );
    expect(sent).toHaveLength(2);
    expect(sent[1]?.sqlText).toBe(sent[0]?.sqlText);
  });

  test('that was repeated still must load whole files', async () => {
    const answer = (number: number) => (number === 1 ? driverError('network error', 401001) : loaded(9));
    await expect(copy(answer)).rejects.toThrow('COPY loaded 9 of 10 rows');
  });

  test('takes no more files than Snowflake does', async () => {
    const { session, sent } = await recordingSession();
    const files = Array.from({ length: 1001 }, (_, index) => ({ name: `${index}.gz`, rows: 1 }));
    await expect(copyInto(session, HOME, { ...REQUEST, files })).rejects.toThrow('1001 files in one COPY');
    expect(sent).toEqual([]);
  });
});
