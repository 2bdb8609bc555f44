/**
 * Result of the promise, or a rejection with the signal's reason where that comes first. The promise then goes on
 * unheard: for work that ends by the same signal, only later.
 */
export function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal.aborted) {
    promise.catch(() => undefined);
    return Promise.reject(signal.reason);
  }
  return new Promise<T>((resolve, reject) => {
    const leave = () => reject(signal.reason);
    signal.addEventListener('abort', leave, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
  });
}

/**
 * The items in turn, until the signal's reason is thrown instead of the next one. The generator is told that no more is
 * asked for, as a loop over it would, so that it lets go what it holds.
 */
export async function* eachUntilAborted<T>(items: AsyncGenerator<T>, signal: AbortSignal): AsyncGenerator<T> {
  // One listener for all the items: there may be any number, and most come at once.
  let leave: ((reason: unknown) => void) | undefined;
  const abort = () => leave?.(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    for (;;) {
      const { done, value } = await new Promise<IteratorResult<T>>((resolve, reject) => {
        leave = reject;
        items.next().then(resolve, reject);
        if (signal.aborted) abort();
      });
      if (done) return;
      yield value;
    }
  } finally {
    signal.removeEventListener('abort', abort);
    const ended = items.return(undefined);
    // One that hangs hears of it when its call ends, and what that ends with nobody asks any more.
    if (signal.aborted) ended.catch(() => undefined);
    else await ended;
  }
}
