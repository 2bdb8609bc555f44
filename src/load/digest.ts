import { hash } from 'node:crypto';
import { VERSION } from '../version.ts';

const MODULUS = 1n << 256n;

/**
 * Digest of a unit's rows, in whatever order they come. It holds for this version of the program only, for another may
 * make other columns of what AWS says.
 */
export class Digest {
  #sum = 0n;
  #rows = 0;

  /** Adds a row: its table, what names it there, and the hash of all that it says. */
  add(table: string, resourceId: string, content: string): void {
    const row = BigInt(`0x${hash('sha256', JSON.stringify([table, resourceId, content]), 'hex')}`);
    this.#sum = (this.#sum + row) % MODULUS;
    this.#rows += 1;
  }

  /** 32 hexadecimal digits. */
  get text(): string {
    return hash('sha256', `${VERSION} ${this.#rows} ${this.#sum}`, 'hex').slice(0, 32);
  }
}
