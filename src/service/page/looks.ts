import type { EndedRunView, UnitStatus } from '../view.ts';

/** How a status is shown: never by colour alone. */
export interface Look {
  readonly symbol: string;
  readonly word: string;
}

/** Looks of what became of a unit, worst first. */
export const UNIT_LOOKS: Readonly<Record<UnitStatus, Look>> = {
  denied: { symbol: '✕', word: 'denied' },
  failed: { symbol: '!', word: 'failed' },
  probed: { symbol: '~', word: 'probed, or not due' },
  ok: { symbol: '✓', word: 'read' },
  absent: { symbol: '·', word: 'nothing there' },
  skipped: { symbol: '–', word: 'left out' },
};

/** Looks of how a run ended. */
export const RUN_LOOKS: Readonly<Record<EndedRunView['status'], Look>> = {
  ok: { symbol: '✓', word: 'ok' },
  partial: { symbol: '◐', word: 'partial' },
  failed: { symbol: '✕', word: 'failed' },
  aborted: { symbol: '■', word: 'aborted' },
  missed: { symbol: '○', word: 'missed' },
};

/** Looks of findings and controls, worst first. */
export const FINDING_LOOKS: Readonly<Record<'fail' | 'unknown' | 'pass' | 'excepted', Look>> = {
  fail: { symbol: '✕', word: 'fail' },
  unknown: { symbol: '?', word: 'unknown' },
  pass: { symbol: '✓', word: 'pass' },
  excepted: { symbol: '–', word: 'excepted' },
};
