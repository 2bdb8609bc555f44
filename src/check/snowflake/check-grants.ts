import { COVERAGE, LEASES, OUTCOMES, RUNS, UNITS } from '../../ledger/ledger-tables.ts';
import { landingTable } from '../../load/landing.ts';
import type { Database } from '../../snowflake/database.ts';
import { objectName } from '../../snowflake/identifiers.ts';
import { NO_SUCH_OBJECT } from '../../snowflake/statement-error.ts';
import { type TableUse, takenBack, tryUse } from '../../snowflake/trial.ts';
import type { CheckEnvironment } from '../environment.ts';
import { type Finding, ok } from '../finding.ts';
import type { Way } from '../way.ts';
import { namesOf } from './names.ts';
import { refused, snowflakeCode } from './snowflake-failure.ts';

interface Need {
  readonly table: string;
  readonly use: TableUse;
}

interface Missing extends Need {
  readonly error: unknown;
}

/** Subject of the check: a role, and the columns of the connection's own table. */
export interface GrantsAsked {
  readonly way: Way;
  readonly role: string | undefined;
  readonly connectionColumns: ReadonlySet<string>;
}

/** A column that every table of ours has, but for that of the units. */
const RUN_ID = 'RUN_ID';
const LATEST_RUN_ID = 'LATEST_RUN_ID';

/** An UPDATE or DELETE reads what it changes. */
const READING: Readonly<Partial<Record<TableUse, string>>> = {
  UPDATE: 'SELECT, UPDATE',
  DELETE: 'SELECT, DELETE',
};

/** Codes with which Snowflake refuses a use, or will not tell whether there is such a table. */
const NOT_GRANTED: readonly (string | undefined)[] = ['003001', ...NO_SUCH_OBJECT];

/** Uses every table as a run does, on none of its rows, in a transaction that is taken back. */
export async function checkGrants(
  { settings, signal }: CheckEnvironment,
  database: Database,
  { way, role, connectionColumns }: GrantsAsked,
): Promise<readonly Finding[]> {
  const { session, schema } = database;
  const needs = needsOf(way);
  const missing: Missing[] = [];
  await takenBack(session, async () => {
    for (const need of needs) {
      signal.throwIfAborted();
      try {
        // A connection table that no run has written to may not have our columns yet.
        const [first = RUN_ID] = connectionColumns;
        const column = need.table !== way.connection.name || connectionColumns.has(RUN_ID) ? RUN_ID : first;
        await tryUse(database, { ...need, column: need.table === UNITS.name ? LATEST_RUN_ID : column });
      } catch (error) {
        missing.push({ ...need, error });
        if (!NOT_GRANTED.includes(snowflakeCode(error))) return;
      }
    }
  });
  const place = { step: 'grants' } as const;
  const idle = missing.find(({ error }) => !NOT_GRANTED.includes(snowflakeCode(error)));
  if (idle) {
    const details = { ...namesOf(schema, role), warehouse: settings.snowflake.warehouse ?? '<warehouse>' };
    return [refused({ step: 'snowflake_warehouse' }, 'warehouse_unusable', idle.error, details)];
  }
  const byUse = [...Map.groupBy(missing, ({ use }) => use)];
  if (byUse.length === 0) return [ok(place, `${needs.length} uses of tables are granted`)];
  return byUse.map(([use, refusals]) => {
    const names = namesOf(schema, role);
    const grants = refusals.map(
      ({ table }) =>
        `GRANT ${READING[use] ?? use} ON TABLE ${objectName(schema, table)} TO ROLE ${names.role};`,
    );
    return refused(place, 'grant_missing', refusals[0]?.error, { ...names, use, grants: grants.join(' ') });
  });
}

/** Privileges that a run uses: COPY inserts, the next run deletes what a dead one left, units held open are corrected, and what has expired goes. */
function needsOf(way: Way): readonly Need[] {
  const landings = way.collectors.flatMap((collector) =>
    collector.tables.map((entry) => landingTable(entry).name),
  );
  const loaded = [...landings, way.connection.name];
  const uses = (tables: readonly string[], of: readonly TableUse[]) =>
    tables.flatMap((table) => of.map((use) => ({ table, use })));
  return [
    ...uses(loaded, ['INSERT', 'DELETE']),
    ...uses([RUNS.name, COVERAGE.name, OUTCOMES.name], ['SELECT', 'INSERT', 'UPDATE', 'DELETE']),
    ...uses([LEASES.name, UNITS.name], ['SELECT', 'INSERT', 'UPDATE']),
  ];
}
