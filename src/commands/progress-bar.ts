import type { Progress } from '../run/request.ts';

const WIDTH = 30;

/** Where a command shows how far it is. */
export interface ProgressBar {
  show(progress: Progress): void;
  clear(): void;
}

/** A bar on one line of the terminal; nothing where there is none. */
export function progressBar(terminal: NodeJS.WriteStream | undefined): ProgressBar {
  if (!terminal) return { show: () => undefined, clear: () => undefined };
  return {
    show({ done, total }) {
      const filled = total === 0 ? WIDTH : Math.round((done / total) * WIDTH);
      const bar = '█'.repeat(filled) + '░'.repeat(WIDTH - filled);
      terminal.write(`\r${bar} ${done} of ${total} accounts`);
    },
    clear() {
      terminal.write('\r\x1b[2K');
    },
  };
}
