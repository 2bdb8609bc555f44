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

/** The digest of a unit as it is kept: with the id of the members that could be read of its rows, where it has any. */
export function keptDigest(digest: string, readableId: string | undefined): string {
  return readableId === undefined ? digest : `${digest}.${readableId}`;
}

/** Parts of a digest that was kept. */
export function partsOfDigest(kept: string): { readonly digest: string; readonly readableId?: string } {
  const [digest = kept, readableId] = kept.split('.');
  return readableId === undefined ? { digest } : { digest, readableId };
}
