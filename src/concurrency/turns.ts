/** Work that may be under way beside other work, and work that must have what they share for itself. */
export class Turns {
  readonly #underWay = new Set<Promise<unknown>>();
  #alone: Promise<unknown> | undefined;

  /** Runs beside others; at once, unless something is alone or waits to be. */
  async beside<T>(work: () => Promise<T>): Promise<T> {
    while (this.#alone !== undefined) await this.#alone;
    return await this.#follow(work());
  }

  /** Runs once what is under way has ended, and lets nothing else begin meanwhile. */
  async alone<T>(work: () => Promise<T>): Promise<T> {
    while (this.#alone !== undefined) await this.#alone;
    const running = Promise.all(this.#underWay).then(work);
    const ended = running.then(nothing, nothing).finally(() => {
      this.#alone = undefined;
    });
    this.#alone = ended;
    return await running;
  }

  async #follow<T>(running: Promise<T>): Promise<T> {
    const ended = running.then(nothing, nothing);
    this.#underWay.add(ended);
    try {
      return await running;
    } finally {
      this.#underWay.delete(ended);
    }
  }
}

function nothing(): void {}
