import type { PlannedAccount } from '../../connectors/connector.ts';
import { transientError } from '../../errors.ts';
import { NO_ADMINISTRATORS } from '../../ledger/known/delegations.ts';
import { readReadable } from '../../ledger/known/known-readable.ts';
import { type AccountResult, unitsWithout } from '../../ledger/units.ts';
import { type StagedPart, stageDirectory } from '../../load/load.ts';
import type { ReferenceLine } from '../../load/spool.ts';
import { pause } from '../../time/pause.ts';
import { askBefore, type Collected, collect } from '../collect.ts';
import type { Execution } from '../execution.ts';
import type { OpenedRun } from '../open.ts';
import { logAccount } from '../run-log.ts';
import { SHARD_LOST } from '../without-reading.ts';
import { divideAccounts } from './balance.ts';
import { type Manifest, readManifest, SHARD_ACCOUNTS, SHARD_REFERENCES } from './manifest.ts';
import { planLines } from './plan-of-shard.ts';
import {
  getLines,
  getShared,
  listShared,
  planFile,
  putClosed,
  putShared,
  type SharedPlace,
  type SharedRun,
} from './shared-files.ts';
import { msBetween, type SignsOfLife, signEveryMs } from './sign-of-life.ts';
import { tellingShard } from './telling-shard.ts';

/** Longest pause before it is looked again what the other shards have written. */
const LOOK_MS = 10_000;

/** The shards that read a run together with this one, which is the first: it plans, and waits for them. */
export class OtherShards {
  readonly #execution: Execution;
  readonly #place: SharedPlace;
  readonly #parts: StagedPart[] = [];
  #requests = 0;
  #waitedFor: string | undefined;
  #done = 0;

  constructor(execution: Execution, signs: SignsOfLife) {
    const environment = tellingShard(execution.environment, { index: 0, count: execution.shards });
    this.#execution = { ...execution, environment };
    this.#place = signs.place;
  }

  /**
   * Plans for all shards, reads the accounts of this one, and takes what the others have read. Accounts of one that is not
   * heard of in time are failed. Throws what concerns the whole run.
   */
  async collect(): Promise<Collected> {
    const execution = this.#execution;
    const { environment, plan } = execution;
    const readable = await readReadable(environment.database, plan.collectors, plan.knownRows);
    const { result: told, requests } = await askBefore({ ...execution, plan: { ...plan, readable } });
    const informed = { ...plan, told, readable, administrators: NO_ADMINISTRATORS };
    const [own = [], ...others] = this.#divide();
    await this.#putPlans(informed, others);
    const collected = await collect({ ...execution, plan: { ...informed, accounts: own } });
    this.#done = own.length;
    const lost = await this.#takeOthers(informed, others);
    // From now on whoever comes, comes late.
    await putClosed(this.#place, environment.signal);
    return {
      requests: requests + collected.requests + this.#requests,
      waitedFor: collected.waitedFor ?? this.#waitedFor,
      parts: this.#parts,
      lost,
    };
  }

  #divide(): readonly (readonly PlannedAccount[])[] {
    const { plan, shards } = this.#execution;
    const { accounts, collectors, knownRows, administrators } = plan;
    const isOrganization = collectors.some(({ scope }) => scope === 'organization');
    const ofFirst = isOrganization ? accounts.map(({ id }) => id) : [...administrators.values()].flat();
    return divideAccounts(accounts, {
      shards,
      ofFirst: new Set(ofFirst),
      costOf: (accountId) => knownRows.costOf(accountId),
    });
  }

  async #putPlans(plan: OpenedRun, others: readonly (readonly PlannedAccount[])[]): Promise<void> {
    const { environment, connection, stamp, shards } = this.#execution;
    const planned = { stamp, seconds: environment.settings.run.maxRunSeconds, plan };
    for (const [number, accounts] of others.entries()) {
      const name = planFile({ index: number + 1, count: shards });
      const lines = planLines(connection, planned, accounts);
      await putShared(this.#place, name, lines, { signal: environment.signal });
    }
    environment.log.info('the shards have their plans', {
      accounts: others.map(({ length }) => length),
    });
  }

