import { z } from 'zod';
import { changedRows, decodeRows, textValue } from '../../snowflake/decode.ts';
import { objectName } from '../../snowflake/identifiers.ts';
import type { SnowflakeSession } from '../../snowflake/session.ts';
import { composed } from '../../text/composed.ts';
import { ACCESS, type SharingSchemas } from './shared-objects.ts';

/**
 * Spells units of the table as the list of accounts does now: é may have been granted as two characters, as AWS or a
 * keyboard had it. The old spelling goes once the list has no account by it, so that nobody loses sight in between.
 */
export async function respellUnits(
  session: SnowflakeSession,
  { tables, shared }: SharingSchemas,
): Promise<void> {
  const access = objectName(shared, ACCESS.name);
  for (const { ROLE_NAME: role, OU_PATH: path } of await grantedUnits(session, shared)) {
    const spelled = composed(path);
    if (spelled === path) continue;
    await session.repeat(
      `INSERT INTO ${access} (ROLE_NAME, OU_PATH, GRANTED_AT, GRANTED_BY) ` +
        `SELECT g.ROLE_NAME, ?, MIN(g.GRANTED_AT), MIN(g.GRANTED_BY) FROM ${access} g WHERE g.ROLE_NAME = ? AND g.OU_PATH IN (?, ?) ` +
        'GROUP BY g.ROLE_NAME HAVING COALESCE(COUNT_IF(g.OU_PATH = ?), 0) = 0',
      { binds: [spelled, role, path, spelled, spelled], about: ACCESS.name },
    );
    await session.repeat(
      `DELETE FROM ${access} WHERE ROLE_NAME = ? AND OU_PATH = ? AND ` +
        `(SELECT COUNT(*) FROM ${objectName(tables, 'AWS_ACCOUNTS')} a WHERE STARTSWITH(a.OU_PATH || '/', ?)) = 0`,
      { binds: [role, path, `${path.replace(/\/+$/, '')}/`], about: ACCESS.name },
    );
  }
}

/** Takes a unit from a role, however it was spelled when it was granted. Gives the number of rows taken. */
export async function revokeUnit(
  session: SnowflakeSession,
  { shared }: SharingSchemas,
  role: string,
  path: string,
): Promise<number> {
  const spellings = (await grantedUnits(session, shared)).filter(
    (row) => row.ROLE_NAME === role && composed(row.OU_PATH) === composed(path),
  );
  let taken = 0;
  for (const { OU_PATH } of spellings) {
    const counts = await session.repeat(
      `DELETE FROM ${objectName(shared, ACCESS.name)} WHERE ROLE_NAME = ? AND OU_PATH = ?`,
      { binds: [role, OU_PATH], about: ACCESS.name },
    );
    taken += changedRows(counts, 'deleted', ACCESS.name);
  }
  return taken;
}

async function grantedUnits(session: SnowflakeSession, shared: SharingSchemas['shared']) {
  const rows = await session.execute(
    `SELECT DISTINCT ROLE_NAME, OU_PATH FROM ${objectName(shared, ACCESS.name)} WHERE OU_PATH IS NOT NULL`,
    { about: ACCESS.name },
  );
  return decodeRows(rows, unitRow, ACCESS.name);
}

const unitRow = z.object({ ROLE_NAME: textValue, OU_PATH: textValue });
