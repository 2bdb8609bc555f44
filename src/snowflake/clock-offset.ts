/** Longer than the answer's own rounding to seconds and a slow answer, shorter than what Snowflake refuses. */
const TIMEOUT_MS = 5_000;

/**
 * Seconds by which this machine's clock is ahead of the server's (behind: negative), from the Date of its answer.
 * Undefined where the server does not tell: this is asked to explain a failure, and must not become another one.
 */
export async function clockOffsetSeconds(url: string): Promise<number | undefined> {
  try {
    const answer = await fetch(url, {
      method: 'HEAD',
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const theirs = Date.parse(answer.headers.get('date') ?? '');
    return Number.isNaN(theirs) ? undefined : Math.round((Date.now() - theirs) / 1000);
  } catch {
    return undefined;
  }
}
