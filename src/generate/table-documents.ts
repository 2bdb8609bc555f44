import {
  type Collector,
  type Scope,
  SOURCE_ACCOUNT,
  type TableEntry,
  type TableKind,
} from '../aws/catalogue/entry.ts';
import { catalogue } from '../aws/catalogue/index.ts';
import { TABLES, VIEWS } from '../setup/schema/schema-objects.ts';
import { literal } from '../snowflake/identifiers.ts';
import type { Column } from '../table.ts';
import type { VariantShapes } from './variant-shapes.ts';

const FOLDER = 'docs/tables';

/** A page for each table that detections read: path from the root → content. */
export function tableDocuments(shapes: VariantShapes): Readonly<Record<string, string>> {
  return Object.fromEntries(
    catalogue.flatMap((collector) =>
      collector.tables.map((entry) => [`${FOLDER}/${entry.name}.md`, page(collector, entry, shapes)]),
    ),
  );
}

/** One line for each table, with what fills it. */
export function tablesTable(): string {
  const rows = catalogue.flatMap((collector) =>
    collector.tables.map(
      ({ name, doc }) => `| [${name}](tables/${name}.md) | \`${collector.name}\` | ${doc} |\n`,
    ),
  );
  return ['| table | collector | what its rows are |\n| --- | --- | --- |\n', ...rows.sort()].join('');
}

const SCOPES: Readonly<Record<Scope, string>> = {
  organization: 'once for the organization',
  account: 'once in every account; REGION is `global`',
  region: 'once in every region of every account',
};

const KINDS: Readonly<Record<TableKind, string>> = {
  state: 'what the last whole read of each account and region found; each run reads all of it again',
  events: 'every event once; each run reads on from where the last one ended',
  reference: 'the same for all accounts; a run keeps each row once, from the account that showed it first',
};

function page(collector: Collector, entry: TableEntry, shapes: VariantShapes): string {
  const { name, kind, doc } = entry;
  return [
    `# ${name}\n`,
    `${doc} One row for each ${code(entry.keyName)}, which is also its RESOURCE_ID.\n`,
    '| | |\n| --- | --- |',
    `| rows | ${KINDS[kind]} |`,
    `| read | ${SCOPES[collector.scope]}, by the collector ${code(collector.name)}${howOften(collector)}: ${collector.doc} |`,
    `| calls | ${collector.calls} |`,
    `| IAM actions | ${collector.actions.map(code).join(' ')} |`,
    `| beside it | ${beside(entry).map(code).join(', ')} |`,
    '',
    '## Columns\n',
    '| column | type | what it is |\n| --- | --- | --- |',
    ...columnsOf(entry).map(columnLine),
    '',
    ...shapeLines([...(shapes.get(name) ?? [])]),
    '## Examples\n',
    '```sql',
    ...examples(entry),
    '```\n',
    '[All tables](../tables.md) · [writing detections](../writing-detections.md)\n',
  ].join('\n');
}

/** Columns of the view, with the types of its landing table where they come from there. */
function columnsOf({ name }: TableEntry): readonly Column[] {
  const landed = TABLES.find((table) => table.name === `${name}_SNAPSHOTS`)?.columns ?? [];
  const shown = VIEWS.find((view) => view.name === name)?.columns ?? [];
  return shown.map((column) => ({
    ...column,
    type: column.type ?? landed.find((other) => other.name === column.name)?.type ?? 'STRING',
  }));
}

/** Shapes of VARIANT columns, where there is one that is known. */
function shapeLines(shapes: readonly (readonly [column: string, shape: string])[]): readonly string[] {
  if (shapes.length === 0) return [];
  const lines = shapes.map(([column, shape]) => `| ${column} | ${code(shape)} |`);
  return [
    '## Shapes\n',
    'A member that AWS did not send is missing.\n',
    '| VARIANT | shape |\n| --- | --- |',
    ...lines,
    '',
  ];
}

function howOften(collector: Collector): string {
  const { onRequest: isAsked, everyDays } = collector;
  return [
    isAsked ? ', only where a connection’s `collectors` name it' : '',
    everyDays === undefined ? '' : `, every ${everyDays} days`,
  ].join('');
}

/** Other views of the rows: all that was loaded, and the changes between two reads. */
function beside({ name, kind }: TableEntry): readonly string[] {
  return [`${name}_SNAPSHOTS`, ...(kind === 'state' ? [`${name}_CHANGES`] : [])];
}

function columnLine({ name, type, comment }: Column): string {
  return `| ${name} | ${type} | ${comment.replaceAll('|', '\\|')} |`;
}

function examples({ name, kind, columns, account }: TableEntry): readonly string[] {
  const [first, second] = Object.keys(columns);
  const shown = ['t.RESOURCE_ID', ...[first, second].flatMap((column) => (column ? [`t.${column}`] : []))];
  const newest =
    kind === 'state'
      ? [
          '-- What has changed within a week',
          'SELECT CHANGE, ACCOUNT_ID, REGION, RESOURCE_ID',
          `FROM ${name}_CHANGES`,
          'WHERE CHANGED_AT > DATEADD(day, -7, CURRENT_TIMESTAMP());',
        ]
      : [
          '-- How many rows there are, and of when the newest is',
          'SELECT COUNT(*) AS ROW_COUNT, MAX(SNAPSHOT_AT) AS NEWEST',
          `FROM ${name};`,
        ];
  return [
    ...(kind === 'reference'
      ? [
          '-- Rows with the name of the account that showed them',
          `SELECT a.NAME AS ACCOUNT, ${shown.join(', ')}`,
          `FROM ${name} t`,
          'LEFT JOIN AWS_ACCOUNTS a ON a.ACCOUNT_ID = t.ACCOUNT_ID',
          'ORDER BY ACCOUNT, t.RESOURCE_ID;',
        ]
      : [
          '-- Rows of every account, and of those without any whether there is nothing or could nothing be seen',
          `SELECT f.ACCOUNT_NAME, f.REGION, f.STATE, f.SEEN_AT, f.WHY, ${shown.join(', ')}`,
          'FROM CONNECTOR_FRESHNESS f',
          `LEFT JOIN ${name} t ON t.${account === undefined ? 'ACCOUNT_ID' : SOURCE_ACCOUNT} = f.ACCOUNT_ID AND t.REGION = f.REGION`,
          `WHERE f.TABLE_NAME = ${literal(name)}`,
          'ORDER BY f.ACCOUNT_NAME, f.REGION, t.RESOURCE_ID;',
        ]),
    ...newest,
  ];
}

function code(text: string): string {
  return `\`${text}\``;
}
