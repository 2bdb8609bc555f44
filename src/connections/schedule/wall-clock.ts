const HOUR_MS = 3_600_000;

/** Days for which offsets are kept: those that are asked about one after the other. */
const MOST_OFFSETS = 100;

/** The clock on the wall in one time zone. A time on it is written as the instant at which UTC shows that time. */
export class WallClock {
  readonly #format: Intl.DateTimeFormat;
  readonly #offsets = new Map<number, number>();

  constructor(timezone: string) {
    this.#format = new Intl.DateTimeFormat('en-US', {
      timeZone: timezone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  }

  /** Time of the clock at an instant. */
  shows(instant: number): number {
    const parts = new Map(
      this.#format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]),
    );
    const part = (name: Intl.DateTimeFormatPartTypes): number => parts.get(name) ?? 0;
    return Date.UTC(
      part('year'),
      part('month') - 1,
      part('day'),
      part('hour'),
      part('minute'),
      part('second'),
    );
  }

  /**
   * Instants at which the clock shows this time: one, two where the clock is put back, none where it is put forward.
   */
  instants(shown: number): readonly number[] {
    const candidates = new Set([this.#before(shown), shown - this.#offset(shown + 24 * HOUR_MS)]);
    return [...candidates].filter((instant) => this.shows(instant) === shown).sort((a, b) => a - b);
  }

  /** The one instant meant by this time: the first of two, and what would have been were the clock not put forward. */
  instant(shown: number): number {
    return this.instants(shown)[0] ?? this.#before(shown);
  }

  /** By how much it is ahead of UTC on a day, given as its midnight; undefined where that changes within a day of it. */
  steadyOffset(day: number): number | undefined {
    const [first, ...others] = [-1, 0, 1, 2].map((days) => this.#offsetOfDay(day + days * 24 * HOUR_MS));
    return others.every((offset) => offset === first) ? first : undefined;
  }

  /** The instant by the offset of the day before. */
  #before(shown: number): number {
    return shown - this.#offset(shown - 24 * HOUR_MS);
  }

  /** Days that follow one another ask for the same instants. */
  #offsetOfDay(instant: number): number {
    const offset = this.#offsets.get(instant) ?? this.#offset(instant);
    if (this.#offsets.size >= MOST_OFFSETS) this.#offsets.clear();
    this.#offsets.set(instant, offset);
    return offset;
  }

  #offset(instant: number): number {
    return this.shows(instant) - Math.floor(instant / 1000) * 1000;
  }
}
