import { monitorEventLoopDelay } from 'node:perf_hooks';

/** How late the event loop was, in seconds, over the last ten to twenty seconds. */
export interface Lag {
  readonly median: number;
  readonly p99: number;
  readonly max: number;
}

const WINDOW_MS = 10_000;
/** A timer that is asked for after so long is late by what it takes longer. */
const RESOLUTION_MS = 20;
const NANOSECONDS = 1e9;

/** Watches how late timers fire, which is how long whatever comes in has to wait. */
export class EventLoop {
  readonly #delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  readonly #window: NodeJS.Timeout;
  #before: Lag = { median: 0, p99: 0, max: 0 };

  constructor() {
    this.#delays.enable();
    this.#window = setInterval(() => {
      this.#before = this.#now();
      this.#delays.reset();
    }, WINDOW_MS).unref();
  }

  /** The worse of the window under way and the one before it. */
  lag(): Lag {
    const now = this.#now();
    return {
      median: Math.max(now.median, this.#before.median),
      p99: Math.max(now.p99, this.#before.p99),
      max: Math.max(now.max, this.#before.max),
    };
  }

  close(): void {
    clearInterval(this.#window);
    this.#delays.disable();
  }

  #now(): Lag {
    if (this.#delays.count === 0) return { median: 0, p99: 0, max: 0 };
    const late = (nanoseconds: number) => Math.max(0, nanoseconds / NANOSECONDS - RESOLUTION_MS / 1000);
    return {
      median: late(this.#delays.percentile(50)),
      p99: late(this.#delays.percentile(99)),
      max: late(this.#delays.max),
    };
  }
}
