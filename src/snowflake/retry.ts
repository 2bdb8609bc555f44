import { setTimeout as sleep } from 'node:timers/promises';
import { isWorthRetrying } from './statement-error.ts';

const ATTEMPTS = 5;
const FIRST_PAUSE_MS = 250;

/**
 * For sessions, which know by what signal they end; nothing else calls it. Runs a statement that is safe to repeat until it is answered: at most five times, with pauses that double and
 * jitter. `attempt` counts from 1. A refusal is not repeated.
 */
export async function untilAnswered<T>(
  statement: (attempt: number) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await statement(attempt);
    } catch (error) {
      if (attempt === ATTEMPTS || signal?.aborted || !isWorthRetrying(error)) throw error;
      await sleep(
        FIRST_PAUSE_MS * 2 ** (attempt - 1) * (0.5 + Math.random()),
        undefined,
        signal ? { signal } : {},
      );
    }
  }
}
