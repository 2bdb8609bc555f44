import type { ConnectionHistory, EndedRun } from '../ledger/run-history.ts';
import type { UnitPaths } from '../ledger/unit-paths.ts';
import type { RunProgress } from '../run/run-request.ts';
import type { RunSummary } from '../run/summary.ts';
import type { ActiveRunView, ConnectionView, CoverageCell, EndedRunView } from './view.ts';

const KEPT = 50;

/** Outcomes of a connection's runs, and the progress of the active one. */
export class History {
  #recent: readonly EndedRunView[] = [];
  #lastSuccessAt: Date | undefined;
  #coverage: readonly CoverageCell[] = [];
  #unitPaths: UnitPaths = new Map();
  #active: ActiveRunView | undefined;

  /** Takes over what the ledger says now; what is under way here stays, and what the ledger does not have yet. */
  learn(history: ConnectionHistory): void {
    const ended = history.runs[0]?.startedAt;
    const unrecorded = this.#recent.filter(
      ({ runId, startedAt }) => runId === '' && (!ended || startedAt > ended),
    );
    this.#recent = [...unrecorded, ...history.runs].slice(0, KEPT);
    this.#lastSuccessAt = history.lastSuccessAt;
    this.#coverage = history.coverage;
    this.#unitPaths = history.unitPaths;
  }

  get view(): Pick<ConnectionView, 'active' | 'recent' | 'lastSuccessAt' | 'coverage' | 'unitPaths'> {
    return {
      active: this.#active,
      recent: this.#recent,
      lastSuccessAt: this.#lastSuccessAt,
      coverage: this.#coverage,
      unitPaths: this.#unitPaths,
    };
  }

  /** The active run, at first without an id. */
  begin(runId?: string): void {
    const startedAt = this.#active?.startedAt ?? new Date();
    this.#active = { runId, startedAt, accounts: 0, accountsDone: 0, rows: 0 };
  }

  progress({ runId, rows, done, total }: RunProgress): void {
    const startedAt = this.#active?.startedAt ?? new Date();
    this.#active = { runId, startedAt, accounts: total, accountsDone: done, rows };
  }

  ended({ runId, status, seconds, rows, error, unitsHeld, coverage }: RunSummary, triggeredBy: string): void {
    const startedAt = new Date(Date.now() - seconds * 1000);
    this.#end({ runId, status, triggeredBy, startedAt, seconds, rows, error, unitsHeld });
    if (status === 'ok' || status === 'partial') this.#lastSuccessAt = new Date();
    this.#coverage = withSeen(coverage, this.#coverage);
  }

  broke(status: 'failed' | 'aborted', triggeredBy: string, error: string): void {
    const { startedAt, runId, rows } = this.#active ?? { startedAt: new Date(), runId: undefined, rows: 0 };
    const seconds = (Date.now() - startedAt.getTime()) / 1000;
    this.#end({ runId: runId ?? '', status, triggeredBy, startedAt, seconds, rows, error, unitsHeld: 0 });
  }

  /** Nothing was run after all. */
  forget(): void {
    this.#active = undefined;
  }

  missed(at: Date, reason: string): void {
    const nothing = { runId: '', triggeredBy: 'schedule', seconds: 0, rows: 0, unitsHeld: 0 };
    this.#recent = kept({ ...nothing, status: 'missed', startedAt: at, error: reason }, this.#recent);
  }

  #end(run: EndedRun): void {
    this.#active = undefined;
    this.#recent = kept(run, this.#recent);
  }
}

/** The cells of a run, with what the ledger last said of each until it is asked again. */
function withSeen(cells: readonly CoverageCell[], before: readonly CoverageCell[]): readonly CoverageCell[] {
  const seen = new Map(before.map((cell) => [`${cell.accountId} ${cell.service}`, cell.seen]));
  return cells.map((cell) => ({ ...cell, seen: cell.seen ?? seen.get(`${cell.accountId} ${cell.service}`) }));
}

function kept(run: EndedRunView, before: readonly EndedRunView[]): readonly EndedRunView[] {
  return [run, ...before].slice(0, KEPT);
}
