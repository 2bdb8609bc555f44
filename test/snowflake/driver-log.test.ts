import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { createLog } from '../../src/log/log.ts';
import { snowflakeDriverLog } from '../../src/snowflake/driver-log.ts';

test('what the driver says is detail', () => {
  const stream = new PassThrough();
  const driver = snowflakeDriverLog(
    createLog({ level: 'debug', format: 'json' }, { secrets: () => [], stream }),
  );
  for (const level of ['error', 'warn', 'info', 'debug', 'trace'] as const) driver[level](level);
  const events = String(stream.read())
    .trim()
    .split('\n')
    .map((line): Record<string, unknown> => JSON.parse(line));
  expect(events.map(({ level, message }) => `${level} ${message}`)).toEqual([
    'debug error',
    'debug warn',
    'debug info',
    'debug debug',
  ]);
  expect(events.every(({ source }) => source === 'snowflake-sdk')).toBe(true);
});
