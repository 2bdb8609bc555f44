import { z } from 'zod';
import { delegations } from '../../aws/catalogue/organizations/collectors.ts';
import { bugError } from '../../errors.ts';
import { landingName } from '../../load/landing.ts';
import type { Database } from '../../snowflake/database.ts';
import { decodeRows, textValue } from '../../snowflake/decode.ts';
import { literal, objectName } from '../../snowflake/identifiers.ts';
import { UNITS } from '../ledger-tables.ts';

/** Accounts that administer services for an organization, by the service's principal. */
export type Administrators = ReadonlyMap<string, readonly string[]>;

/** Administrators where none is known: every account is asked for itself. */
export const NO_ADMINISTRATORS: Administrators = new Map();

/** Administrators of these services, as the accounts connection last read them; none where it has not. */
export async function readAdministrators(
  { session, schema }: Database,
  accountsConnection: string,
  principals: readonly string[],
): Promise<Administrators> {
  if (principals.length === 0) return NO_ADMINISTRATORS;
  const entry = delegations.tables.find(({ columns }) => columns.SERVICE_PRINCIPAL);
  if (!entry) throw bugError('no table has the services that are delegated');
  const landing = landingName(entry);
  const sql =
    `SELECT s.SERVICE_PRINCIPAL, s.DELEGATED_ACCOUNT_ID FROM ${objectName(schema, landing)} s ` +
    `JOIN ${objectName(schema, UNITS.name)} u ON u.CONNECTION = s.CONNECTION AND u.COLLECTOR = ${literal(delegations.name)} ` +
    "AND u.ACCOUNT_ID = s.ACCOUNT_ID AND u.REGION = s.REGION AND u.CONCLUSIVE_RUN_ID = s.RUN_ID AND u.CONCLUSIVE_STATUS = 'ok' " +
    `WHERE s.CONNECTION = ? AND s.SERVICE_PRINCIPAL IN (${principals.map(() => '?').join(', ')}) ORDER BY 1, 2`;
  const rows = await session.repeat(sql, { binds: [accountsConnection, ...principals], about: landing });
  const found = Map.groupBy(decodeRows(rows, delegationRow, landing), (row) => row.SERVICE_PRINCIPAL);
  return new Map([...found].map(([principal, of]) => [principal, of.map((row) => row.DELEGATED_ACCOUNT_ID)]));
}

const delegationRow = z.object({ SERVICE_PRINCIPAL: textValue, DELEGATED_ACCOUNT_ID: textValue });
