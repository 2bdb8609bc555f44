import type { AwsCredentialIdentity } from '@smithy/types';
import { readReadable } from '../ledger/known/known-readable.ts';
import type { StagedPart } from '../load/load.ts';
import { askAdministrators } from './administrators/ask-administrators.ts';
import type { ToldUnits } from './administrators/told-units.ts';
import type { ReadingExecution } from './execution.ts';
import { logAccount } from './run-log.ts';
import type { Progress } from './run-request.ts';
import { staticCredentials } from './static-credentials.ts';
import { workersFor } from './workers/how-many.ts';
import {
  type AccountsReading,
  type AskFirst,
  type Collecting,
  type Done,
  enteredAccounts,
  readAccounts,
  withReading,
} from './workers/read-accounts.ts';
import { readByWorkers } from './workers/read-by-workers.ts';

/** Result of collecting, beside the rows. */
export interface Collected {
  /** Sent to AWS, retries included. */
  readonly requests: number;
  /** Call that the run waited for when its time for reading was over, in words; undefined where the time sufficed. */
  readonly waitedFor: string | undefined;
  /** Parts that other shards of the run have put, which wait to be loaded; none where there are no others. */
  readonly parts?: readonly StagedPart[];
  /** Shards of which nothing counts, for they were not heard of in time. */
  readonly lost?: readonly number[];
}

/**
 * Fans out over the accounts, in this process or in several; when it resolves, every row is in the spool and every
 * account's result in the journal. Throws what concerns the whole run: the chain, the disk, an abort.
 */
export async function collect(execution: ReadingExecution): Promise<Collected> {
  const { environment, plan } = execution;
  return watched(execution, async (collecting) => {
    const ask = askFirst(execution);
    const workers = workersFor(environment.settings.run.workers, plan.accounts);
    if (workers === 1) {
      const read = (task: AccountsReading) => readAccounts(task, () => plan.accounts, ask);
      return readHere(execution, collecting, read);
    }
    const { result: told, requests } = await askAll(execution, collecting);
    const informed = { ...execution, plan: { ...plan, told } };
    return requests + (await readByWorkers(informed, collecting, workers));
  });
}

/** Answers of administrators about the accounts, whose rows are in the spool then, and how many requests they took. */
export async function askBefore(execution: ReadingExecution): Promise<Done<ToldUnits>> {
  let told: ToldUnits = execution.plan.told;
  const { requests } = await watched(execution, async (collecting) => {
    const done = await askAll(execution, collecting);
    told = done.result;
    return done.requests;
  });
  return { result: told, requests };
}

async function askAll(execution: ReadingExecution, collecting: Collecting): Promise<Done<ToldUnits>> {
  const ask = askFirst(execution);
  if (!ask) return { result: execution.plan.told, requests: 0 };
  return readHere(execution, collecting, (task) => withReading(task, ask));
}

/** Reads, which gives how many requests were sent, and has its progress told and its results kept. */
async function watched(
  execution: ReadingExecution,
  read: (collecting: Collecting) => Promise<number>,
): Promise<Collected> {
  const { environment, plan, stamp, journal } = execution;
  const underWay = new Map<string, Progress>();
  let [done, rows] = [0, 0];
  let longestWait: () => string | undefined = () => undefined;
  const tell = () =>
    environment.onProgress?.({
      runId: stamp.runId,
      rows,
      done,
      total: plan.accounts.length,
      reading: underWay,
      waitsFor: () => longestWait(),
    });
  const collecting: Collecting = {
    credentials: await readSecrets(execution),
    readable: plan.readable ?? (await readReadable(environment.database, plan.collectors, plan.knownRows)),
    onOpen(wait) {
      longestWait = wait;
      tell();
    },
    onUnits(accountId, progress) {
      underWay.set(accountId, progress);
      tell();
    },
    async onAccount(result) {
      await journal.append(result);
      logAccount(environment.log, result);
      rows += result.units.reduce((sum, unit) => sum + unit.rows, 0);
      done += 1;
      underWay.delete(result.id);
      tell();
    },
  };
  let waitedFor: string | undefined;
  const noteWait = () => {
    waitedFor = longestWait() ?? 'its turn: no call was under way';
  };
  execution.timeUp.addEventListener('abort', noteWait, { once: true });
  try {
    return { requests: await read(collecting), waitedFor };
  } finally {
    execution.timeUp.removeEventListener('abort', noteWait);
  }
}

/** The credentials that the connection names; from now on neither they nor its external ids are told to anybody. */
async function readSecrets({
  environment,
  connection,
  connector,
  plan,
}: ReadingExecution): Promise<AwsCredentialIdentity | undefined> {
  const credentials = await staticCredentials(connection.options, {
    ...environment.settings.security,
    env: environment.env,
    signal: environment.signal,
  });
  const hops = [...connector.readPlan(connection).chain, ...plan.accounts.map((account) => account.hop)];
  environment.secrets.addCredentials(credentials?.secretAccessKey, credentials?.sessionToken);
  environment.secrets.addKeyIds(credentials?.accessKeyId);
  environment.secrets.add(...new Set(hops.map((hop) => hop?.externalId)));
  return credentials;
}

/** How administrators are asked; undefined where the run enters none. */
function askFirst({ plan, environment: { log } }: ReadingExecution): AskFirst | undefined {
  const { administrators, accounts } = plan;
  const ids = new Set([...administrators.values()].flat());
  if (!accounts.some(({ id, verdict }) => !verdict && ids.has(id))) return undefined;
  return (reading) => askAdministrators({ ...reading, administrators, log }, accounts);
}

/** Reads by this process, at a pace that other processes which read the same accounts leave to it. */
async function readHere<T>(
  execution: ReadingExecution,
  collecting: Collecting,
  read: (task: AccountsReading) => Promise<T>,
): Promise<T> {
  const { environment, connection, plan, stamp, spool, timeUp } = execution;
  const { settings, pacing, observer, log, signal } = environment;
  const { collectors } = plan;
  const task = { settings, pacing, observer, log, signal, connection, collectors, stamp, spool, timeUp };
  const endShare = pacing.shares.beginHere(enteredAccounts(execution));
  try {
    return await read({ ...task, known: plan, ...collecting });
  } finally {
    endShare();
  }
}
