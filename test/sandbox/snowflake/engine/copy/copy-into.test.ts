import { join } from 'node:path';
import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Fixture, openFixture } from './copy-fixture.ts';

let fixture: Fixture;
beforeEach(async () => {
  fixture = await openFixture();
});
afterEach(() => fixture.close());

const JSON_FORMAT = 'FILE_FORMAT = (TYPE = JSON) MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE';
const lines = (...records: unknown[]): string =>
  records.map((record) => `${JSON.stringify(record)}\n`).join('');
const idTable = () => fixture.table('T', { ID: 'NUMBER(38,0) NOT NULL', NAME: 'VARCHAR(5)' });
const ids = async () =>
  (await fixture.rows('SELECT "ID" FROM "DB.S"."T" ORDER BY "ID"')).map(({ ID }) => Number(ID));
const NOTHING = [{ status: 'Copy executed with 0 files processed.' }];

describe('JSON into columns', () => {
  test('values find their columns whatever the case, converted; the rest is NULL or dropped', async () => {
    await fixture.table('T', {
      ID: 'NUMBER(10,2) NOT NULL',
      NAME: 'VARCHAR(5)',
      AT: 'TIMESTAMP_LTZ(9)',
      WALL: 'TIMESTAMP_NTZ(9)',
      ZONED: 'TIMESTAMP_TZ(9)',
      DAY: 'DATE',
      OK: 'BOOLEAN',
      RATIO: 'FLOAT',
      RAW: 'VARIANT',
      MISSING: 'VARCHAR(10)',
    });
    const record = {
      id: '12.345',
      Name: 'ünïx',
      at: '2026-01-02T03:04:05.678Z',
      wall: '2026-01-02T03:04:05+02:00',
      zoned: '2026-01-02T03:04:05+02:00',
      day: '2026-01-02',
      ok: true,
      ratio: 1.5,
      raw: { a: [1, null], b: null },
      dropped: 1,
    };
    await fixture.put('a.json', lines(record));
    await fixture.cells(`COPY INTO t FROM @st ${JSON_FORMAT}`);
    expect(await fixture.rows('SELECT * FROM "DB.S"."T"')).toEqual([
      {
        ID: '12.35',
        NAME: 'ünïx',
        AT: '2026-01-02 03:04:05.678+00',
        WALL: '2026-01-02 03:04:05',
        ZONED: { instant: '2026-01-02 01:04:05+00', minutes: 120 },
        DAY: '2026-01-02',
        OK: true,
        RATIO: 1.5,
        RAW: '{"a":[1,null],"b":null}',
        MISSING: null,
      },
    ]);
  });

  test('JSON null is SQL NULL in a column, but a value in a VARIANT', async () => {
    await fixture.table('T', { NAME: 'VARCHAR(5)', RAW: 'VARIANT', OBJ: 'OBJECT' });
    await fixture.put('a.json', lines({ name: null, raw: null, obj: null }));
    await fixture.cells(`COPY INTO t FROM @st ${JSON_FORMAT}`);
    expect(await fixture.rows('SELECT * FROM "DB.S"."T"')).toEqual([{ NAME: null, RAW: 'null', OBJ: null }]);
  });

  test('CASE_SENSITIVE wants the exact name', async () => {
    await fixture.table('T', { ID: 'NUMBER(38,0)' });
    await fixture.put('a.json', lines({ id: 1 }, { ID: 2 }));
    await fixture.cells('COPY INTO t FROM @st FILE_FORMAT=(TYPE=JSON) MATCH_BY_COLUMN_NAME=CASE_SENSITIVE');
    expect(await fixture.rows('SELECT "ID" FROM "DB.S"."T" ORDER BY ALL')).toEqual([
      { ID: '2' },
      { ID: null },
    ]);
  });

  test('keys that differ by case only are refused inside a record, not across records', async () => {
    await fixture.table('T', { ID: 'NUMBER(38,0)' });
    await fixture.put('a.json', lines({ id: 1 }, { Id: 2 }));
    await fixture.put('b.json', lines({ id: 1, Id: 2 }));
    await fixture.cells(`COPY INTO t FROM @st/a ${JSON_FORMAT}`);
    expect(await ids()).toEqual([1, 2]);
    await expect(fixture.cells(`COPY INTO t FROM @st/b ${JSON_FORMAT}`)).rejects.toMatchObject({
      code: '002028',
    });
  });

  test('STRIP_NULL_VALUES removes null members at every depth and nulls at the end of arrays', async () => {
    await fixture.table('T', { RAW: 'VARIANT' });
    await fixture.put(
      'a.json',
      lines({ a: null, b: [1, null, { c: null, d: 2 }, null], e: { f: null }, g: '"null"' }),
    );
    await fixture.cells('COPY INTO t FROM @st FILE_FORMAT = (TYPE = JSON STRIP_NULL_VALUES = TRUE)');
    expect(await fixture.rows('SELECT * FROM "DB.S"."T"')).toEqual([
      { RAW: '{"b":[1,null,{"d":2}],"e":{},"g":"\\"null\\""}' },
    ]);
  });

  test('INCLUDE_METADATA fills columns from the file', async () => {
    await fixture.table('T', {
      ID: 'NUMBER(38,0)',
      FILE: 'VARCHAR(100)',
      N: 'NUMBER(38,0)',
      AT: 'TIMESTAMP_LTZ(9)',
    });
    await fixture.put('d/a.json', lines({ id: 7, file: 'from the record' }, { id: 8 }));
    fixture.setNow(new Date('2026-05-01T00:00:00Z'));
    await fixture.cells(`COPY INTO t FROM @st ${JSON_FORMAT}
      INCLUDE_METADATA = (file = METADATA$FILENAME, n = METADATA$FILE_ROW_NUMBER, at = METADATA$START_SCAN_TIME)`);
    expect(await fixture.rows('SELECT * FROM "DB.S"."T"')).toEqual([
      { ID: '7', FILE: 'd/a.json', N: '1', AT: '2026-05-01 00:00:00+00' },
      { ID: '8', FILE: 'd/a.json', N: '2', AT: '2026-05-01 00:00:00+00' },
    ]);
  });

  test.each([
    ['gzip', gzipSync],
    ['zstd', zstdCompressSync],
    ['brotli', brotliCompressSync],
  ] as const)('%s files are read', async (compression, compress) => {
    await idTable();
    await fixture.put('a', compress(lines({ id: 1 })));
    await fixture.cells(
      `COPY INTO t FROM @st FILE_FORMAT=(TYPE=JSON COMPRESSION=${compression}) MATCH_BY_COLUMN_NAME=CASE_INSENSITIVE`,
    );
    expect(await ids()).toEqual([1]);
  });

  test('records may stand in any layout, over any number of chunks', async () => {
    await idTable();
    const many = Array.from({ length: 30_000 }, (_, id) => ({ id, name: 'x', filler: 'y'.repeat(50) }));
    await fixture.put(
      'pretty.json.gz',
      gzipSync(
        many
          .slice(0, 15_000)
          .map((record) => JSON.stringify(record, null, 2))
          .join(''),
      ),
    );
    await fixture.put('array.json', `\uFEFF${JSON.stringify(many.slice(15_000), null, 1)}`);
    await fixture.cells(
      `COPY INTO t FROM @st FILE_FORMAT=(TYPE=JSON STRIP_OUTER_ARRAY=TRUE) MATCH_BY_COLUMN_NAME=CASE_INSENSITIVE`,
    );
    expect(await fixture.rows('SELECT count(*) AS n, sum("ID") AS total FROM "DB.S"."T"')).toEqual([
      { n: '30000', total: String((29_999 * 30_000) / 2) },
    ]);
  });

  test('a string of 20 MB goes into a VARIANT', async () => {
    await fixture.table('T', { RAW: 'VARIANT' });
    await fixture.put('a.json', lines({ policy: 'p'.repeat(20_000_000) }));
    await fixture.cells('COPY INTO t FROM @st FILE_FORMAT = (TYPE = JSON)');
    expect(await fixture.rows('SELECT length("RAW" ->> \'$.policy\') AS n FROM "DB.S"."T"')).toEqual([
      { n: '20000000' },
    ]);
  });
});

