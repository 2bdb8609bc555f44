import type { Connection } from '../connections/connection.ts';
import { landingTable } from '../run/landing.ts';
import { COVERAGE, RUNS } from '../run/ledger-tables.ts';
import { objectName } from '../snowflake/identifiers.ts';
import type { SnowflakeSession } from '../snowflake/session.ts';
import { type TableUse, takenBack, tryUse } from '../snowflake/trial.ts';
import type { CheckEnvironment } from './environment.ts';
import { type Finding, ok } from './finding.ts';
import { namesOf } from './names.ts';
import { refused, snowflakeCode } from './snowflake-failure.ts';
import type { Way } from './way.ts';

interface Need {
  readonly table: string;
  readonly use: TableUse;
}

interface Missing extends Need {
  readonly error: unknown;
}

/** With which Snowflake refuses a use, or will not tell whether there is such a table. */
const NOT_GRANTED: readonly (string | undefined)[] = ['003001', '002003', '002043'];

/** Uses every table as a run does, on none of its rows, in a transaction that is taken back. */
export async function checkGrants(
  { home, settings, signal }: CheckEnvironment,
  session: SnowflakeSession,
  way: Way,
  role: string | undefined,
): Promise<readonly Finding[]> {
  const needs = needsOf(way.connection, way);
  const missing: Missing[] = [];
  await takenBack(session, async () => {
    for (const need of needs) {
      signal.throwIfAborted();
      try {
        await tryUse(session, home, need.table, need.use);
      } catch (error) {
        missing.push({ ...need, error });
        if (!NOT_GRANTED.includes(snowflakeCode(error))) return;
      }
    }
  });
  const place = { step: 'grants' } as const;
  const idle = missing.find(({ error }) => !NOT_GRANTED.includes(snowflakeCode(error)));
  if (idle) {
    const details = { ...namesOf(home, role), warehouse: settings.snowflake.warehouse ?? '<warehouse>' };
    return [refused({ step: 'snowflake_warehouse' }, 'warehouse_unusable', idle.error, details)];
  }
  const byUse = [...Map.groupBy(missing, ({ use }) => use)];
  if (byUse.length === 0) return [ok(place, `${needs.length} uses of tables are granted`)];
  return byUse.map(([use, refusals]) => {
    const names = namesOf(home, role);
    const grants = refusals.map(
      ({ table }) => `GRANT ${use} ON TABLE ${objectName(home, table)} TO ROLE ${names.role};`,
    );
    return refused(place, 'grant_missing', refusals[0]?.error, { ...names, use, grants: grants.join(' ') });
  });
}

/** What a run does: COPY inserts, and what a run that died has left is deleted by the next. */
function needsOf(connection: Connection, way: Way): readonly Need[] {
  const landings = way.collectors.flatMap((collector) =>
    collector.tables.map((entry) => landingTable(entry).name),
  );
  const loaded = [...landings, COVERAGE.name, connection.name];
  return [
    ...loaded.flatMap((table) => (['INSERT', 'DELETE'] as const).map((use) => ({ table, use }))),
    ...[RUNS.name, COVERAGE.name].map((table) => ({ table, use: 'SELECT' }) as const),
    ...(['INSERT', 'UPDATE'] as const).map((use) => ({ table: RUNS.name, use })),
  ];
}
