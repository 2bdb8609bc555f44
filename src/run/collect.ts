import { AwsAccess, accessSettings } from '../aws/access.ts';
import { ConcurrencyLimit } from '../concurrency/concurrency-limit.ts';
import { LandingWriter } from '../load/landing-writer.ts';
import type { Execution } from './execution.ts';
import { type Reading, readAccount } from './read-account.ts';
import { logAccount } from './run-log.ts';
import type { Progress } from './run-request.ts';
import { staticCredentials } from './static-credentials.ts';

/** Times as many accounts as are read at once may be open, where the others wait. */
const MOST_OPEN = 4;

/** Result of collecting, beside the rows. */
export interface Collected {
  /** Sent to AWS, retries included. */
  readonly requests: number;
  /** Call that the run waited for when its time for reading was over, in words; undefined where the time sufficed. */
  readonly waitedFor: string | undefined;
}

/**
 * Fans out over the accounts; when it resolves, every row is in the spool and every account's result in the journal.
 * Throws what concerns the whole run: the chain, the disk, an abort.
 */
export async function collect(execution: Execution): Promise<Collected> {
  const { environment, connection, connector, plan, stamp, spool, journal } = execution;
  const { settings } = environment;
  const readPlan = connector.readPlan(connection);
  const stop = new AbortController();
  const credentials = await staticCredentials(connection.options, {
    ...settings.security,
    env: environment.env,
    signal: environment.signal,
  });
  const hops = [...readPlan.chain, ...plan.accounts.map((account) => account.hop)];
  environment.secrets.addCredentials(credentials?.secretAccessKey, credentials?.sessionToken);
  environment.secrets.addKeyIds(credentials?.accessKeyId);
  environment.secrets.add(...new Set(hops.map((hop) => hop?.externalId)));
  const access = new AwsAccess({
    settings: accessSettings(settings),
    pacing: environment.pacing,
    observer: environment.observer,
    log: environment.log,
    credentials,
    chain: readPlan.chain,
    partition: readPlan.partition,
    sessionName: `snowcensus-${stamp.runId}`,
    signal: AbortSignal.any([environment.signal, stop.signal]),
  });
  const underWay = new Map<string, Progress>();
  let [done, rows] = [0, 0];
  const tell = () =>
    environment.onProgress?.({
      runId: stamp.runId,
      rows,
      done,
      total: plan.accounts.length,
      reading: underWay,
      waitsFor: () => access.longestWait(),
    });
  const reading: Reading = {
    onUnits(account, progress) {
      underWay.set(account, progress);
      tell();
    },
    access,
    collectors: plan.collectors,
    regions: readPlan.regions,
    homeRegion: readPlan.homeRegion,
    accountTags: readPlan.accountTags,
    unitSeconds: settings.run.unitSeconds,
    timeUp: execution.timeUp,
    unitConcurrency: settings.run.unitConcurrency,
    events: readPlan.events && {
      readPlan: readPlan.events,
      watermarks: plan.watermarks,
      until: new Date(stamp.snapshotAt),
    },
    emptyRegions: plan.emptyRegions,
    resting: plan.resting,
    writer: new LandingWriter(spool, stamp, connection, connector.listed, plan.knownRows),
  };
  let waitedFor: string | undefined;
  const noteWait = () => {
    waitedFor = access.longestWait() ?? 'its turn: no call was under way';
  };
  execution.timeUp.addEventListener('abort', noteWait, { once: true });
  try {
    await access.open();
    tell();
    const limit = accountLimit(settings.run.accountConcurrency);
    await limit.forEach(plan.accounts, async (account) => {
      try {
        const result = await readAccount(reading, account, limit);
        await journal.append(result);
        logAccount(environment.log, result);
        rows += result.units.reduce((sum, unit) => sum + unit.rows, 0);
      } catch (error) {
        stop.abort(error);
        throw error;
      }
      done += 1;
      underWay.delete(account.id);
      tell();
    });
    return { requests: [...access.requests.values()].reduce((total, count) => total + count, 0), waitedFor };
  } finally {
    execution.timeUp.removeEventListener('abort', noteWait);
    // What units whose time was over have left behind ends here.
    stop.abort(new Error('the run has read what it reads'));
    access.close();
  }
}

/** An account that only waits for AWS's pace makes room for another; what is open at once stays bounded, as memory is. */
function accountLimit(accountConcurrency: number): ConcurrencyLimit {
  return new ConcurrencyLimit(accountConcurrency, { most: MOST_OPEN * accountConcurrency });
}
