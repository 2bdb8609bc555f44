import { z } from 'zod';
import { configError, describeError } from '../../errors.ts';
import {
  changedRows,
  countValue,
  decodeRows,
  instantValue,
  optionalText,
  textValue,
} from '../../snowflake/decode.ts';
import { objectName, quoted, schemaName } from '../../snowflake/identifiers.ts';
import type { SnowflakeSession } from '../../snowflake/session.ts';
import { NO_SUCH_OBJECT, refusedWith } from '../../snowflake/statement-error.ts';
import { nearest } from '../../text/nearest.ts';
import { revokeUnit } from './respell-units.ts';
import { ACCESS, type SharingSchemas } from './shared-objects.ts';

/** Accounts that a role is to see, or to see no more. */
export interface AccessRequest {
  /** Stored name. */
  readonly role: string;
  readonly organizationalUnits: readonly string[];
  readonly accounts: readonly string[];
}

/** Accounts that a role sees by one row of the table. */
export interface AccessGrant {
  readonly role: string;
  readonly organizationalUnit: string | undefined;
  readonly account: string | undefined;
  readonly grantedAt: Date;
  readonly grantedBy: string;
  /** Accounts of the list that it stands for now. */
  readonly accountCount: number;
}

/**
 * Throws a config error for units and accounts that the list does not have: a name with a slip in it would share nothing
 * today, and perhaps other accounts tomorrow.
 */
export async function checkKnown(
  session: SnowflakeSession,
  { tables }: SharingSchemas,
  { organizationalUnits, accounts }: AccessRequest,
): Promise<void> {
  const rows = await session.execute(
    `SELECT ACCOUNT_ID, OU_PATH FROM ${objectName(tables, 'AWS_ACCOUNTS')}`,
    { about: 'AWS_ACCOUNTS' },
  );
  const listed = decodeRows(rows, listedRow, 'AWS_ACCOUNTS');
  if (listed.length === 0) {
    throw configError('no account is known yet', {
      where: 'AWS_ACCOUNTS',
      hint: 'Run the accounts connection first: what is shared is checked against its list.',
    });
  }
  const paths = new Set(['/', ...listed.flatMap(({ OU_PATH }) => (OU_PATH ? prefixes(OU_PATH) : []))]);
  refuseUnknown('organizational unit', organizationalUnits, paths);
  refuseUnknown('account', accounts, new Set(listed.map((row) => row.ACCOUNT_ID)));
}

const listedRow = z.object({ ACCOUNT_ID: textValue, OU_PATH: optionalText });

/** `/A/B` → `/A`, `/A/B` */
function prefixes(path: string): readonly string[] {
  const names = path.split('/').slice(1);
  return names.map((_, index) => `/${names.slice(0, index + 1).join('/')}`);
}

function refuseUnknown(what: string, names: readonly string[], known: ReadonlySet<string>): void {
  for (const name of names) {
    if (known.has(name)) continue;
    const meant = nearest(name, known);
    throw configError(`no account of the list is of the ${what} ${name}`, {
      where: 'AWS_ACCOUNTS',
      hint: meant ? `Did you mean ${meant}?` : 'Write it as AWS_ACCOUNTS has it: ACCOUNT_ID, OU_PATH.',
    });
  }
}

/** Lets a role see accounts in the shared views. */
export async function grantAccess(
  session: SnowflakeSession,
  schemas: SharingSchemas,
  request: AccessRequest,
): Promise<void> {
  const { shared } = schemas;
  // Before the rows: a role that is not there gets none.
  if (!(await letSee(session, schemas, request.role))) throw noSuchRole(request.role);
  for (const { column, value } of rowsOf(request)) {
    await session.repeat(
      `MERGE INTO ${objectName(shared, ACCESS.name)} t USING (SELECT ? AS ROLE_NAME, ? AS SEEN) s ` +
        `ON t.ROLE_NAME = s.ROLE_NAME AND t.${column} = s.SEEN ` +
        `WHEN NOT MATCHED THEN INSERT (ROLE_NAME, ${column}, GRANTED_AT, GRANTED_BY) ` +
        'VALUES (s.ROLE_NAME, s.SEEN, CURRENT_TIMESTAMP(), CURRENT_USER())',
      { binds: [request.role, value], about: ACCESS.name },
    );
  }
}

function noSuchRole(role: string): Error {
  return configError(`there is no role ${role}, or the owner does not know of it`, {
    hint: `As an administrator: CREATE ROLE ${quoted(role)}; then grant again. Nothing was granted.`,
  });
}

/**
 * Lets every role of the table see the views that were made since it was granted anything. Gives the names of those that
 * are not there any more.
 */
