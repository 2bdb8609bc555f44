import { z } from 'zod';
import { RELATIONS } from '../../detections/relations.ts';
import { configError } from '../../errors.ts';
import { UNITS } from '../../ledger/ledger-tables.ts';
import type { Database } from '../../snowflake/database.ts';
import { createSchema } from '../../snowflake/ddl.ts';
import { decodeRows, optionalText, textValue } from '../../snowflake/decode.ts';
import { objectName, schemaName } from '../../snowflake/identifiers.ts';
import { refusedWith } from '../../snowflake/statement-error.ts';
import type { Installation } from '../installation.ts';
import { differingViews, readGrants, schemaOwner } from '../schema/schema-state.ts';
import { MARK, SNOWALERT_VIEWS, snowAlertGrants, snowAlertStatement } from './snowalert-views.ts';

/** Objects made under SnowAlert's names. */
export interface SnowAlertChanges {
  readonly statements: number;
  /** Views that are left out, for nothing of what they show has been read. */
  readonly unread: readonly string[];
}

const ABOUT = 'the SnowAlert views';

const shownObject = z.object({ name: textValue, comment: optionalText });
const readCollector = z.object({ COLLECTOR: textValue });

/**
 * Brings the views under SnowAlert's names to what they are to be, in the role that the session has: that of the owner.
 * Throws a config error, before it changes anything, where the schema has tables or other views of these names.
 */
export async function applySnowAlertViews(
  database: Database,
  installation: Installation,
): Promise<SnowAlertChanges> {
  const { session, schema } = database;
  const { schema: tables, roles } = installation;
  const isThere = (await schemaOwner(database)) !== undefined;
  if (isThere) await refuseForeign(database);
  const collectors = await collectorsRead({ session, schema: tables });
  const wanted = SNOWALERT_VIEWS.filter(({ reads }) =>
    reads.every((view) => RELATIONS.get(view)?.collectors.every((collector) => collectors.has(collector))),
  );
  if (!isThere) await change(database, createSchema(schema));
  const views = await differingViews(
    database,
    wanted.map((view) => snowAlertStatement(tables, schema, view)),
  );
  for (const { sql } of views) await change(database, sql);
  const grants = await missingGrants(
    database,
    installation,
    wanted.map(({ name }) => name),
  );
  for (const sql of grants) await session.execute(sql, { about: roles.reader });
  return {
    statements: (isThere ? 0 : 1) + views.length + grants.length,
    unread: SNOWALERT_VIEWS.filter((view) => !wanted.includes(view)).map(({ name }) => name),
  };
}

/** Tables are SnowAlert's own rows, and views of people may say more than ours: neither is replaced. */
async function refuseForeign({ session, schema }: Database): Promise<void> {
  const names = new Set(SNOWALERT_VIEWS.map(({ name }) => name));
  const shown = async (kind: string) => {
    const rows = await session.execute(`SHOW ${kind} IN SCHEMA ${schemaName(schema)}`, { about: ABOUT });
    return decodeRows(rows, shownObject, `SHOW ${kind}`).filter(({ name }) => names.has(name));
  };
  const tables = await shown('TABLES');
  const views = (await shown('VIEWS')).filter(({ comment }) => !comment?.includes(MARK.trim()));
  const foreign = [...tables, ...views].map(({ name }) => name);
  if (foreign.length === 0) return;
  throw configError(
    `the schema has ${tables.length} tables and ${views.length} views of other people by these names`,
    {
      where: `${schema.database}.${schema.schema}: ${foreign.join(', ')}`,
      hint: 'Name another schema by --snowalert-views, or rename them: nothing of theirs is replaced.',
    },
  );
}

/** Collectors of which any unit has ever been read. */
async function collectorsRead({ session, schema }: Database): Promise<ReadonlySet<string>> {
  const rows = await session.execute(
    `SELECT DISTINCT COLLECTOR FROM ${objectName(schema, UNITS.name)} WHERE LAST_OK_AT IS NOT NULL`,
    { about: ABOUT },
  );
  return new Set(decodeRows(rows, readCollector, UNITS.name).map(({ COLLECTOR }) => COLLECTOR));
}

async function missingGrants(
  { session, schema }: Database,
  installation: Installation,
  names: readonly string[],
): Promise<readonly string[]> {
  const { reader } = installation.roles;
  const held = await readGrants(session, [reader]);
  const place = `${schema.database}.${schema.schema}`;
  const [usage, ...selects] = snowAlertGrants(installation, schema, names);
  return [
    ...(usage === undefined || held.has(`USAGE SCHEMA ${place} ${reader}`) ? [] : [usage]),
    ...selects.filter((_, index) => !held.has(`SELECT VIEW ${place}.${names[index]} ${reader}`)),
  ];
}

async function change({ session, schema }: Database, sql: string): Promise<void> {
  try {
    await session.execute(sql, { about: ABOUT });
  } catch (cause) {
    if (!refusedWith(cause, '003001', '003011')) throw cause;
    throw configError('the owner may not make the SnowAlert views in that schema', {
      cause,
      where: `${schema.database}.${schema.schema}`,
      hint: 'Grant the owner USAGE and CREATE VIEW on it, or name a schema that it may make.',
    });
  }
}
