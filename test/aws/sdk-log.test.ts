import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { awsSdkLog } from '../../src/aws/sdk-log.ts';
import { createLog } from '../../src/log/log.ts';

test('what the SDK warns of is told, and nothing of what goes over the wire', () => {
  const stream = new PassThrough();
  const log = createLog({ level: 'debug', format: 'json' }, { secrets: () => [], stream });
  const sdk = awsSdkLog(log);
  const call = { commandName: 'AssumeRoleCommand', input: { ExternalId: 'secret-external-id' } };
  for (const level of ['trace', 'debug', 'info', 'warn', 'error'] as const) sdk[level]?.(call);
  sdk.info('told every call');
  sdk.warn('this version', 'is old');
  sdk.error('broken');
  const lines = String(stream.read()).trim().split('\n');
  expect(lines.map((line): unknown => JSON.parse(line))).toMatchObject([
    { level: 'warn', message: 'this version is old', source: 'aws-sdk' },
    { level: 'error', message: 'broken', source: 'aws-sdk' },
  ]);
});