export async function letAllSee(
  session: SnowflakeSession,
  schemas: SharingSchemas,
): Promise<readonly string[]> {
  const rows = await session.execute(
    `SELECT DISTINCT ROLE_NAME FROM ${objectName(schemas.shared, ACCESS.name)}`,
    { about: ACCESS.name },
  );
  const gone: string[] = [];
  for (const { ROLE_NAME } of decodeRows(rows, accessRow.pick({ ROLE_NAME: true }), ACCESS.name)) {
    if (!(await letSee(session, schemas, ROLE_NAME))) gone.push(ROLE_NAME);
  }
  return gone;
}

function letSee(session: SnowflakeSession, { shared }: SharingSchemas, role: string): Promise<boolean> {
  return changeGrants(session, role, [
    `GRANT USAGE ON SCHEMA ${schemaName(shared)} TO ROLE ${quoted(role)}`,
    `GRANT SELECT ON ALL VIEWS IN SCHEMA ${schemaName(shared)} TO ROLE ${quoted(role)}`,
  ]);
}

/** Issues grants to a role, or their revocation. Gives whether there is such a role. */
async function changeGrants(
  session: SnowflakeSession,
  role: string,
  statements: readonly string[],
): Promise<boolean> {
  try {
    for (const sql of statements) await session.execute(sql, { about: role });
    return true;
  } catch (error) {
    // So does a schema that is gone, which is another matter.
    if (refusedWith(error, ...NO_SUCH_OBJECT) && /\bRole '/.test(describeError(error))) return false;
    throw error;
  }
}

/** Takes accounts from a role: those of the request, or everything where it names none. Gives the number of rows taken. */
export async function revokeAccess(
  session: SnowflakeSession,
  schemas: SharingSchemas,
  { role: name, organizationalUnits, accounts }: AccessRequest,
): Promise<number> {
  const { shared } = schemas;
  const remove = async (condition: string, binds: readonly string[]) =>
    changedRows(
      await session.repeat(`DELETE FROM ${objectName(shared, ACCESS.name)} WHERE ROLE_NAME = ?${condition}`, {
        binds: [name, ...binds],
        about: ACCESS.name,
      }),
      'deleted',
      ACCESS.name,
    );
  if (organizationalUnits.length + accounts.length > 0) {
    let taken = 0;
    for (const path of organizationalUnits) taken += await revokeUnit(session, schemas, name, path);
    for (const id of accounts) taken += await remove(' AND ACCOUNT_ID = ?', [id]);
    return taken;
  }
  const taken = await remove('', []);
  // A role that is gone has taken its grants with it.
  await changeGrants(session, name, [
    `REVOKE SELECT ON ALL VIEWS IN SCHEMA ${schemaName(shared)} FROM ROLE ${quoted(name)}`,
    `REVOKE USAGE ON SCHEMA ${schemaName(shared)} FROM ROLE ${quoted(name)}`,
  ]);
  return taken;
}

/** Every row of the table, with how many accounts of the list it stands for. */
export async function readAccess(
  session: SnowflakeSession,
  { tables, shared }: SharingSchemas,
): Promise<readonly AccessGrant[]> {
  const rows = await session.execute(
    'SELECT g.ROLE_NAME, g.OU_PATH, g.ACCOUNT_ID, g.GRANTED_AT, g.GRANTED_BY, ' +
      'COUNT(DISTINCT a.ACCOUNT_ID) AS ACCOUNT_COUNT ' +
      `FROM ${objectName(shared, ACCESS.name)} g LEFT JOIN ${objectName(tables, 'AWS_ACCOUNTS')} a ` +
      "ON a.ACCOUNT_ID = g.ACCOUNT_ID OR STARTSWITH(a.OU_PATH || '/', RTRIM(g.OU_PATH, '/') || '/') " +
      'GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3',
    { about: ACCESS.name },
  );
  return decodeRows(rows, accessRow, ACCESS.name).map((row) => ({
    role: row.ROLE_NAME,
    organizationalUnit: row.OU_PATH,
    account: row.ACCOUNT_ID,
    grantedAt: row.GRANTED_AT,
    grantedBy: row.GRANTED_BY,
    accountCount: row.ACCOUNT_COUNT,
  }));
}

const accessRow = z.object({
  ROLE_NAME: textValue,
  OU_PATH: optionalText,
  ACCOUNT_ID: optionalText,
  GRANTED_AT: instantValue,
  GRANTED_BY: textValue,
  ACCOUNT_COUNT: countValue,
});

function rowsOf({ organizationalUnits, accounts }: AccessRequest) {
  return [
    ...organizationalUnits.map((value) => ({ column: 'OU_PATH', value })),
    ...accounts.map((value) => ({ column: 'ACCOUNT_ID', value })),
  ];
}
