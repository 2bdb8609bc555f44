import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { beginHour, countRows, type Hour, shownFile, typedLines } from './typed-hour.ts';

let hour: Hour;
beforeAll(async () => {
  hour = await beginHour();
});
afterAll(() => hour.close());

test('the first hour, typed by hand as the page has it, ends with rows in the current views', async () => {
  const lines = typedLines('docs/first-hour.md', 'By hand');
  expect(lines.filter((line) => line.startsWith('npm run -s snowcensus -- '))).toHaveLength(11);
  hour.write('snowcensus.yaml', shownFile('docs/first-hour.md', 'By hand'));
  for (const line of lines) await hour.type(line);

  const views = ['AWS_ACCOUNTS', 'AWS_IAM_ROLES', 'AWS_IAM_USERS', 'AWS_EC2_VPCS', 'AWS_EC2_INSTANCES'];
  for (const view of views) {
    expect({ view, rows: await countRows(hour.sandbox, view) }).not.toEqual({ view, rows: 0 });
  }
  expect(await countRows(hour.sandbox, 'CONNECTOR_BLIND_SPOTS')).toBe(0);
}, 420_000);

test('what is set up is then kept up by npm start', async () => {
  const service = spawn('npm', ['start'], { cwd: hour.checkout, env: hour.env, detached: true });
  let log = '';
  service.stderr.on('data', (chunk: Buffer) => {
    log += chunk.toString();
  });
  try {
    for (let tries = 0; tries < 300 && !log.includes('AWS_INVENTORY'); tries += 1) await sleep(100);
    expect(log).toContain('AWS_INVENTORY');
  } finally {
    process.kill(-(service.pid ?? 0), 'SIGTERM');
    await once(service, 'exit');
  }
});
