import { PassThrough } from 'node:stream';
import { afterEach, expect, test } from 'vitest';
import { Pacing } from '../../src/aws/pacing.ts';
import { transientError } from '../../src/errors.ts';
import { createLog } from '../../src/log/log.ts';
import { Secrets } from '../../src/log/secrets.ts';
import { ConnectorService } from '../../src/service/service.ts';
import { loadSettings } from '../../src/settings/config.ts';
import { SCHEMA } from '../snowflake/recording-session.ts';

const services: ConnectorService[] = [];
afterEach(async () => {
  for (const service of services.splice(0)) await service.stop(new Error('the test is over'), 0);
});

/** A service whose session cannot be opened for this reason, and what it has logged. */
function serviceThatMeets(error: Error) {
  const settings = loadSettings({
    env: { SNOWFLAKE_ACCOUNT: 'A', SNOWFLAKE_TOKEN: 't', SNOWFLAKE_AUTHENTICATOR: 'pat' },
  });
  const lines = new PassThrough();
  const secrets = new Secrets();
  secrets.addCredentials('planted-token');
  const service = new ConnectorService({
    settings,
    schema: SCHEMA,
    log: createLog({ level: 'info', format: 'json' }, { secrets: () => [], stream: lines }),
    env: {},
    secrets,
    version: 'test',
    worker: 'one:1',
    pacing: new Pacing(settings.aws.rate),
    openDatabase: () => Promise.reject(error),
    withDatabase: () => Promise.reject(error),
    onRunEnded: () => undefined,
  });
  services.push(service);
  return { service, told: () => String(lines.read() ?? '') };
}

test('a bug of ours is told as one, and Snowflake stays as it was', async () => {
  const { service, told } = serviceThatMeets(new TypeError('Maximum call stack size exceeded'));
  await service.refresh();
  expect(service.view().snowflake.error).toBeUndefined();
  expect(told()).toContain('this is a bug of snowcensus; the tables are read again later');
});

test('a Snowflake that does not answer is told as that, without the secrets that it may say back', async () => {
  const { service, told } = serviceThatMeets(transientError('connect ECONNREFUSED by planted-token'));
  await service.refresh();
  expect(service.view().snowflake.error).toBe('connect ECONNREFUSED by [redacted]');
  expect(told()).not.toContain('bug of snowcensus');
});
