import { percentDecoded } from '../text/percent-decoded.ts';
import type { Settings } from './settings.ts';

/** The proxy that calls over https take, in words without its password: ` through the proxy …`; empty without one. */
export function throughProxy({ https, except }: Settings['proxy']): string {
  if (!https) return '';
  const { host } = new URL(https);
  return ` through the proxy ${host}${except ? `, but for hosts of NO_PROXY (${except})` : ''}`;
}

/** Secrets in the URLs of proxies, which must never be written. */
export function proxySecrets({ https, http }: Settings['proxy']): readonly string[] {
  return [https, http].flatMap((url) => {
    const password = url ? URL.parse(url)?.password : undefined;
    return password ? [password, percentDecoded(password)] : [];
  });
}
