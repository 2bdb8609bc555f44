import { isIP } from 'node:net';

/**
 * Whether a request may be answered, by its Host header. A page of a stranger whose name was made to resolve to this
 * address (DNS rebinding) sends its own name; an address or `localhost` was typed by a person or a probe. On an
 * address that is not loopback any name is taken, unless some are configured: there, who may connect is the network's.
 */
export function isTrustedHost(
  header: string | undefined,
  names: readonly string[],
  onLoopback: boolean,
): boolean {
  if (header === undefined) return false;
  const host = header.replace(/:\d{1,5}$/, '').toLowerCase();
  if (isIP(host.replace(/^\[(.+)\]$/, '$1')) !== 0 || host === 'localhost') return true;
  return names.includes(host) || (!onLoopback && names.length === 0);
}

/** Whether an address of ours can be reached from this machine only. */
export function isLoopback(address: string): boolean {
  return address === '::1' || /^(?:::ffff:)?127\./.test(address);
}
