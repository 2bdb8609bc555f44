import { catalogue } from '../../aws/catalogue/index.ts';
import { findingsView } from '../../detections/finding-views.ts';
import { createTable, type View } from '../../snowflake/ddl.ts';
import { literal, objectName, quoted, type SchemaReference } from '../../snowflake/identifiers.ts';
import { instant, required, type Table, text } from '../../table.ts';
import { VIEWS } from '../schema/schema-objects.ts';
import type { ViewStatement } from '../schema/schema-state.ts';

/** Schemas that sharing reads and writes: of the tables, of the detections, and of the views that are shared. */
export interface SharingSchemas {
  readonly tables: SchemaReference;
  /** Undefined where the detections are not installed. */
  readonly detections: SchemaReference | undefined;
  readonly shared: SchemaReference;
}

/** Accounts that each role sees, one row for each organizational unit or account. */
export const ACCESS: Table = {
  name: 'ACCOUNT_ACCESS',
  comment: 'Who sees what: each role sees the accounts of its organizational units, and its single accounts.',
  columns: [
    required(text('ROLE_NAME', 'Role as Snowflake stores it; roles above it see the same.')),
    text(
      'OU_PATH',
      'Path of an organizational unit, as AWS_ACCOUNTS has it: all below it is seen; / is everything.',
    ),
    text('ACCOUNT_ID', 'Account id; NULL where OU_PATH is given.'),
    required(instant('GRANTED_AT', 'Since when.')),
    required(text('GRANTED_BY', 'User that granted it.')),
  ],
};

/** The one policy that every shared view is under. */
const POLICY = 'ACCOUNTS_BY_ROLE';

/** The column of the account that a row is about. */
const ACCOUNT = 'ACCOUNT_ID';

/**
 * Tables with the same rows for every account: each role that sees any account sees them, but not which account showed
 * them.
 */
const REFERENCES: ReadonlySet<string> = new Set(
  catalogue.flatMap(({ tables }) => tables.flatMap(({ kind, name }) => (kind === 'reference' ? [name] : []))),
);

/** The statements that make what no view can be without; all are safe to repeat. */
export function sharingFoundation({ tables, shared }: SharingSchemas): readonly string[] {
  return [createTable(shared, ACCESS), createPolicy(tables, shared)];
}

/** An account without a place in the organization is seen only by roles that are given the account itself. */
function createPolicy(tables: SchemaReference, shared: SchemaReference): string {
  const access = objectName(shared, ACCESS.name);
  return (
    `CREATE ROW ACCESS POLICY IF NOT EXISTS ${objectName(shared, POLICY)} AS (ROW_ACCOUNT STRING) RETURNS BOOLEAN ->\n` +
    `  EXISTS (SELECT 1 FROM ${access} g WHERE g.ACCOUNT_ID = ROW_ACCOUNT AND IS_ROLE_IN_SESSION(g.ROLE_NAME))\n` +
    `  OR EXISTS (SELECT 1 FROM ${objectName(tables, 'AWS_ACCOUNTS')} a\n` +
    `    JOIN ${access} o ON STARTSWITH(a.OU_PATH || '/', RTRIM(o.OU_PATH, '/') || '/')\n` +
    '    WHERE a.ACCOUNT_ID = ROW_ACCOUNT AND IS_ROLE_IN_SESSION(o.ROLE_NAME))'
  );
}

/**
 * Every view that is shared, by the statement that makes it under the policy. A view without accounts is not shared: it
 * would tell of all of them together.
 */
export function sharedViews({ tables, detections, shared }: SharingSchemas): readonly ViewStatement[] {
  return [
    ...VIEWS.flatMap((view) => sharedView(shared, tables, view)),
    ...(detections ? sharedView(shared, detections, findings(tables, detections)) : []),
  ];
}

/** The findings of every account; the views that count them count those of all, and are not shared. */
function findings(tables: SchemaReference, detections: SchemaReference): View {
  return findingsView('', {
    tables: (object) => objectName(tables, object),
    detections: (object) => objectName(detections, object),
  });
}

function sharedView(
  shared: SchemaReference,
  from: SchemaReference,
  { name, columns }: View,
): readonly ViewStatement[] {
  if (!columns.some((column) => column.name === ACCOUNT)) return [];
  const head = `CREATE OR REPLACE VIEW ${objectName(shared, name)}`;
  const comment = `COMMENT = ${literal(`${name}, as far as its accounts are shared with the role that asks.`)}`;
  const isReference = REFERENCES.has(name);
  const policy = isReference
    ? ''
    : ` ROW ACCESS POLICY ${objectName(shared, POLICY)} ON (${quoted(ACCOUNT)})`;
  // By name: what SELECT * stands for is settled when a view is made, and a later column would break it.
  const shown = columns.filter((column) => !isReference || column.name !== ACCOUNT);
  const select = `SELECT ${shown.map((column) => quoted(column.name)).join(', ')} FROM ${objectName(from, name)}`;
  return [{ name, sql: `${head}${policy} COPY GRANTS ${comment} AS\n${select}` }];
}
