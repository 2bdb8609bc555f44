import type { ObjectName } from '../context.ts';
import type { TableShape } from '../expression/binder.ts';
import { quoteIdentifier, quoteString } from '../syntax/tokens.ts';
import { LTZ, NUMBER, type SnowType, TEXT } from '../types/types.ts';

/** A column: its name, its type and how it comes out of the metadata tables. */
type Column = readonly [string, SnowType, string];

type RowCounts = ReadonlyMap<string, number>;

/** Tests of rows of tables, schemas, databases and stages. */
export interface VisibleRows {
  readonly t: string;
  readonly s: string;
  readonly d: string;
  readonly stage: string;
}

interface View {
  readonly columns: readonly Column[];
  readonly from: (database: string, counts: RowCounts) => string;
  /** Whose test its rows must pass. */
  readonly sees: keyof VisibleRows;
}

const BASE = `FROM sandbox.seen_tables AS t`;
const inDatabase = (alias: string) => (database: string) => `${alias} = ${quoteString(database)}`;
const yesNo = (test: string) => `CASE WHEN ${test} THEN 'YES' ELSE 'NO' END`;
const KIND = (alias: string) => `split_part(split_part(${alias}.data_type, '(', 1), ')', 1)`;
const size = (name: string, pattern: string) =>
  `CASE WHEN c.data_type LIKE '${name}(%' THEN CAST(regexp_extract(c.data_type, '${pattern}', 1) AS DECIMAL(38,0)) END`;