describe('what is refused', () => {
  test.each([
    ['{"id":"x"}', '100038', '22018', "Numeric value 'x' is not recognized"],
    ['{"id":1e40}', '100039', '22003', "Numeric value '1e40' is out of range"],
    [
      '{"id":1,"name":"sixsix"}',
      '100078',
      '22000',
      "User character length limit (5) exceeded by string 'sixsix'",
    ],
    ['{"name":"x"}', '100072', '22000', 'NULL result in a non-nullable column'],
    ['{"other":"x"}', '100072', '22000', 'NULL result in a non-nullable column'],
    ['{"id":1,"at":"yesterday"}', '100035', '22007', "Timestamp 'yesterday' is not recognized"],
    ['{"id":1,"at":"infinity"}', '100035', '22007', "Timestamp 'infinity' is not recognized"],
    ['{"id":1,"day":"2026-02-30"}', '100040', '22007', "Date '2026-02-30' is not recognized"],
    ['{"id":1,"ok":"maybe"}', '100037', '22018', "Boolean value 'maybe' is not recognized"],
    ['{"id":1,"obj":[1]}', '100071', '22000', 'Failed to cast variant value [1] to OBJECT'],
    ['{"id":1,"id":2}', '100069', '22P02', 'Error parsing JSON: duplicate object attribute "id", pos 12'],
    ['{"id":1,"x":{"a":1,"\\u0061":2}}', '100069', '22P02', 'duplicate object attribute "a"'],
    ['{"id":1', '100069', '22P02', 'Error parsing JSON: incomplete object'],
    ['{"id":1,"name":"ab', '100069', '22P02', 'Error parsing JSON: unfinished string'],
    ['nonsense', '100069', '22P02', 'Error parsing JSON: unknown keyword "nonsense", pos 8'],
    ['{"id":1,"name":"\\ud800"}', '100069', '22P02', 'lone surrogate'],
    ['{"id":1,"name":"\\udc00\\ud800"}', '100069', '22P02', 'lone surrogate'],
    ['{"id":1,"name":"a\\u0000"}', '100069', '22P02', 'NUL character'],
    ['{"id":1,"name":"a\0"}', '100069', '22P02', 'invalid control character 0x0'],
  ])('%s: %s', async (record, code, sqlState, words) => {
    await fixture.table('T', {
      ID: 'NUMBER(38,0) NOT NULL',
      NAME: 'VARCHAR(5)',
      AT: 'TIMESTAMP_LTZ(9)',
      DAY: 'DATE',
      OK: 'BOOLEAN',
      OBJ: 'OBJECT',
    });
    await fixture.put('bad.json', `{"id":1}\n${record}`);
    const failure = await fixture.cells(`COPY INTO t FROM @st ${JSON_FORMAT}`).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(failure).toMatchObject({ code, sqlState, message: expect.stringContaining(words) });
    expect(failure).toMatchObject({
      message: expect.stringContaining("File 'st/bad.json', line 2, character"),
    });
    expect(await ids()).toEqual([]);
    expect(await fixture.rows('SELECT * FROM sandbox.load_history')).toEqual([]);
  });

  test('the message names file, line, row and column as Snowflake does', async () => {
    await idTable();
    await fixture.put('d/a.json', lines({ id: 1 }, { id: 2, name: 'toolong' }));
    await expect(fixture.cells(`COPY INTO t FROM @st ${JSON_FORMAT}`)).rejects.toThrow(
      "User character length limit (5) exceeded by string 'toolong'\n  File 'st/d/a.json', line 2, character 0\n" +
        '  Row 2, column "T"["NAME":2]\n  If you would like to continue loading when an error is encountered,',
    );
  });

  test('bytes that are not UTF-8, unless they may be replaced', async () => {
    await idTable();
    await fixture.put(
      'a.json',
      Buffer.concat([
        Buffer.from('{"id":1}\n{"id":2,"name":"'),
        Buffer.from([0xc3, 0x28]),
        Buffer.from('"}\n'),
      ]),
    );
    await expect(fixture.cells(`COPY INTO t FROM @st ${JSON_FORMAT}`)).rejects.toMatchObject({
      code: '100144',
      message: expect.stringMatching(/0xC3\([\s\S]*line 2/),
    });
    await fixture.cells(
      `COPY INTO t FROM @st FILE_FORMAT=(TYPE=JSON IGNORE_UTF8_ERRORS=TRUE) MATCH_BY_COLUMN_NAME=CASE_INSENSITIVE`,
    );
    expect(await fixture.rows('SELECT "NAME" FROM "DB.S"."T" WHERE "ID" = 2')).toEqual([{ NAME: '\uFFFD(' }]);
  });

  test('a gzip file that was cut off', async () => {
    await idTable();
    const whole = gzipSync(lines(...Array.from({ length: 5_000 }, (_, id) => ({ id }))));
    await fixture.put('a.json.gz', whole.subarray(0, whole.length - 20));
    await expect(fixture.cells(`COPY INTO t FROM @st ${JSON_FORMAT}`)).rejects.toMatchObject({
      code: '100076',
    });
    expect(await ids()).toEqual([]);
  });

  test('several columns without a mapping', async () => {
    await idTable();
    await expect(fixture.cells('COPY INTO t FROM @st FILE_FORMAT = (TYPE = JSON)')).rejects.toMatchObject({
      code: '002019',
      message: expect.stringContaining(
        'JSON file format can produce one and only one column of type variant, object, or array.',
      ),
    });
  });

  test.each([
    ['COPY INTO t FROM @st COLOUR = RED', '001420', "'COLOUR'"],
    ['COPY INTO t FROM @st FILE_FORMAT = (TYPE = JSON SKIP_HEADER = 1)', '001420', "'SKIP_HEADER'"],
    ['COPY INTO t FROM @st FILE_FORMAT = (TYPE = TSV)', '001008', '[TSV]'],
    ['COPY INTO t FROM @st FILE_FORMAT = (TYPE = AVRO)', '000002', 'AVRO'],
    [
      "COPY INTO t FROM @st FILE_FORMAT = (FORMAT_NAME = 'nope')",
      '002003',
      "File format 'nope' does not exist",
    ],
    ['COPY INTO t FROM @st ON_ERROR = IGNORE', '001008', "'ON_ERROR'"],
    ['COPY INTO t FROM @st FORCE = MAYBE', '001008', "'FORCE'"],
    ['COPY INTO t FROM @st FORCE TRUE', '001003', "unexpected 'TRUE'"],
    ['COPY INTO nothere FROM @st', '002003', "Table 'NOTHERE' does not exist or not authorized"],
    ['COPY INTO t FROM @nope', '002003', 'NOPE'],
    ['COPY INTO t (colour) FROM @st', '000904', "'COLOUR'"],
    [
      'COPY INTO t FROM (SELECT $1:id FROM @st) FILE_FORMAT=(TYPE=JSON) MATCH_BY_COLUMN_NAME=CASE_SENSITIVE',
      '002301',
      'match_by_column_name is not supported with copy transform.',
    ],
    ['COPY INTO @st FROM t', '000002', 'COPY INTO location'],
    ["COPY INTO t FROM @st VALIDATION_MODE = 'RETURN_ERRORS'", '000002', 'VALIDATION_MODE'],
  ])('%s', async (sql, code, words) => {
    await idTable();
    await fixture.put('a.json', lines({ id: 1 }));
    await expect(fixture.cells(sql)).rejects.toMatchObject({ code, message: expect.stringContaining(words) });
  });
});

describe('which files', () => {
  test('FILES names 1,000 at most', async () => {
    await idTable();
    const named = Array.from({ length: 1_001 }, (_, n) => `'${n}'`).join();
    await expect(fixture.cells(`COPY INTO t FROM @st FILES = (${named})`)).rejects.toMatchObject({
      code: '001011',
    });
  });

  test('FILES are relative to the path; one that is missing stops everything', async () => {
    await idTable();
    for (const [name, id] of [
      ['d/a.json', 1],
      ['d/b.json', 2],
      ['a.json', 3],
    ] as const)
      await fixture.put(name, lines({ id }));
    await fixture.cells(`COPY INTO t FROM @st/d/ FILES = ('b.json') ${JSON_FORMAT}`);
    expect(await ids()).toEqual([2]);
    await expect(
      fixture.cells(`COPY INTO t FROM @st/d FILES = ('a.json', 'c.json') ${JSON_FORMAT}`),
    ).rejects.toMatchObject({
      code: '091016',
      sqlState: '22000',
      message: expect.stringContaining("Remote file '@ST/d/c.json' was not found."),
    });
    expect(await ids()).toEqual([2]);
  });

  test('under CONTINUE a missing file fails alone', async () => {
    await idTable();
    await fixture.put('a.json', lines({ id: 1 }));
    const rows = await fixture.cells(
      `COPY INTO t FROM @st FILES = ('c.json', 'a.json') ON_ERROR = CONTINUE ${JSON_FORMAT}`,
    );
    expect(rows.map(({ file, status, errors_seen }) => [file, status, errors_seen])).toEqual([
      ['st/a.json', 'LOADED', '0'],
      ['st/c.json', 'LOAD_FAILED', '1'],
    ]);
  });

  test('PATTERN matches the whole path, and matching nothing is no error', async () => {
    await idTable();
    await fixture.put('d/a.json', lines({ id: 1 }));
    await fixture.put('d/a.csv', 'x');
    expect(await fixture.cells(`COPY INTO t FROM @st PATTERN = 'a[.]json' ${JSON_FORMAT}`)).toEqual(NOTHING);
    await fixture.cells(`COPY INTO t FROM @st PATTERN = '.*[.]json' ${JSON_FORMAT}`);
    expect(await ids()).toEqual([1]);
  });

  test('without FROM the files of the table stage are loaded', async () => {
    await idTable();
    await fixture.put('a.json', lines({ id: 9 }), '@%t');
    const [row] = await fixture.cells(`COPY INTO t ${JSON_FORMAT}`);
    expect(row?.file).toBe('a.json');
    expect(await ids()).toEqual([9]);
  });

  test('SIZE_LIMIT stops after the file that passes it', async () => {
    await idTable();
    for (const id of [1, 2, 3]) await fixture.put(`${id}.json`, lines({ id }));
    await fixture.cells(`COPY INTO t FROM @st SIZE_LIMIT = 10 ${JSON_FORMAT}`);
    expect(await ids()).toEqual([1, 2]);
  });

  test('PURGE removes what was loaded', async () => {
    await idTable();
    await fixture.put('a.json', lines({ id: 1 }));
    await fixture.put('b.json', lines({ id: 'x' }));
    await fixture.cells(`COPY INTO t FROM @st PURGE = TRUE ON_ERROR = SKIP_FILE ${JSON_FORMAT}`);
    expect((await fixture.cells('LIST @st')).map(({ name }) => name)).toEqual(['st/b.json']);
  });
});

describe('load history', () => {
  const copy = (more = '') => fixture.cells(`COPY INTO t FROM @st ${more} ${JSON_FORMAT}`);

  beforeEach(async () => {
    await idTable();
    await fixture.put('a.json', lines({ id: 1 }));
    await copy();
  });

  test('a file is loaded once, unless its bytes change or FORCE says so', async () => {
    expect(await copy()).toEqual(NOTHING);
    expect(await copy("PATTERN = '.*'")).toEqual(NOTHING);
    await copy('FORCE = TRUE');
    expect(await ids()).toEqual([1, 1]);
    await fixture.put('a.json', lines({ id: 2 }));
    await copy();
    expect(await ids()).toEqual([1, 1, 2]);
  });

  test('naming a loaded file shows that it was skipped', async () => {
    expect(await copy("FILES = ('a.json')")).toMatchObject([
      {
        file: 'st/a.json',
        status: 'LOAD_SKIPPED',
        rows_loaded: '0',
        error_limit: null,
        errors_seen: '1',
        first_error: 'File was loaded before.',
      },
    ]);
  });

  test('another table and another stage do not know the file', async () => {
    await fixture.table('U', { ID: 'NUMBER(38,0)' });
    expect(await fixture.cells(`COPY INTO u FROM @st ${JSON_FORMAT}`)).toMatchObject([{ status: 'LOADED' }]);
    await fixture.put('a.json', lines({ id: 1 }), '@other');
    expect(await fixture.cells(`COPY INTO t FROM @other ${JSON_FORMAT}`)).toMatchObject([
      { status: 'LOADED' },
    ]);
  });

  test('a load that is rolled back is forgotten', async () => {
    await fixture.put('b.json', lines({ id: 2 }));
    await fixture.run('BEGIN');
    await copy();
    expect(await ids()).toEqual([1, 2]);
    await fixture.run('ROLLBACK');
    expect(await ids()).toEqual([1]);
    expect(await copy()).toMatchObject([{ file: 'st/b.json', status: 'LOADED' }]);
  });

  test('a COPY that fails leaves an open transaction usable', async () => {
    await fixture.put('b.json', lines({ id: 2 }));
    await fixture.put('c.json', lines({ id: 'x' }));
    await fixture.run('BEGIN');
    await copy("FILES = ('b.json')");
    await expect(copy("FILES = ('c.json')")).rejects.toMatchObject({ code: '100038' });
    expect(await ids()).toEqual([1, 2]);
    await fixture.run('ROLLBACK');
  });

  test('files that failed may be loaded again', async () => {
    await fixture.put('b.json', lines({ id: 'x' }));
    expect(await copy('ON_ERROR = SKIP_FILE')).toMatchObject([{ status: 'LOAD_FAILED' }]);
    expect(await copy('ON_ERROR = SKIP_FILE')).toMatchObject([{ status: 'LOAD_FAILED' }]);
  });

  test('64 days later nobody knows, and old files are left alone unless asked for', async () => {
    fixture.setNow(new Date(Date.now() + 65 * 86_400_000));
    expect(await copy()).toEqual(NOTHING);
    expect(await copy('LOAD_UNCERTAIN_FILES = TRUE')).toMatchObject([{ status: 'LOADED' }]);
  });

  test.each(['TRUNCATE TABLE t', 'CREATE OR REPLACE TABLE t (id NUMBER)'])(
    '%s makes the files new',
    async (sql) => {
      await fixture.run(sql);
      expect(await copy()).toMatchObject([{ status: 'LOADED' }]);
    },
  );

  test('DELETE keeps them known', async () => {
    await fixture.run('DELETE FROM t');
    expect(await copy()).toEqual(NOTHING);
  });
});

describe('ON_ERROR', () => {
  beforeEach(async () => {
    await idTable();
    await fixture.put('a.json', lines({ id: 1 }, { id: 'x' }, { id: 3, name: 'toolong' }, { id: 4 }));
    await fixture.put('b.json', lines({ id: 5 }));
  });

  test.each([
    ['CONTINUE', [1, 4, 5], 'PARTIALLY_LOADED', '2', '4'],
    ['SKIP_FILE', [5], 'LOAD_FAILED', '0', '1'],
    ['SKIP_FILE_2', [5], 'LOAD_FAILED', '0', '2'],
    ['SKIP_FILE_3', [1, 4, 5], 'PARTIALLY_LOADED', '2', '3'],
    ["'SKIP_FILE_50%'", [5], 'LOAD_FAILED', '0', '2'],
  ])('%s', async (onError, loaded, status, rowsLoaded, limit) => {
    const rows = await fixture.cells(`COPY INTO t FROM @st ON_ERROR = ${onError} ${JSON_FORMAT}`);
    expect(rows[0]).toEqual({
      file: 'st/a.json',
      status,
      rows_parsed: '4',
      rows_loaded: rowsLoaded,
      error_limit: limit,
      errors_seen: '2',
      first_error: "Numeric value 'x' is not recognized",
      first_error_line: '2',
      first_error_character: '0',
      first_error_column_name: '"T"["ID":1]',
    });
    expect(rows[1]).toMatchObject({ file: 'st/b.json', status: 'LOADED', rows_loaded: '1' });
    expect(await ids()).toEqual(loaded);
  });

  test('a line that is not JSON costs that line only', async () => {
    await fixture.put('c.json', '{"id":6}\n{bad\n{"id":7}\n');
    const rows = await fixture.cells(`COPY INTO t FROM @st/c ON_ERROR = CONTINUE ${JSON_FORMAT}`);
    expect(rows).toMatchObject([{ rows_parsed: '3', rows_loaded: '2', first_error_line: '2' }]);
    expect(await ids()).toEqual([6, 7]);
  });

  test('RETURN_FAILED_ONLY leaves the good files out', async () => {
    const rows = await fixture.cells(
      `COPY INTO t FROM @st ON_ERROR = SKIP_FILE RETURN_FAILED_ONLY = TRUE ${JSON_FORMAT}`,
    );
    expect(rows.map(({ file }) => file)).toEqual(['st/a.json']);
  });

  test('TRUNCATECOLUMNS shortens instead of refusing', async () => {
    await fixture.put('d.json', lines({ id: 1, name: 'toolong' }));
    await fixture.cells(`COPY INTO t FROM @st/d TRUNCATECOLUMNS = TRUE ${JSON_FORMAT}`);
    expect(await fixture.rows('SELECT "NAME" FROM "DB.S"."T"')).toEqual([{ NAME: 'toolo' }]);
  });
});

describe('other formats', () => {
  test('CSV by position, quoted, with NULLs, to named columns', async () => {
    await fixture.table('T', { ID: 'NUMBER(38,0)', NAME: 'VARCHAR(20)', DAY: 'DATE' });
    await fixture.put('a.csv', 'name,id\r\n"a ""b"", c",1\r\n\\N,2\r\n,3\r\n"",4\r\n');
    await fixture.cells(`COPY INTO t (name, id) FROM @st
      FILE_FORMAT = (TYPE = csv, SKIP_HEADER = 1, FIELD_OPTIONALLY_ENCLOSED_BY = '"')`);
    expect(await fixture.rows('SELECT * FROM "DB.S"."T" ORDER BY "ID"')).toEqual([
      { ID: '1', NAME: 'a "b", c', DAY: null },
      { ID: '2', NAME: null, DAY: null },
      { ID: '3', NAME: null, DAY: null },
      { ID: '4', NAME: '', DAY: null },
    ]);
  });

  test('CSV with a header matches columns by name, in its own date format', async () => {
    await fixture.table('T', { ID: 'NUMBER(38,0)', DAY: 'DATE' });
    await fixture.put('a.csv', 'day|ID\n31/12/2026|1\n');
    await fixture.cells(`COPY INTO t FROM @st MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE
      FILE_FORMAT = (TYPE = CSV PARSE_HEADER = TRUE FIELD_DELIMITER = '|' DATE_FORMAT = 'DD/MM/YYYY')`);
    expect(await fixture.rows('SELECT * FROM "DB.S"."T"')).toEqual([{ ID: '1', DAY: '2026-12-31' }]);
  });

  test('CSV with another number of fields is refused unless that is allowed', async () => {
    await idTable();
    await fixture.put('a.csv', '1\n');
    await expect(fixture.cells('COPY INTO t FROM @st')).rejects.toMatchObject({
      code: '100080',
      message: expect.stringContaining(
        'Number of columns in file (1) does not match that of the corresponding table (2)',
      ),
    });
    await fixture.cells(
      'COPY INTO t FROM @st FILE_FORMAT = (TYPE = CSV ERROR_ON_COLUMN_COUNT_MISMATCH = FALSE)',
    );
    expect(await ids()).toEqual([1]);
  });

  test('CSV text in a VARIANT column has to be JSON', async () => {
    await fixture.table('T', { ID: 'NUMBER(38,0)', RAW: 'VARIANT' });
    await fixture.put('a.csv', '1|{"a":[1,2]}\n2|{bad\n');
    const rows = await fixture.cells(
      "COPY INTO t FROM @st FILE_FORMAT = (TYPE = CSV FIELD_DELIMITER = '|') ON_ERROR = CONTINUE",
    );
    expect(rows).toMatchObject([{ rows_loaded: '1', first_error: 'Error parsing JSON: {bad' }]);
    expect(await fixture.rows('SELECT "RAW" FROM "DB.S"."T"')).toEqual([{ RAW: '{"a":[1,2]}' }]);
  });

  test.each([
    ['empty.json', '', 'TYPE = JSON'],
    ['header.csv', 'ID,NAME\n', 'TYPE = CSV PARSE_HEADER = TRUE'],
  ])('a file without records, %s, is loaded all the same', async (name, content, format) => {
    await idTable();
    await fixture.put(name, content);
    const sql = `COPY INTO t FROM @st FILE_FORMAT = (${format}) MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE`;
    expect(await fixture.cells(sql)).toMatchObject([
      { status: 'LOADED', rows_parsed: '0', rows_loaded: '0' },
    ]);
    expect(await fixture.cells(sql)).toEqual(NOTHING);
  });

  test('what is no Parquet file is an error of that file', async () => {
    await idTable();
    await fixture.put('a.parquet', 'PAR1 but nothing else');
    const sql = 'COPY INTO t FROM @st FILE_FORMAT=(TYPE=PARQUET) MATCH_BY_COLUMN_NAME=CASE_INSENSITIVE';
    await expect(fixture.cells(sql)).rejects.toMatchObject({ code: '100146' });
    expect(await fixture.cells(`${sql} ON_ERROR = SKIP_FILE`)).toMatchObject([{ status: 'LOAD_FAILED' }]);
  });

  test('Parquet by column name', async () => {
    await idTable();
    const { stageId } = await fixture.context.stage('@st', 'READ');
    await fixture.put('other.txt', 'x');
    const path = join(fixture.store.directory(stageId), 'a.parquet');
    await fixture.rows(`COPY (SELECT 7 AS id, 'x' AS name) TO '${path}' (FORMAT parquet)`);
    await fixture.cells(
      'COPY INTO t FROM @st/a FILE_FORMAT=(TYPE=PARQUET) MATCH_BY_COLUMN_NAME=CASE_INSENSITIVE',
    );
    expect(await ids()).toEqual([7]);
  });

  test('a named format and the format of the stage', async () => {
    await idTable();
    await fixture.put('a.json', '[{"id":1},{"id":2}]');
    await fixture.run('CREATE FILE FORMAT ff TYPE = JSON STRIP_OUTER_ARRAY = TRUE');
    await fixture.cells(
      "COPY INTO t FROM @st FILE_FORMAT = (FORMAT_NAME = 'db.s.ff') MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE",
    );
    await fixture.run("CREATE STAGE formatted FILE_FORMAT = (FORMAT_NAME = 'ff')");
    await fixture.put('a.json', '[{"id":1},{"id":2}]', '@formatted');
    await fixture.cells('COPY INTO t FROM @formatted MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE');
    expect(await ids()).toEqual([1, 1, 2, 2]);
  });
});

test('a transformation computes the columns from fields and metadata', async () => {
  await fixture.table('T', {
    ID: 'NUMBER(38,0) NOT NULL',
    NAME: 'VARCHAR(50)',
    RAW: 'VARIANT',
    AT: 'TIMESTAMP_LTZ(9)',
  });
  await fixture.put(
    'd/a.json',
    lines({ id: 1, tags: [{ k: 'x' }], at: '2026-01-02T03:04:05.5Z' }, { id: 2 }),
  );
  await fixture.cells(`COPY INTO t (raw, id, name, at) FROM (
    SELECT $1, f.$1:id::number, f.$1:tags[0].k::string || '@' || METADATA$FILENAME, $1:at::timestamp_ltz FROM @st/d f
  ) FILE_FORMAT = (TYPE = JSON)`);
  expect(
    await fixture.rows('SELECT "ID", "NAME", "AT", "RAW" ->> \'$.id\' AS raw_id FROM "DB.S"."T" ORDER BY 1'),
  ).toEqual([
    { ID: '1', NAME: 'x@d/a.json', AT: '2026-01-02 03:04:05.5+00', raw_id: '1' },
    { ID: '2', NAME: null, AT: null, raw_id: '2' },
  ]);
  await expect(
    fixture.cells('COPY INTO t (id) FROM (SELECT $1:none FROM @st) FILE_FORMAT = (TYPE = JSON) FORCE = TRUE'),
  ).rejects.toMatchObject({ code: '100072' });
});

test('COPY needs a warehouse', async () => {
  await idTable();
  await fixture.run('DROP WAREHOUSE w');
  await expect(fixture.cells(`COPY INTO t FROM @st ${JSON_FORMAT}`)).rejects.toMatchObject({
    code: '000606',
  });
});

test('COPY leaves nothing of its own behind', async () => {
  await idTable();
  await fixture.put('a.json', lines({ id: 1 }));
  await fixture.cells(`COPY INTO t FROM @st ${JSON_FORMAT}`);
  expect(await fixture.rows('SELECT table_name FROM duckdb_tables() WHERE temporary')).toEqual([]);
});

test('files are loaded that are larger than the memory there is, as a day of events is, and keep no room when they are', async () => {
  const files = 8;
  const rowsEach = 4_000;
  const said = 'what an event says, which is long. '.repeat(60);
  for (let file = 0; file < files; file += 1) {
    const events = Array.from({ length: rowsEach }, (_, row) => {
      const id = file * rowsEach + row;
      return `{"id":${id},"raw":{"id":${id},"said":"${said}"}}\n`;
    });
    await fixture.put(`${file}.json`, gzipSync(events.join(''), { level: 1 }));
  }
  await fixture.table('T', { ID: 'NUMBER(38,0) NOT NULL', RAW: 'VARIANT' });
  // What is read, what is made of it and what is kept are 68 MB each.
  await fixture.rows("SET memory_limit = '120MB'");
  const loaded = await fixture.cells(`COPY INTO t FROM @st ${JSON_FORMAT}`);
  expect(loaded.map(({ rows_loaded: rows }) => Number(rows))).toEqual(Array(files).fill(rowsEach));
  expect(
    await fixture.rows(
      'SELECT COUNT(DISTINCT "ID") AS n, SUM(length("RAW"::VARCHAR) > 2000)::INT AS whole FROM "DB.S"."T"',
    ),
  ).toEqual([{ n: String(files * rowsEach), whole: files * rowsEach }]);
  const left = await fixture.rows("SELECT table_name FROM duckdb_tables() WHERE table_name LIKE 'copy%'");
  expect(left).toEqual([]);
});

test('a COPY that runs out of memory says so, and the session goes on as before', async () => {
  await fixture.table('T', { ID: 'NUMBER(38,0) NOT NULL', RAW: 'VARIANT' });
  const said = 'long '.repeat(400_000);
  await fixture.put('a.json', lines(...[1, 2, 3, 4].map((id) => ({ id, raw: { said } }))));
  const optimizers = "SELECT value FROM duckdb_settings() WHERE name = 'disabled_optimizers'";
  const before = await fixture.rows(optimizers);
  await fixture.rows("SET memory_limit = '12MB'");
  await fixture.rows("SET temp_directory = ''");
  await expect(fixture.cells(`COPY INTO t FROM @st ${JSON_FORMAT}`)).rejects.toThrow(
    /could not allocate block/,
  );
  await fixture.rows("SET memory_limit = '1GB'");
  expect(await fixture.rows(optimizers)).toEqual(before);
  expect(await fixture.cells(`COPY INTO t FROM @st ${JSON_FORMAT}`)).toMatchObject([{ rows_loaded: '4' }]);
});
