import { hash } from 'node:crypto';

/** A key is four words of 32 bits of its hash: with 128 bits no two keys have the same, not even chosen ones. */
type Words = readonly [number, number, number, number];

const WORDS = 4;
const FEWEST_SLOTS = 16;

/**
 * Set of keys of any length that takes 32 to 64 bytes for each, so that a unit may have millions. It holds nothing of the
 * texts themselves, which may be pieces of large ones.
 */
export class SeenKeys {
  #slots = new Uint32Array(0);
  #size = 0;

  /** Adds a key, and tells whether it was new. */
  add(key: string): boolean {
    if (2 * WORDS * (this.#size + 1) > this.#slots.length) this.#grow();
    // As text, for that is several times as fast as a buffer.
    const bytes = hash('sha256', key, 'binary');
    const isNew = put(this.#slots, [wordAt(bytes, 0), wordAt(bytes, 4), wordAt(bytes, 8), wordAt(bytes, 12)]);
    if (isNew) this.#size += 1;
    return isNew;
  }

  #grow(): void {
    const before = this.#slots;
    this.#slots = new Uint32Array(Math.max(2 * before.length, FEWEST_SLOTS * WORDS));
    for (let at = 0; at < before.length; at += WORDS) {
      const words = [before[at], before[at + 1], before[at + 2], before[at + 3]] as const;
      if (words.some((word) => word !== 0)) put(this.#slots, words as Words);
    }
  }
}

function wordAt(bytes: string, at: number): number {
  const [a, b] = [bytes.charCodeAt(at) | (bytes.charCodeAt(at + 1) << 8), bytes.charCodeAt(at + 2)];
  return (a | (b << 16) | (bytes.charCodeAt(at + 3) << 24)) >>> 0;
}

/** Puts the words into the first free slot from their own on; false where they are there. There is always a free one. */
function put(slots: Uint32Array, [a, b, c, d]: Words): boolean {
  const mask = slots.length / WORDS - 1;
  for (let slot = a & mask; ; slot = (slot + 1) & mask) {
    const at = slot * WORDS;
    const [e, f, g, h] = [slots[at], slots[at + 1], slots[at + 2], slots[at + 3]];
    // A free slot has no bit set, which no hash is.
    if (e === 0 && f === 0 && g === 0 && h === 0) {
      slots[at] = a;
      slots[at + 1] = b;
      slots[at + 2] = c;
      slots[at + 3] = d;
      return true;
    }
    if (e === a && f === b && g === c && h === d) return false;
  }
}
