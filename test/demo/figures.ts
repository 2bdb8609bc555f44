import { catalogue } from '../../src/aws/catalogue/index.ts';
import { noUnits } from '../../src/ledger/coverage.ts';
import { landingName } from '../../src/load/landing.ts';
import type { Client } from '../installation/client.ts';
import type { PreparedSandbox } from '../installation/prepared-sandbox.ts';

/** What the last inventory run came to: counted by the sandbox, or asked of the tables it left. */
export interface Figures {
  readonly accounts: number;
  readonly covered: number;
  readonly denied: number;
  readonly units: Readonly<Record<string, number>>;
  readonly rows: number;
  readonly tables: Readonly<Record<string, number>>;
  readonly readableTables: number;
  /** Landing tables in which no run left a row, but for those that are filled on request. */
  readonly emptyTables: readonly string[];
  readonly snowflake: {
    readonly logins: number;
    readonly statements: number;
    readonly puts: number;
    readonly copies: number;
  };
  readonly aws: {
    readonly calls: number;
    readonly byAction: Readonly<Record<string, number>>;
    readonly throttled: number;
    /** Of those, the ones that no planted problem threw: calls faster than AWS allows. */
    readonly overQuota: number;
  };
  readonly seconds: number;
  readonly peakRssMb: number;
}

/** Counters of both servers since their last reset; read before anyone else logs in. */
export function serverFigures({ snowflake, aws }: PreparedSandbox): Pick<Figures, 'snowflake' | 'aws'> {
  const { logins, statements, puts, byKind } = snowflake.metrics;
  return {
    snowflake: { logins, statements, puts, copies: byKind.copy ?? 0 },
    aws: {
      calls: aws?.metrics.calls ?? 0,
      byAction: { ...aws?.metrics.byAction },
      throttled: aws?.metrics.throttled ?? 0,
      overQuota: aws?.metrics.overQuota ?? 0,
    },
  };
}

/** Number of views that a detection may read as tables, those included that only put others together. */
export async function readableTables(client: Client): Promise<number> {
  const views = await client.query<{ name: string }>("SHOW VIEWS LIKE 'AWS\\\\_%' IN SCHEMA SNOWALERT.DATA");
  return views.filter(({ name }) => !name.endsWith('_CHANGES')).length;
}

/** Rows now current, by table that a collector fills. */
export async function currentRows(client: Client): Promise<Record<string, number>> {
  const names = catalogue.flatMap(({ tables }) => tables.map(({ name }) => name));
  const counts = await client.query<{ NAME: string; ROW_COUNT: number }>(
    names.map((name) => `SELECT '${name}' AS NAME, COUNT(*) AS ROW_COUNT FROM ${name}`).join(' UNION ALL '),
  );
  return Object.fromEntries(counts.map((count) => [count.NAME, count.ROW_COUNT]));
}

/** Landing tables without any row, of those that a connection fills unless it says otherwise. */
export async function emptyLandingTables(client: Client): Promise<string[]> {
  const names = catalogue
    .filter(({ onRequest }) => !onRequest)
    .flatMap((collector) => collector.tables.map(landingName));
  const empty = await client.query<{ NAME: string }>(
    names
      .map((name) => `SELECT '${name}' AS NAME WHERE NOT EXISTS (SELECT 1 FROM ${name})`)
      .join(' UNION ALL '),
  );
  return empty.map(({ NAME }) => NAME);
}

/** What the last run of a connection came to. */
export async function coverageFigures(
  client: Client,
  runId: string,
): Promise<Pick<Figures, 'accounts' | 'covered' | 'denied' | 'units'>> {
  const units = await client.query<{ STATUS: string; UNITS: number }>(
    'SELECT LATEST_STATUS AS STATUS, COUNT(*) AS UNITS FROM CONNECTOR_UNITS WHERE LATEST_RUN_ID = ? GROUP BY LATEST_STATUS',
    [runId],
  );
  const [accounts] = await client.query<{ ALL_OF_THEM: number; COVERED: number; DENIED: number }>(
    `SELECT COUNT(*) AS ALL_OF_THEM, COUNT_IF(OK > 0) AS COVERED, COUNT_IF(OK = 0 AND DENIED > 0) AS DENIED
     FROM (SELECT ACCOUNT_ID, COUNT_IF(LATEST_STATUS = 'ok') AS OK, COUNT_IF(LATEST_STATUS = 'denied') AS DENIED
           FROM CONNECTOR_UNITS WHERE LATEST_RUN_ID = ? GROUP BY ACCOUNT_ID)`,
    [runId],
  );
  const none = noUnits();
  return {
    accounts: accounts?.ALL_OF_THEM ?? 0,
    covered: accounts?.COVERED ?? 0,
    denied: accounts?.DENIED ?? 0,
    units: { ...none, ...Object.fromEntries(units.map((row) => [row.STATUS, row.UNITS])) },
  };
}
