import type { Settings } from './settings.ts';

/** The proxies as Node's agents read an environment. https://nodejs.org/api/http.html#built-in-proxy-support */
export function proxyEnvironment({ https, http, except }: Settings['proxy']): Record<string, string> {
  return {
    ...(https ? { HTTPS_PROXY: https } : {}),
    ...(http ? { HTTP_PROXY: http } : {}),
    ...(except ? { NO_PROXY: except } : {}),
  };
}
