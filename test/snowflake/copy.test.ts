import { describe, expect, test } from 'vitest';
import { copyInto } from '../../src/snowflake/copy.ts';
import { type Answer, driverError, recordingSession, SCHEMA } from './recording-session.ts';

const FILES = [
  { name: '000001.ndjson.gz', rows: 10 },
  { name: '000002.ndjson.gz', rows: 5 },
];
const REQUEST = { table: 'T', runId: 'r', directory: 'T/r/0/', files: FILES };

function loaded(...rows: readonly number[]): Answer {
  return rows.map((count, index) => ({
    file: `T/r/0/${FILES[index]?.name}`,
    status: 'LOADED',
    rows_loaded: count,
  }));
}

async function copy(answer: (number: number) => Answer) {
  const { session, sent } = await recordingSession((_, number) => answer(number));
  await copyInto({ session, schema: SCHEMA }, REQUEST);
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

  const LOST = driverError('network error', 401001);
  const SKIPPED: Answer = FILES.map(({ name }) => ({ file: name, status: 'LOAD_SKIPPED', rows_loaded: 0 }));

  test('that was not answered is repeated as it was', async () => {
    const sent = await copy((number) => (number === 1 ? LOST : loaded(10, 5)));
    expect(sent).toHaveLength(2);
    expect(sent[1]).toEqual(sent[0]);
  });

  test.each([
    ['all files', SKIPPED],
    ['a file', loaded(10)],
  ])('that was repeated and skips %s counts the rows of the run', async (_, again) => {
    const sent = await copy((number) => [LOST, again, [{ ROW_COUNT: 15 }]][number - 1] ?? []);
    expect(sent).toHaveLength(3);
    expect(sent[2]).toMatchObject({
      sqlText: 'SELECT COUNT(*) AS ROW_COUNT FROM "SNOWALERT"."DATA"."T" WHERE RUN_ID = ?',
      binds: ['r'],
    });
  });

  test('that was repeated and has lost rows is an error', async () => {
    const answers = [LOST, SKIPPED, [{ ROW_COUNT: 14 }]];
    await expect(copy((number) => answers[number - 1] ?? [])).rejects.toThrow('COPY loaded 14 of 15 rows');
  });

  test('takes no more files than Snowflake does', async () => {
    const { session, sent } = await recordingSession();
    const files = Array.from({ length: 1001 }, (_, index) => ({ name: `${index}.gz`, rows: 1 }));
    await expect(copyInto({ session, schema: SCHEMA }, { ...REQUEST, files })).rejects.toThrow(
      '1001 files in one COPY',
    );
    expect(sent).toEqual([]);
  });
});
