import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { quoteString } from '../syntax/tokens.ts';

/** What a statement cost, as the engine itself measures it. */
export interface Profile {
  /** Rows read from tables, those left out that it skipped by the bounds of their blocks. */
  readonly rowsScanned: number;
  readonly cpuSeconds: number;
}

const METRICS = { CUMULATIVE_ROWS_SCANNED: 'true', CPU_TIME: 'true' };

/** Adds up what the queries of a session's statement cost. */
export class Profiler {
  readonly #file: string;
  #rowsScanned = 0;
  #cpuSeconds = 0;

  private constructor(file: string) {
    this.#file = file;
  }

  /** Has DuckDB write a profile of each query of the connection into the directory. */
  static async open(duck: DuckDBConnection, directory: string): Promise<Profiler> {
    const file = join(directory, `${randomUUID()}.json`);
    await duck.run("SET enable_profiling = 'json'");
    await duck.run(`SET profiling_output = ${quoteString(file)}`);
    await duck.run(`SET custom_profiling_settings = ${quoteString(JSON.stringify(METRICS))}`);
    return new Profiler(file);
  }

  /** Counts the query that has just ended. */
  note(): void {
    const profile = JSON.parse(readFileSync(this.#file, 'utf8')) as Record<string, number>;
    this.#rowsScanned += profile.cumulative_rows_scanned ?? 0;
    this.#cpuSeconds += profile.cpu_time ?? 0;
  }

  /** What was counted since this was last asked for. */
  take(): Profile {
    const profile = { rowsScanned: this.#rowsScanned, cpuSeconds: this.#cpuSeconds };
    [this.#rowsScanned, this.#cpuSeconds] = [0, 0];
    return profile;
  }
}
