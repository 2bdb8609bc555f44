import type { Log } from '../log/log.ts';
import type { Settings } from '../settings/settings.ts';
import { EventLoop } from './event-loop.ts';
import { startHttpServer } from './http.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import type { Surfaces } from './routes.ts';

/** Surfaces that show the service from outside. */
export interface RunningSurfaces {
  readonly metrics: Metrics;
  /** Address at which the surfaces are served; undefined where the settings turn them off. */
  readonly url: string | undefined;
  close(): Promise<void>;
}

export interface SurfacesOptions extends Pick<Surfaces, 'view' | 'findingsOf'> {
  readonly settings: Settings['http'];
  readonly log: Log;
}

/** Starts counting, and serving what is counted unless the settings turn that off. Throws a config error. */
export async function startSurfaces({
  settings,
  log,
  view,
  findingsOf,
}: SurfacesOptions): Promise<RunningSurfaces> {
  const loop = new EventLoop();
  const lag = () => loop.lag();
  const metrics = createMetrics(lag);
  if (settings.address === 'off') {
    return { metrics, url: undefined, close: () => Promise.resolve(loop.close()) };
  }
  const hosts = (settings.hosts ?? '').split(',').map((host) => host.trim());
  const server = await startHttpServer({
    view,
    findingsOf,
    metrics,
    lag,
    log,
    address: settings.address,
    hosts: hosts.filter((host) => host !== ''),
  }).catch((error: unknown) => {
    loop.close();
    throw error;
  });
  log.info('the status page is served', { url: server.url });
  return {
    metrics,
    url: server.url,
    async close() {
      loop.close();
      await server.close();
    },
  };
}
