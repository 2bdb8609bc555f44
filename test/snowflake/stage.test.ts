import { describe, expect, test } from 'vitest';
import { get, listStagedIn, put, removeStaged, removeStagedOf } from '../../src/snowflake/stage.ts';
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

test('a sign takes the place of the one before', async () => {
  const { session, sent } = await recordingSession(() => [{ status: 'UPLOADED' }]);
  await put({ session, schema: SCHEMA }, { ...UPLOAD, overwrites: true });
  expect(sent[0]?.sqlText).toMatch(/ OVERWRITE = TRUE$/);
});

describe('GET', () => {
  const DOWNLOAD = { name: 'shards/C/r/plan-1-of-2.ndjson.gz', directory: "/spool/it's" };

  test('gets one file, and is repeated when the storage did not give it', async () => {
    const { session, sent } = await recordingSession((_, number) =>
      number === 1 ? [{ status: 'ERROR', message: 'try again' }] : [{ status: 'DOWNLOADED' }],
    );
    await get({ session, schema: SCHEMA }, DOWNLOAD);
    expect(sent.map(({ sqlText }) => sqlText)).toEqual(
      Array.from(
        { length: 2 },
        () =>
          `GET @"SNOWALERT"."DATA"."SNOWCENSUS_STAGE"/shards/C/r/plan-1-of-2.ndjson.gz 'file:///spool/it''s/' PARALLEL = 4`,
      ),
    );
  });

  test('that finds none, or more than one, has not got the file', async () => {
    for (const answer of [[], [{ status: 'DOWNLOADED' }, { status: 'DOWNLOADED' }]]) {
      const { session, sent } = await recordingSession(() => answer);
      await expect(get({ session, schema: SCHEMA }, DOWNLOAD)).rejects.toMatchObject({
        kind: 'transient',
        message: `GET found ${answer.length} files instead of one`,
      });
      expect(sent).toHaveLength(1);
    }
  });
});

test('a list says when each file was put, by the clock of the stage', async () => {
  const { session, sent } = await recordingSession(() => [
    { name: 'snowcensus_stage/shards/C/r/sign-0.json.gz', last_modified: 'Fri, 27 Nov 2026 17:22:45 GMT' },
  ]);
  expect(await listStagedIn({ session, schema: SCHEMA }, 'shards/C/')).toEqual([
    { name: 'snowcensus_stage/shards/C/r/sign-0.json.gz', putAt: new Date('2026-11-27T17:22:45Z') },
  ]);
  expect(sent[0]?.sqlText).toBe('LIST @"SNOWALERT"."DATA"."SNOWCENSUS_STAGE"/shards/C/');
});

test('what one attempt of a shard staged is removed by itself', async () => {
  const { session, sent } = await recordingSession();
  await removeStagedOf({ session, schema: SCHEMA }, 'r1', '2/0a1b-.*|sign-2[.].*');
  expect(sent[0]?.sqlText).toBe(
    `REMOVE @"SNOWALERT"."DATA"."SNOWCENSUS_STAGE"/ PATTERN = '.*/r1/(?:2/0a1b-.*|sign-2[.].*)'`,
  );
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
