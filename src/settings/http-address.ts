import { isIP } from 'node:net';

/** Address at which a server listens. */
export interface HttpAddress {
  /** A name or an IP address, without brackets. */
  readonly host: string;
  readonly port: number;
}

/**
 * Reads `127.0.0.1:8080`, `[::]:8080` or `localhost:0`. Gives `off` for that word, and undefined for what is none of
 * these.
 */
export function parseHttpAddress(text: string): HttpAddress | 'off' | undefined {
  if (text === 'off') return 'off';
  const [, bracketed, plain, digits] = /^(?:\[([^\]]+)\]|([^:\s]+)):(\d{1,5})$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  const port = Number(digits);
  if (host === undefined || port > 65_535 || (bracketed !== undefined && isIP(bracketed) !== 6)) {
    return undefined;
  }
  return { host, port };
}
