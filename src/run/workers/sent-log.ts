import { loggable } from '../../log/fields.ts';
import type { Fields, Log } from '../../log/log.ts';
import type { FromWorker } from './messages.ts';

/** A log whose events another process writes, among its own. */
export function sentLog(send: (message: FromWorker) => void, shared: Fields = {}): Log {
  const at =
    (level: Extract<FromWorker, { kind: 'event' }>['level']) => (message: string, fields?: Fields) => {
      const all = loggable({ ...shared, ...fields }, []) as Readonly<Record<string, unknown>>;
      send({ kind: 'event', level, message, fields: all });
    };
  return {
    error: at('error'),
    warn: at('warn'),
    info: at('info'),
    debug: at('debug'),
    child: (fields) => sentLog(send, { ...shared, ...fields }),
    within: (_, work) => work(),
  };
}
