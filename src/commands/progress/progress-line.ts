import type { CommandContext } from '../command.ts';
import { progressText, type Shown } from './progress-text.ts';

/** Line on which a command shows its progress. */
export interface ProgressLine {
  show(shown: Shown): void;
  /** Takes the line away, for something else is to be written; the next {@link show} brings it back. */
  clear(): void;
  /** The work is over. */
  end(): void;
}

/** A terminal's line is written anew so often, by which its time goes on. */
const REWRITTEN_MS = 1_000;
/** Elsewhere one event so often: what is over sooner tells nothing. */
const LOGGED_MS = 30_000;
/** Of a terminal that does not say how wide it is. */
const COLUMNS = 80;

const NOWHERE: ProgressLine = { show: () => undefined, clear: () => undefined, end: () => undefined };

/**
 * One line that is rewritten on a terminal; elsewhere an event of the log every half minute; nothing where the answer is
 * for a program.
 */
export function progressLine(
  { terminal, log }: Pick<CommandContext, 'terminal' | 'log'>,
  isForPrograms: boolean,
): ProgressLine {
  if (isForPrograms) return NOWHERE;
  const began = performance.now();
  let shown: Shown | undefined;
  const seconds = () => (performance.now() - began) / 1000;
  const rewrite = () => {
    if (shown === undefined) return;
    const width = (terminal?.columns ?? COLUMNS) - 1;
    terminal?.write(`\r\x1b[2K${progressText(shown, seconds(), width)}`);
  };
  const tell = () => {
    if (shown !== undefined) log.info(progressText({ ...shown, hasBar: false }, seconds()));
  };
  const timer = setInterval(terminal ? rewrite : tell, terminal ? REWRITTEN_MS : LOGGED_MS);
  timer.unref();
  return {
    show(next) {
      const isFirst = shown === undefined;
      shown = next;
      if (terminal && isFirst) rewrite();
    },
    clear() {
      if (shown !== undefined) terminal?.write('\r\x1b[2K');
      shown = undefined;
    },
    end() {
      clearInterval(timer);
      this.clear();
    },
  };
}
