import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { CatalogueChanges } from '../account.ts';
import { type Row, rowsOf, textOf } from '../duck/rows.ts';
import { shown } from '../names.ts';
import type { StoredTable } from '../session/session-context.ts';
import { readQueries, readTables } from './catalog.ts';
import { Shelf } from './shelf.ts';

/** What all sessions of an account see alike. */
export interface CommonFacts {
  /** Tables and views, but for those of one session. */
  readonly tables: Shelf<StoredTable>;
  /** Queries of the views among them as they are kept, null for a table. */
  readonly queries: Shelf<string | null>;
  /** Rows `kind`, `privilege` and `grantee` of what roles hold on these, OWNERSHIP among them. */
  readonly privileges: Shelf<readonly Row[]>;
}

/** The facts of an account of which nothing has been looked up yet. */
export function commonFacts(instance: DuckDBInstance, changes: CatalogueChanges): CommonFacts {
  return {
    tables: new Shelf(instance, changes, async (duck) => {
      const tables = await readTables(duck);
      return new Map(tables.map((table) => [shown(table.name), table]));
    }),
    queries: new Shelf(instance, changes, readQueries, 1),
    privileges: new Shelf(instance, changes, readPrivileges),
  };
}

async function readPrivileges(duck: DuckDBConnection): Promise<ReadonlyMap<string, readonly Row[]>> {
  const rows = await rowsOf(
    duck,
    `SELECT kind, database_name || '.' || schema_name || '.' || name AS name, 'OWNERSHIP' AS privilege, owner AS grantee
     FROM sandbox.tables WHERE session IS NULL
     UNION ALL SELECT granted_on, name, privilege, grantee FROM sandbox.grants
     WHERE NOT future AND grantee_kind = 'ROLE' AND granted_on IN ('TABLE', 'VIEW')`,
  );
  return Map.groupBy(rows, (row) => textOf(row, 'name'));
}
