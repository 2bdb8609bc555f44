import { counted, duration, grouped, plural } from '../../text/figures.ts';

/** How far a command is. */
export interface Shown {
  readonly done: number;
  /** Undefined while the number is not known. */
  readonly total?: number | undefined;
  /** Word for the counted things: `account`, `statement`. */
  readonly noun: string;
  /**
   * Further notes of the moment, the most telling first: the call that is waited for, the progress of the largest
   * account.
   */
  readonly notes?: (() => readonly string[]) | undefined;
  readonly hasBar?: boolean | undefined;
}

const WIDTH = 20;
/** A rate of less work than that says nothing of the rest. */
const ENOUGH = 3;
const MINUTE = 60;

/** The line: bar, count, time, rate with what is left, notes; what does not fit is left out. */
export function progressText(shown: Shown, seconds: number, width = Number.POSITIVE_INFINITY): string {
  const { done, total, noun, notes } = shown;
  const count = total === undefined ? counted(done, noun) : `${grouped(done)} of ${counted(total, noun)}`;
  const parts = [
    ...(shown.hasBar === false || total === undefined ? [count] : [`${bar(done, total)} ${count}`]),
    duration(Math.floor(seconds)),
    ...rate(shown, seconds),
    ...(notes?.() ?? []).map((note) => note.replaceAll(/\s+/g, ' ')),
  ];
  const fitting = parts.reduce((line, part) => {
    const longer = line === '' ? part : `${line} · ${part}`;
    return longer.length <= width ? longer : line;
  }, '');
  return fitting === '' ? (parts[0] ?? '').slice(0, width) : fitting;
}

function bar(done: number, total: number): string {
  const filled = total === 0 ? WIDTH : Math.round((done / total) * WIDTH);
  return '█'.repeat(filled) + '░'.repeat(WIDTH - filled);
}

function rate({ done, total, noun }: Shown, seconds: number): readonly string[] {
  if (done < ENOUGH || seconds < 1) return [];
  const each = done / seconds;
  const pace =
    each >= 1
      ? `${grouped(Math.round(each))} ${plural(noun)} a second`
      : `${grouped(Math.round(each * MINUTE))} a minute`;
  const left =
    total === undefined || done >= total ? [] : [`about ${duration(Math.ceil((total - done) / each))} to go`];
  return [[pace, ...left].join(', ')];
}
