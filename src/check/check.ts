import type { Database } from '../snowflake/database.ts';
import type { SessionFacts } from '../snowflake/trial.ts';
import { checkAccounts, sampleOf } from './aws/check-accounts.ts';
import { checkHops, checkProcessCredentials } from './aws/check-hops.ts';
import { checkPlan } from './check-plan.ts';
import type { CheckEnvironment, CheckRequest } from './environment.ts';
import type { Finding } from './finding.ts';
import { checkGrants } from './snowflake/check-grants.ts';
import { checkLoad } from './snowflake/check-load.ts';
import { checkConnection, checkSchema, type FoundConnection } from './snowflake/check-schema.ts';
import { checkLogin, checkSession } from './snowflake/check-session.ts';
import { Way } from './way.ts';

/**
 * Walks everything a run of the connection needs, in order, and leaves nothing behind. What fails is a finding; the
 * steps that need it are left out. Throws only when it is aborted, or by a defect.
 */
export async function checkEverything(
  environment: CheckEnvironment,
  { connection: meant, sample }: CheckRequest,
): Promise<readonly Finding[]> {
  const found: Finding[] = [];
  const tell = (findings: readonly Finding[]): boolean => {
    found.push(...findings);
    environment.onFindings(findings);
    return !findings.some(({ status }) => status === 'failed');
  };
  const { findings, database } = await checkLogin(environment);
  tell(findings);
  if (!database) return found;
  try {
    const { facts, findings: identity } = await checkSession(environment, database.session);
    tell(identity);
    const { found: table, findings: options } = await checkConnection(database, meant, facts.role);
    tell(options);
    if (table) await walk(environment, database, { table, sample, facts }, tell);
  } finally {
    await database.session.close();
  }
  return found;
}

interface Walk {
  readonly table: FoundConnection;
  readonly sample: number | undefined;
  readonly facts: SessionFacts;
}

async function walk(
  environment: CheckEnvironment,
  database: Database,
  { table, sample, facts: { role, warehouse } }: Walk,
  tell: (findings: readonly Finding[]) => boolean,
): Promise<void> {
  const { connection } = table;
  const way = new Way(environment, connection);
  try {
    // Without a warehouse nothing can be selected, and that has been said.
    if (warehouse === undefined) {
      if (way.readPlan.accountsList === undefined) await walkAws(way, database, sample, tell);
      return;
    }
    const checked = await checkSchema(database, table, role);
    const isSetUp = tell(checked.findings);
    await walkAws(way, database, sample, tell);
    if (!isSetUp) return;
    if (
      tell(
        await checkGrants(environment, database, { way, role, connectionColumns: checked.connectionColumns }),
      )
    )
      tell(await checkLoad(environment, database, connection.name, role));
  } finally {
    way.close();
  }
}

async function walkAws(
  way: Way,
  database: Database,
  sample: number | undefined,
  tell: (findings: readonly Finding[]) => boolean,
): Promise<void> {
  const process = await checkProcessCredentials(way);
  tell(process.findings);
  const hops = process.caller && (await checkHops(way, process.caller));
  tell(hops?.findings ?? []);
  const plan = await checkPlan(way, database);
  tell(plan.findings);
  if (!hops?.caller || plan.accounts.length === 0) return;
  const access = await way.access(way.readPlan.chain);
  tell(await checkAccounts(way, access, hops.caller, sampleOf(plan.accounts, sample)));
}
