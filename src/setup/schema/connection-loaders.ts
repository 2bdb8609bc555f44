import { RUNS } from '../../ledger/ledger-tables.ts';
import type { Database } from '../../snowflake/database.ts';
import { objectName, type SchemaReference } from '../../snowflake/identifiers.ts';
import { refusedWith } from '../../snowflake/statement-error.ts';
import { grantStatement, loaderGrant } from './schema-grants.ts';

/** Roles that write the ledger, and so write what a connection's runs find: none where the ledger cannot be seen. */
export async function loadersOf({ session, schema }: Database): Promise<readonly string[]> {
  const rows = await session
    .execute(`SHOW GRANTS ON TABLE ${objectName(schema, RUNS.name)}`, { about: RUNS.name })
    .catch((error: unknown) => {
      // The schema is not set up yet, or is no business of this role.
      if (refusedWith(error, '002003', '003001')) return [];
      throw error;
    });
  const roles = rows.filter((row) => row.privilege === 'INSERT' && row.granted_to === 'ROLE');
  return [...new Set(roles.map(({ grantee_name: name }) => String(name)))].sort();
}

/** The statement that lets a role load what the runs of a connection find into the connection's table. */
export function letLoad(schema: SchemaReference, table: string, role: string): string {
  return grantStatement(schema, loaderGrant(table, role));
}
