import { pause } from '../time/pause.ts';
import { isWorthRetrying } from './statement-error.ts';

const ATTEMPTS = 5;
const FIRST_PAUSE_MS = 250;

/**
 * Runs a statement that is safe to repeat until it is answered: at most five times, with pauses that double and jitter.
 * `attempt` counts from 1. A refusal is not repeated, and nothing is after the signal: then the last error is thrown.
 * Only sessions call it, which know by what signal they end.
 */
export async function untilAnswered<T>(
  statement: (attempt: number) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await statement(attempt);
    } catch (error) {
      if (attempt === ATTEMPTS || !isWorthRetrying(error)) throw error;
      const milliseconds = FIRST_PAUSE_MS * 2 ** (attempt - 1) * (0.5 + Math.random());
      if (!(await pause(milliseconds, signal))) throw error;
    }
  }
}
