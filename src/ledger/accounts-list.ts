import { z } from 'zod';
import { accounts as accountsCollector } from '../aws/catalogue/organizations/collectors.ts';
import { visible } from '../connections/problem.ts';
import { isAccountId } from '../connections/role-arn.ts';
import type { ListedAccount } from '../connectors/connector.ts';
import { configError } from '../errors.ts';
import type { Database } from '../snowflake/database.ts';
import { objectName, quoted } from '../snowflake/identifiers.ts';
import { describedColumns } from '../snowflake/schema.ts';
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
  const columns = await describedColumns({ session, schema: place }, table);
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
  return listed(rows, table).map((row) => ({
    id: row.ACCOUNT_ID,
    name: row.ACCOUNT_ALIAS ?? undefined,
    state: row.STATE ?? row.STATUS ?? undefined,
    ouPath: row.OU_PATH ?? undefined,
    ouIds: row.OU_IDS ?? undefined,
    tags: row.TAGS ?? undefined,
    leftOut: row.LEFT_OUT ?? undefined,
  }));
}

/** A row of the list, as far as its table has the columns. */
const listedRow = z.object({
  ACCOUNT_ID: z.string().refine(isAccountId),
  ACCOUNT_ALIAS: z.string().nullish(),
  STATUS: z.string().nullish(),
  STATE: z.string().nullish(),
  OU_PATH: z.string().nullish(),
  OU_IDS: z.array(z.string()).nullish(),
  TAGS: z.record(z.string(), z.string()).nullish(),
  LEFT_OUT: z.string().nullish(),
  ORGANIZATION_ID: z.string().nullish(),
});

/**
 * The rows as records. Whoever may INSERT into the table could else have the process assume any role: an id becomes part of
 * an ARN, and goes to STS together with the external id; or have filters say of an account what nobody has read.
 */
function listed(rows: readonly ResultRow[], table: string): readonly z.infer<typeof listedRow>[] {
  const refused = (what: string) =>
    configError(`the accounts list ${what}, so none of it is used`, {
      where: table,
      hint: `Run \`snowcensus run ${table}\`, and see who else may write into the table.`,
    });
  const accounts = rows.map((row) => {
    const { data, error } = listedRow.safeParse(row);
    if (error === undefined) return data;
    const column = String(error.issues[0]?.path[0]);
    const shown = JSON.stringify(row[column])?.slice(0, 60) ?? 'nothing';
    throw refused(`holds ${shown}, which is no ${column === 'ACCOUNT_ID' ? 'account id' : column}`);
  });
  const organizations = new Set(accounts.map(({ ORGANIZATION_ID: id }) => id ?? 'none'));
  if (organizations.size > 1) {
    const [one, other] = [...organizations].map((id) => visible(id.slice(0, 60)));
    throw refused(`names several organizations (${one}, ${other}${organizations.size > 2 ? ', …' : ''})`);
  }
  return accounts;
}
