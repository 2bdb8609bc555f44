/** Resolves when the time is over, with true, or when the signal comes first, with false. Never rejects. */
export function pause(milliseconds: number, signal?: AbortSignal): Promise<boolean> {
  if (signal?.aborted) return Promise.resolve(false);
  return new Promise((resolve) => {
    const end = (isOver: boolean) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', cut);
      resolve(isOver);
    };
    const cut = () => end(false);
    const timer = setTimeout(() => end(true), milliseconds);
    signal?.addEventListener('abort', cut, { once: true });
  });
}
