const MINUTE_MS = 60_000;

/** Calls at the beginning of every minute of the clock, whatever zone the process is in; gives the function that ends it. */
export function everyMinute(tick: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  const wait = () => {
    // Reckoned anew each time: a timer fires late on a busy machine, and a clock is put right now and then.
    timer = setTimeout(beat, MINUTE_MS - (Date.now() % MINUTE_MS));
  };
  const beat = () => {
    wait();
    tick();
  };
  wait();
  return () => clearTimeout(timer);
}
