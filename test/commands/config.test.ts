import { expect, test } from 'vitest';
import { SETTINGS } from '../../src/settings/setting-table.ts';
import { runConnector } from '../installation/connector.ts';

const SECRETS = { SNOWFLAKE_USER: 'U', SNOWFLAKE_PASSWORD: 'hunter2hunter2' };

test.concurrent('every setting is printed with where it comes from, and no secret', async () => {
  const { code, stdout, stderr } = await runConnector(SECRETS, ['config', '--print']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^snowflake\.user +U +environment SNOWFLAKE_USER$/m);
  expect(stdout).toMatch(/^snowflake\.password +\[redacted\] +environment SNOWFLAKE_PASSWORD$/m);
  expect(stdout).toMatch(/^snowflake\.authenticator +password +inferred$/m);
  expect(stdout).toMatch(/^aws\.region +us-east-1 +default$/m);
  expect(stdout).toMatch(/^snowflake\.role +- +not set$/m);
  expect(stdout.trim().split('\n').length).toBe(
    Object.values(SETTINGS).flatMap((entries) => Object.keys(entries)).length,
  );
  expect(stdout + stderr).not.toContain(SECRETS.SNOWFLAKE_PASSWORD);
  expect(stderr).toContain('Snowflake refuses passwords of service users');
});

test.concurrent('the same as JSON, without a word where nothing is to be warned of', async () => {
  const { code, stdout, stderr } = await runConnector({ AWS_REGION: 'eu-west-1' }, ['config', '--json']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(JSON.parse(stdout)).toContainEqual({
    name: 'aws.region',
    value: 'eu-west-1',
    from: 'environment AWS_REGION',
  });
});

test.concurrent('wrong settings are told all at once, whatever the command', async () => {
  const env = { SNOWCENSUS_LOGLEVEL: 'info', SNOWCENSUS_PART_BYTES: 'many' };
  const { code, stderr } = await runConnector(env, ['config']);
  expect(code).toBe(1);
  expect(stderr).toContain('SNOWCENSUS_LOGLEVEL: unknown variable; did you mean SNOWCENSUS_LOG_LEVEL?');
  expect(stderr).toContain('run.partBytes (SNOWCENSUS_PART_BYTES): must be a whole number from 1024');
});
