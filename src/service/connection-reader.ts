import { setImmediate } from 'node:timers/promises';
import type { ConnectionTable } from '../connections/comment.ts';
import type { ConnectionResult } from '../connections/connection.ts';
import { readConnection } from '../connectors/index.ts';

interface Read {
  readonly comment: string | null;
  readonly result: ConnectionResult;
}

/**
 * The connections of the tables listed last. A COMMENT is read again only when it has changed, and the process does its
 * other work between two of them, so that no number of COMMENTs holds up the runs.
 */
export class ConnectionReader {
  #known: ReadonlyMap<string, Read> = new Map();

  async read(tables: readonly ConnectionTable[]): Promise<readonly ConnectionResult[]> {
    const read = new Map<string, Read>();
    for (const table of tables) {
      const before = this.#known.get(table.name);
      if (before?.comment === table.comment) {
        read.set(table.name, before);
        continue;
      }
      read.set(table.name, { comment: table.comment, result: readConnection(table) });
      await setImmediate();
    }
    this.#known = read;
    return [...read.values()].map(({ result }) => result);
  }
}
