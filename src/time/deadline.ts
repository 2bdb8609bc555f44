/** A signal that aborts when the time is over, unless it has been ended before. */
export interface Deadline {
  readonly signal: AbortSignal;
  /** Ends a deadline and its timer. `AbortSignal.timeout` would keep one until its time is over. */
  end(): void;
}

/** Starts now; its signal also follows the others. A deadline does not keep the process alive. */
export function startDeadline(seconds: number, ...others: readonly AbortSignal[]): Deadline {
  const controller = new AbortController();
  const timer = setTimeout(() => {
    controller.abort(new DOMException(`the ${seconds} seconds are over`, 'TimeoutError'));
  }, seconds * 1000);
  timer.unref();
  const followed = others.map((other) => follow(other, controller));
  const end = () => {
    clearTimeout(timer);
    for (const leave of followed) leave();
  };
  return { signal: controller.signal, end };
}

/** `AbortSignal.any` stays with what it follows for as long as that lives. */
function follow(other: AbortSignal, controller: AbortController): () => void {
  const abort = () => controller.abort(other.reason);
  if (other.aborted) abort();
  other.addEventListener('abort', abort, { once: true });
  return () => other.removeEventListener('abort', abort);
}