/** doc: info-schema. BYTES is an estimate of 64 bytes a row. */
const VIEWS: Readonly<Record<string, View>> = {
  TABLES: {
    sees: 't',
    columns: [
      ['TABLE_CATALOG', TEXT, 't.database_name'],
      ['TABLE_SCHEMA', TEXT, 't.schema_name'],
      ['TABLE_NAME', TEXT, 't.name'],
      ['TABLE_OWNER', TEXT, 't.owner'],
      [
        'TABLE_TYPE',
        TEXT,
        `CASE WHEN t.kind = 'VIEW' THEN 'VIEW' WHEN t.persistence = 'TEMPORARY' THEN 'LOCAL TEMPORARY' ELSE 'BASE TABLE' END`,
      ],
      ['IS_TRANSIENT', TEXT, yesNo(`t.persistence = 'TRANSIENT'`)],
      ['CLUSTERING_KEY', TEXT, `nullif(t.cluster_by, '')`],
      ['ROW_COUNT', NUMBER, 'n.row_count'],
      ['BYTES', NUMBER, 'n.row_count * 64'],
      ['RETENTION_TIME', NUMBER, 'CAST(t.retention_time AS DECIMAL(38,0))'],
      ['CREATED', LTZ, 't.created_on'],
      ['LAST_ALTERED', LTZ, 't.last_altered'],
      ['LAST_DDL', LTZ, 't.last_altered'],
      ['LAST_DDL_BY', TEXT, 't.owner'],
      ['AUTO_CLUSTERING_ON', TEXT, `'NO'`],
      ['COMMENT', TEXT, `nullif(t.comment, '')`],
    ],
    from: (database, counts) => `${BASE} LEFT JOIN (${countsSql(counts)}) AS n ON n.id = t.id
      WHERE ${inDatabase('t.database_name')(database)}`,
  },
  VIEWS: {
    sees: 't',
    columns: [
      ['TABLE_CATALOG', TEXT, 't.database_name'],
      ['TABLE_SCHEMA', TEXT, 't.schema_name'],
      ['TABLE_NAME', TEXT, 't.name'],
      ['TABLE_OWNER', TEXT, 't.owner'],
      ['VIEW_DEFINITION', TEXT, 't.definition'],
      ['CHECK_OPTION', TEXT, `'NONE'`],
      ['IS_UPDATABLE', TEXT, `'NO'`],
      ['INSERTABLE_INTO', TEXT, `'NO'`],
      ['IS_SECURE', TEXT, yesNo('t.secure')],
      ['CREATED', LTZ, 't.created_on'],
      ['LAST_ALTERED', LTZ, 't.last_altered'],
      ['COMMENT', TEXT, `nullif(t.comment, '')`],
    ],
    from: (database) => `${BASE} WHERE t.kind = 'VIEW' AND ${inDatabase('t.database_name')(database)}`,
  },
  COLUMNS: {
    sees: 't',
    columns: [
      ['TABLE_CATALOG', TEXT, 't.database_name'],
      ['TABLE_SCHEMA', TEXT, 't.schema_name'],
      ['TABLE_NAME', TEXT, 't.name'],
      ['COLUMN_NAME', TEXT, 'c.name'],
      ['ORDINAL_POSITION', NUMBER, 'CAST(c.position AS DECIMAL(38,0))'],
      ['COLUMN_DEFAULT', TEXT, 'c.default_text'],
      ['IS_NULLABLE', TEXT, yesNo('c.nullable')],
      ['DATA_TYPE', TEXT, `CASE ${KIND('c')} WHEN 'VARCHAR' THEN 'TEXT' ELSE ${KIND('c')} END`],
      ['CHARACTER_MAXIMUM_LENGTH', NUMBER, size('VARCHAR', '\\((\\d+)\\)')],
      ['NUMERIC_PRECISION', NUMBER, size('NUMBER', '\\((\\d+),')],
      ['NUMERIC_SCALE', NUMBER, size('NUMBER', ',(\\d+)\\)')],
      ['DATETIME_PRECISION', NUMBER, size('TIME%', '\\((\\d+)\\)')],
      ['IS_IDENTITY', TEXT, `'NO'`],
      ['COMMENT', TEXT, `nullif(c.comment, '')`],
    ],
    from: (database) =>
      `${BASE} JOIN sandbox.columns AS c ON c.table_id = t.id WHERE ${inDatabase('t.database_name')(database)}`,
  },
  SCHEMATA: {
    sees: 's',
    columns: [
      ['CATALOG_NAME', TEXT, 's.database_name'],
      ['SCHEMA_NAME', TEXT, 's.name'],
      ['SCHEMA_OWNER', TEXT, 's.owner'],
      ['IS_TRANSIENT', TEXT, yesNo('s.transient')],
      ['IS_MANAGED_ACCESS', TEXT, yesNo('s.managed_access')],
      ['RETENTION_TIME', NUMBER, 'CAST(s.retention_time AS DECIMAL(38,0))'],
      ['CREATED', LTZ, 's.created_on'],
      ['LAST_ALTERED', LTZ, 's.created_on'],
      ['COMMENT', TEXT, `nullif(s.comment, '')`],
    ],
    from: (database) => `FROM sandbox.schemas AS s WHERE ${inDatabase('s.database_name')(database)}`,
  },
  DATABASES: {
    sees: 'd',
    columns: [
      ['DATABASE_NAME', TEXT, 'd.name'],
      ['DATABASE_OWNER', TEXT, 'd.owner'],
      ['IS_TRANSIENT', TEXT, yesNo('d.transient')],
      ['COMMENT', TEXT, `nullif(d.comment, '')`],
      ['CREATED', LTZ, 'd.created_on'],
      ['LAST_ALTERED', LTZ, 'd.created_on'],
      ['RETENTION_TIME', NUMBER, 'CAST(d.retention_time AS DECIMAL(38,0))'],
    ],
    from: () => 'FROM sandbox.databases AS d WHERE true',
  },
  STAGES: {
    sees: 'stage',
    columns: [
      ['STAGE_CATALOG', TEXT, 's.database_name'],
      ['STAGE_SCHEMA', TEXT, 's.schema_name'],
      ['STAGE_NAME', TEXT, 's.name'],
      ['STAGE_TYPE', TEXT, `'Internal Named'`],
      ['STAGE_OWNER', TEXT, 's.owner'],
      ['COMMENT', TEXT, `nullif(s.comment, '')`],
      ['CREATED', LTZ, 's.created_on'],
      ['LAST_ALTERED', LTZ, 's.created_on'],
    ],
    from: (database) => `FROM sandbox.stages AS s WHERE ${inDatabase('s.database_name')(database)}`,
  },
  LOAD_HISTORY: {
    sees: 't',
    columns: [
      ['SCHEMA_NAME', TEXT, 't.schema_name'],
      ['FILE_NAME', TEXT, 'h.file_name'],
      ['TABLE_NAME', TEXT, 't.name'],
      ['LAST_LOAD_TIME', LTZ, 'h.last_load_time'],
      ['STATUS', TEXT, 'h.status'],
      ['ROW_COUNT', NUMBER, 'CAST(h.row_count AS DECIMAL(38,0))'],
      ['ROW_PARSED', NUMBER, 'CAST(h.row_parsed AS DECIMAL(38,0))'],
      ['FIRST_ERROR_MESSAGE', TEXT, 'h.first_error_message'],
      ['FIRST_ERROR_LINE_NUMBER', NUMBER, 'CAST(h.first_error_line_number AS DECIMAL(38,0))'],
      ['FIRST_ERROR_CHARACTER_POSITION', NUMBER, 'CAST(h.first_error_character_position AS DECIMAL(38,0))'],
      ['FIRST_ERROR_COL_NAME', TEXT, 'h.first_error_col_name'],
      ['ERROR_COUNT', NUMBER, 'CAST(h.error_count AS DECIMAL(38,0))'],
      ['ERROR_LIMIT', NUMBER, 'CAST(h.error_limit AS DECIMAL(38,0))'],
    ],
    from: (database) => `FROM sandbox.load_history AS h JOIN sandbox.seen_tables AS t ON t.id = h.table_id
      WHERE ${inDatabase('t.database_name')(database)}`,
  },
};

/** A view of a database's INFORMATION_SCHEMA as something to select from; undefined when it is not modelled. */
export function informationSchemaShape(
  name: ObjectName,
  counts: RowCounts,
  visible: VisibleRows,
): TableShape | undefined {
  const view = VIEWS[name.name];
  if (view === undefined) return undefined;
  const list = view.columns.map(([column, , sql]) => `${sql} AS ${quoteIdentifier(column)}`).join(', ');
  return {
    name,
    source: `(SELECT ${list} ${view.from(name.database, counts)} AND ${visible[view.sees]})`,
    columns: view.columns.map(([column, type]) => ({ name: column, type, nullable: true })),
  };
}

function countsSql(counts: RowCounts): string {
  const rows = [...counts].map(([id, count]) => `(${quoteString(id)}, CAST(${count} AS DECIMAL(38,0)))`);
  const none = `(CAST(NULL AS VARCHAR), CAST(NULL AS DECIMAL(38,0)))`;
  return `SELECT * FROM (VALUES ${rows.length === 0 ? none : rows.join(', ')}) AS n(id, row_count)`;
}
