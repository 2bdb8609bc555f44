import { createHash } from 'node:crypto';
import type { Connection } from '../../connections/connection.ts';
import type { Connector, PlannedAccount } from '../../connectors/connector.ts';
import { bugError, configError, transientError } from '../../errors.ts';
import { NO_ADMINISTRATORS } from '../../ledger/known/delegations.ts';
import type { RunStamp } from '../../load/landing.ts';
import { Readable, type ReadableFacts } from '../../load/readable.ts';
import { VERSION } from '../../version.ts';
import type { OpenedRun } from '../open.ts';
import { HandedKnowledge, knownOf } from '../workers/known-of-account.ts';
import type { KnownOfAccount } from '../workers/messages.ts';
import { fromLine } from './whole-json.ts';

/** Reading plan of a shard that is not the first. */
export interface PlanOfShard {
  readonly stamp: RunStamp;
  /** Time that the run has for reading, from the moment at which the plan was put. */
  readonly seconds: number;
  readonly plan: OpenedRun;
}

/** First line of a plan. No secret stands in a plan: shards know the connection's options by themselves. */
interface Head {
  readonly version: string;
  readonly options: string;
  readonly stamp: RunStamp;
  readonly seconds: number;
  readonly collectors: readonly string[];
  readonly references: ReadonlyMap<string, string>;
  readonly readable: ReadableFacts;
}

/** Each further line of a plan: an account, and what is known of it. */
interface AccountLine {
  readonly id: string;
  readonly name: string | undefined;
  readonly known: KnownOfAccount;
}

/** The lines of a plan for these accounts, each made when it is asked for. */
export function* planLines(
  connection: Connection,
  { stamp, seconds, plan }: PlanOfShard,
  accounts: readonly PlannedAccount[],
): Generator<Head | AccountLine> {
  yield {
    version: VERSION,
    options: fingerprint(connection),
    stamp,
    seconds,
    collectors: plan.collectors.map(({ name }) => name),
    references: plan.knownRows.references,
    readable: (plan.readable ?? new Readable()).facts,
  };
  for (const { id, name } of accounts) yield { id, name, known: knownOf(plan, id) };
}

/**
 * The plan of those lines. Throws a config error where another version has written it, a transient one where the options
 * have been changed since.
 */
export async function readPlanLines(
  connection: Connection,
  connector: Connector,
  lines: AsyncIterable<string>,
): Promise<PlanOfShard> {
  let head: Head | undefined;
  let known: HandedKnowledge | undefined;
  const accounts: Pick<AccountLine, 'id' | 'name'>[] = [];
  for await (const line of lines) {
    if (head === undefined || known === undefined) {
      head = checkedHead(connection, fromLine(line) as Head);
      known = new HandedKnowledge(head.references);
      continue;
    }
    const { id, name, known: portion } = fromLine(line) as AccountLine;
    known.take(id, portion);
    accounts.push({ id, name });
  }
  if (head === undefined || known === undefined) {
    throw bugError('the plan of the shard is empty', { where: connection.name });
  }
  const { stamp, seconds, collectors, readable } = head;
  return {
    stamp,
    seconds,
    plan: {
      accounts: enteredAgain(connection, connector, accounts),
      collectors: connector.collectors.filter(({ name }) => collectors.includes(name)),
      isListed: false,
      warning: undefined,
      administrators: NO_ADMINISTRATORS,
      readable: new Readable(readable),
      watermarks: known.watermarks,
      emptyRegions: known.emptyRegions,
      knownRows: known.knownRows,
      resting: known.resting,
      earlier: known.earlier,
      told: known.told,
    },
  };
}

/** Accounts with the way into each, which the options say: external ids are written nowhere. */
function enteredAgain(
  connection: Connection,
  connector: Connector,
  accounts: readonly Pick<AccountLine, 'id' | 'name'>[],
): readonly PlannedAccount[] {
  const nothing = { state: undefined, ouPath: undefined, ouIds: undefined, tags: undefined };
  const list = accounts.map(({ id, name }) => ({ id, name, ...nothing, leftOut: undefined }));
  const planned = new Map(connector.plan(connection, list).map((account) => [account.id, account]));
  return accounts.map(({ id, name }) => {
    const account = planned.get(id);
    if (!account) throw bugError(`the connection does not enter account ${id}`, { where: connection.name });
    // Whether it is to be entered has been decided, by all that the list tells of it.
    const { verdict: _verdict, ...entered } = account;
    return { ...entered, name };
  });
}

function checkedHead(connection: Connection, head: Head): Head {
  if (head.version !== VERSION) {
    throw configError(`the run is planned by version ${head.version}, and this is ${VERSION}`, {
      where: `${connection.name}, run ${head.stamp.runId}`,
      hint: 'Have all shards of a run run the same image.',
    });
  }
  if (head.options !== fingerprint(connection)) {
    throw transientError('the options of the connection have been changed since the run was planned', {
      where: `${connection.name}, run ${head.stamp.runId}`,
      hint: 'Nothing need be done: what this shard was to read is failed in this run, and the next one reads it.',
    });
  }
  return head;
}

/** Text that differs where options do. */
function fingerprint({ module, options }: Connection): string {
  return createHash('sha256')
    .update(JSON.stringify([module, options]))
    .digest('hex')
    .slice(0, 32);
}
