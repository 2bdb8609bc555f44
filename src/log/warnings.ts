import type { EventEmitter } from 'node:events';
import type { Log } from './log.ts';

/** Has warnings of Node and of packages logged like everything else; otherwise Node writes them as plain text. */
export function logWarnings(process: EventEmitter, log: Log): void {
  process.removeAllListeners('warning');
  process.on('warning', (warning: Error) => {
    log.warn(warning.message, { source: 'node', warning: warning.name });
  });
}
