import { accounts as accountsCollector } from '../aws/catalogue/organizations/collectors.ts';
import { isAccountId } from '../connections/role-arn.ts';
import type { ListedAccount } from '../connectors/connector.ts';
import { configError } from '../errors.ts';
import type { Database } from '../snowflake/database.ts';
import { objectName, quoted } from '../snowflake/identifiers.ts';
import { columnsOf } from '../snowflake/schema.ts';
import type { ResultRow } from '../snowflake/session.ts';
import { Ledger } from './ledger.ts';

/** The accounts an inventory reads, and what is not quite right with the list. */
export interface AccountsList {
  readonly accounts: readonly ListedAccount[];
  readonly warning: string | undefined;
}

/** Columns that planning uses; a table that SnowAlert made has only some of them. */
const WANTED = [
  'ACCOUNT_ID',
  'ACCOUNT_ALIAS',
  'STATUS',
  'STATE',
  'OU_PATH',
  'OU_IDS',
  'TAGS',
  'LEFT_OUT',
  'ORGANIZATION_ID',
];

/**
 * The latest whole list of an accounts connection: the rows of the last published run that read it, or, in a table that only
 * SnowAlert has written to, those with the newest CREATED_AT. Throws a config error when there is none.
 */
export async function readAccountsList(
  { session, schema }: Database,
  reference: { readonly database: string; readonly schema: string; readonly name: string },
): Promise<AccountsList> {
  const table = reference.name;
  const ledger = new Ledger({ session, schema });
  const place = { ...schema, database: reference.database, schema: reference.schema };
  const columns = (await columnsOf({ session, schema: place }, [table])).get(table);
  if (!columns) {
    throw configError(
      `the accounts connection ${table} does not exist in ${place.database}.${place.schema}`,
      {
        hint: 'Name an existing *_CONNECTION table in accounts_connection_name, or grant this role SELECT on it.',
      },
    );
  }
  if (!columns.has('ACCOUNT_ID')) throw neverRun(table);
  const { wholeRunId, last } = await ledger.latest(table, accountsCollector.name);
  const accounts = await selectAccounts({ session, schema: place }, table, columns, wholeRunId);
  if (accounts.length === 0) {
    if (last) {
      throw configError(
        `the accounts connection ${table} has no complete list: its last run ended ${last.status}`,
        {
          where: last.error ?? last.runId,
          hint: `Mend that and run \`snowcensus run ${table}\` first.`,
        },
      );
    }
    throw neverRun(table);
  }
  const warning =
    last && last.runId !== wholeRunId && last.status !== 'ok'
      ? `The last run of ${table} ended ${last.status}; this run reads the accounts of an earlier one.`
      : undefined;
  return { accounts, warning };
}

function neverRun(table: string): Error {
  return configError(`the accounts connection ${table} lists no accounts: it has not run yet`, {
    hint: `Run \`snowcensus run ${table}\` first.`,
  });
}

async function selectAccounts(
  { session, schema }: Database,
  table: string,
  columns: ReadonlySet<string>,
  runId: string | undefined,
): Promise<ListedAccount[]> {
  const name = objectName(schema, table);
  const wanted = WANTED.filter((column) => columns.has(column)).map(quoted);
  const [where, binds] = runId
    ? ['RUN_ID = ?', [runId]]
    : [
        `CREATED_AT = (SELECT MAX(CREATED_AT) FROM ${name}${columns.has('RUN_ID') ? ' WHERE RUN_ID IS NULL' : ''})`,
        [],
      ];
  const rows = await session.execute(`SELECT ${wanted.join(', ')} FROM ${name} WHERE ${where}`, {
    binds,
    about: table,
  });
  requireAccounts(rows, table);
  return rows.map((row) => ({
    id: String(row.ACCOUNT_ID),
    name: text(row.ACCOUNT_ALIAS),
    state: text(row.STATE) ?? text(row.STATUS),
    ouPath: text(row.OU_PATH),
    ouIds: Array.isArray(row.OU_IDS) ? row.OU_IDS.map(String) : undefined,
    tags: row.TAGS ? (row.TAGS as Record<string, string>) : undefined,
    leftOut: text(row.LEFT_OUT),
  }));
}

/**
 * Whoever may INSERT into the table could else have the process assume any role: an id becomes part of an ARN, and goes to
 * STS together with the external id.
 */
function requireAccounts(rows: readonly ResultRow[], table: string): void {
  const hint = `Run \`snowcensus run ${table}\`, and see who else may write into the table.`;
  const wrong = rows.find(({ ACCOUNT_ID: id }) => typeof id !== 'string' || !isAccountId(id));
  if (wrong) {
    const shown = JSON.stringify(wrong.ACCOUNT_ID)?.slice(0, 60) ?? 'nothing';
    throw configError(`the accounts list holds ${shown}, which is no account id, so none of it is used`, {
      where: table,
      hint,
    });
  }
  const organizations = new Set(rows.map(({ ORGANIZATION_ID: id }) => text(id)));
  if (organizations.size > 1) {
    const named = [...organizations].map((id) => id ?? 'none').join(', ');
    throw configError(`the accounts list names several organizations (${named}), so none of it is used`, {
      where: table,
      hint,
    });
  }
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
