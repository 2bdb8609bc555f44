import { createHash } from 'node:crypto';

/** A stream of random choices that is the same for the same seed path on every machine. */
export interface Random {
  /** In [0, 1). */
  fraction(): number;
  /** Between both ends, ends included. */
  integer(from: number, to: number): number;
  chance(probability: number): boolean;
  /** One of the items, which must not be empty. */
  pick<T>(items: readonly T[]): T;
  /** Different items in random order; fewer when there are not that many. */
  sample<T>(items: readonly T[], count: number): T[];
  /** Characters drawn from the alphabet. */
  text(alphabet: string, length: number): string;
  /** A whole second between two instants. */
  date(from: Date, to: Date): Date;
}

/**
 * The stream that belongs to a place in the world (seed, account, kind of thing…). Each place has its own
 * stream, so what is generated never depends on what was generated before it.
 */
export function createRandom(...path: readonly (string | number)[]): Random {
  const fraction = sfc32(createHash('sha256').update(path.join('\u0000')).digest());
  const integer = (from: number, to: number): number => from + Math.floor(fraction() * (to - from + 1));

  function sample<T>(items: readonly T[], count: number): T[] {
    const rest = [...items];
    const taken: T[] = [];
    while (taken.length < count && rest.length > 0) {
      taken.push(...rest.splice(integer(0, rest.length - 1), 1));
    }
    return taken;
  }

  function pick<T>(items: readonly T[]): T {
    const [item] = items.slice(integer(0, items.length - 1));
    if (item === undefined) throw new Error('nothing to pick from');
    return item;
  }

  function text(alphabet: string, length: number): string {
    let drawn = '';
    while (drawn.length < length) drawn += alphabet.charAt(integer(0, alphabet.length - 1));
    return drawn;
  }

  return {
    fraction,
    integer,
    chance: (probability) => fraction() < probability,
    pick,
    sample,
    text,
    date: (from, to) => new Date(1000 * integer(from.getTime() / 1000, to.getTime() / 1000)),
  };
}

/** Chris Doty-Humphrey's small fast counter generator: 128 bits of state, good statistical quality. */
function sfc32(seed: Buffer): () => number {
  let a = seed.readUInt32LE(0) | 0;
  let b = seed.readUInt32LE(4) | 0;
  let c = seed.readUInt32LE(8) | 0;
  let counter = seed.readUInt32LE(12) | 0;
  return () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 4294967296;
  };
}
