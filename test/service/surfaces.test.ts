import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { createLog } from '../../src/log/log.ts';
import { startSurfaces } from '../../src/service/surfaces.ts';
import { serviceView } from './views.ts';

function start(settings: { readonly address: string; readonly hosts: string | undefined }) {
  const stream = new PassThrough();
  const log = createLog({ level: 'info', format: 'json' }, { secrets: () => [], stream });
  return {
    stream,
    started: startSurfaces({
      settings,
      log,
      view: () => serviceView(),
      findingsOf: () => Promise.resolve(undefined),
    }),
  };
}

test('what is counted is served, where the log says', async () => {
  const { stream, started } = start({ address: '127.0.0.1:0', hosts: undefined });
  const { metrics, url, close } = await started;
  metrics.observer.awsCall('EC2', 'DescribeVpcs');
  const { url: told } = JSON.parse(String(stream.read())) as { url: string };
  expect(told).toBe(url);
  const text = await (await fetch(`${told}/metrics`)).text();
  expect(text).toContain('snowcensus_aws_calls_total{service="EC2"} 1');
  expect(text).toMatch(/snowcensus_event_loop_lag_seconds\{statistic="max"\} \d/);
  await close();
  await expect(fetch(told)).rejects.toThrow('fetch failed');
});

test('the names of the settings are those it is asked for under', async () => {
  const { started } = start({ address: '127.0.0.1:0', hosts: 'a.example, b.example ' });
  const { url, close } = await started;
  const statusFor = async (host: string) => {
    const [response] = (await once(get(`${url}/healthz`, { headers: { host } }), 'response')) as [
      IncomingMessage,
    ];
    response.resume();
    return response.statusCode;
  };
  expect(await Promise.all(['a.example', 'b.example', 'c.example'].map(statusFor))).toEqual([200, 200, 421]);
  await close();
});

test('turned off, it counts and serves nothing', async () => {
  const { stream, started } = start({ address: 'off', hosts: undefined });
  const { metrics, url, close } = await started;
  metrics.observer.awsCall('EC2', 'DescribeVpcs');
  expect(url).toBeUndefined();
  expect(stream.read()).toBeNull();
  await close();
});
