/** A signal that aborts when the time is over, unless it has been ended before. */
export interface Deadline {
  readonly signal: AbortSignal;
  /** What had so much time has ended: nothing is left of it. `AbortSignal.timeout` would stay until its time is over. */
  end(): void;
}

/** Starts now. A deadline does not keep the process alive. */
export function startDeadline(seconds: number): Deadline {
  const controller = new AbortController();
  const reason = new DOMException(`the ${seconds} seconds are over`, 'TimeoutError');
  const timer = setTimeout(() => controller.abort(reason), seconds * 1000);
  timer.unref();
  return { signal: controller.signal, end: () => clearTimeout(timer) };
}