  /** Takes what each of the others has written, as it comes; gives those that are lost. */
  async #takeOthers(
    plan: OpenedRun,
    others: readonly (readonly PlannedAccount[])[],
  ): Promise<readonly number[]> {
    const { environment } = this.#execution;
    const { signal, settings } = environment;
    const waiting = new Map(
      others.flatMap((accounts, number) => (accounts.length > 0 ? [[number + 1, accounts] as const] : [])),
    );
    const lost: number[] = [];
    for (;;) {
      const run = await this.#look();
      for (const [index, accounts] of waiting) {
        const manifest = run.manifests.get(index);
        if (manifest === undefined && !this.#isLost(run, index)) continue;
        if (manifest !== undefined) await this.#take(manifest);
        else lost.push(index);
        if (manifest === undefined) await this.#giveUp(plan, index, accounts);
        waiting.delete(index);
        this.#done += accounts.length;
      }
      this.#tell([...waiting.keys()]);
      if (waiting.size === 0) return lost;
      if (await pause(Math.min(LOOK_MS, signEveryMs(settings.run.shardWaitSeconds)), signal)) continue;
      signal.throwIfAborted();
    }
  }

  async #look(): Promise<SharedRun> {
    const { database, connection, runId } = this.#place;
    const run = (await listShared(database, connection)).find((each) => each.runId === runId);
    if (run) return run;
    throw transientError('what the shards of the run share is gone from the stage', {
      where: `${connection}, ${runId}`,
      hint: 'Another process has cleared it away: see the lease of the connection.',
    });
  }

  /** Whether nothing was heard of the shard for too long, or it takes longer than a run may. */
  #isLost({ plans, signs }: SharedRun, index: number): boolean {
    const { maxRunSeconds, shardWaitSeconds } = this.#execution.environment.settings.run;
    const now = signs.get(0);
    const planned = plans.get(index)?.putAt;
    const silentMs = msBetween(signs.get(index) ?? planned, now) ?? 0;
    const underWayMs = msBetween(planned, now) ?? 0;
    const seconds = (milliseconds: number) => milliseconds / 1000;
    return seconds(silentMs) > shardWaitSeconds || seconds(underWayMs) > maxRunSeconds + shardWaitSeconds;
  }

  async #take(name: string): Promise<void> {
    const { environment, spool, journal } = this.#execution;
    let line: string | undefined;
    for await (const each of getShared(this.#place, name, environment.signal)) line ??= each;
    const manifest = readManifest(line, name);
    for (const part of manifest.parts) {
      if (part.table === SHARD_ACCOUNTS) {
        for await (const told of this.#linesOf(part)) {
          const result = JSON.parse(told) as AccountResult;
          await journal.append(result);
          logAccount(environment.log, result);
        }
      } else if (part.table === SHARD_REFERENCES) {
        for await (const told of this.#linesOf(part)) {
          await spool.writeReferenceLine(JSON.parse(told) as ReferenceLine);
        }
      } else this.#parts.push(part);
    }
    this.#requests += manifest.requests;
    this.#waitedFor ??= manifest.waitedFor;
    this.#logTaken(manifest);
  }

  /** Lines of a part that is got and not loaded. Throws a transient error where they are not as many as were put. */
  async *#linesOf({ table, name, rows, shard }: StagedPart): AsyncGenerator<string> {
    const staged = `${stageDirectory(table, this.#place.runId)}${shard}/${name}`;
    let got = 0;
    for await (const line of getLines(this.#place, staged, this.#execution.environment.signal)) {
      got += 1;
      yield line;
    }
    if (got !== rows) throw transientError(`GET gave ${got} of ${rows} lines`, { where: staged });
  }

  async #giveUp(plan: OpenedRun, index: number, accounts: readonly PlannedAccount[]): Promise<void> {
    const { environment, journal } = this.#execution;
    environment.log.warn('a shard is lost; its accounts are failed and keep their last state', {
      shard: index,
      accounts: accounts.length,
    });
    for (const { id, name } of accounts) {
      const units = [...(plan.told.get(id) ?? []), ...unitsWithout(plan.collectors, SHARD_LOST)];
      await journal.append({ id, name, units });
    }
  }

  #logTaken({ shard, attempt, parts, requests, waitedFor }: Manifest): void {
    const rows = parts.reduce((sum, part) => sum + part.rows, 0);
    this.#execution.environment.log.info('a shard has read its accounts', {
      shard,
      attempt,
      parts: parts.length,
      rows,
      requests,
      ...(waitedFor === undefined ? {} : { waitedFor }),
    });
  }

  #tell(waiting: readonly number[]): void {
    const { environment, plan, stamp } = this.#execution;
    environment.onProgress?.({
      runId: stamp.runId,
      rows: this.#parts.reduce((sum, part) => sum + part.rows, 0),
      done: this.#done,
      total: plan.accounts.length,
      reading: new Map(),
      waitsFor: () => (waiting.length === 0 ? undefined : `shards ${waiting.join(', ')}`),
    });
  }
}
