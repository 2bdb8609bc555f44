import { DescribeRegionsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readRegions } from '../../src/aws/catalogue/ec2/read-regions.ts';
import { type Reader, startReader } from './reader.ts';

let reader: Reader;
beforeAll(async () => {
  reader = await startReader();
});
afterAll(() => reader[Symbol.asyncDispose]());

test('a call that waits for the pace of AWS waits no longer than its unit', async () => {
  const { id } = reader.member;
  const { partition } = reader.world;
  const asked: (AbortSignal | undefined)[] = [];
  const pacing = {
    of: () => ({
      take: (service: string, _operation: string, _region: string, signal?: AbortSignal) => {
        if (service !== 'EC2') return undefined;
        asked.push(signal);
        return new Promise<void>((_, reject) =>
          signal?.addEventListener('abort', () => reject(signal.reason), { once: true }),
        );
      },
    }),
  };
  const access = reader.access({ pacing: pacing as never });
  const session = await access.enter({ id, partition }, undefined);
  const unit = new AbortController();
  const reading = { region: undefined, accountTags: false };
  const waiting = session
    .context({ ...reading, signal: unit.signal })
    .client(EC2Client, 'us-east-1')
    .send(new DescribeRegionsCommand({}), { abortSignal: unit.signal });
  while (asked.length === 0) await new Promise(setImmediate);
  unit.abort(new Error('the time of the unit is over'));
  await expect(waiting).rejects.toThrow();
  expect(asked).toEqual([unit.signal]);
});

test('what units share does not end with the unit that asked first', async () => {
  const { id } = reader.member;
  const { entry, partition } = reader.world;
  const hop = {
    roleArn: `arn:${partition}:iam::${id}:role/${entry.memberRoleName}`,
    externalId: entry.externalId,
  };
  const session = await reader.access().enter({ id, partition }, hop);
  const pause = reader.aws.faults.pauseBefore({ operation: 'DescribeRegions' });
  const first = new AbortController();
  const reading = { region: undefined, accountTags: false };
  const asked = readRegions(session.context({ ...reading, signal: first.signal }));
  await pause.reached;
  first.abort(new Error('the time of the unit is over'));
  const second = readRegions(session.context(reading));
  pause.release();
  expect((await second).length).toBeGreaterThan(10);
  expect(await asked).toBe(await second);
});
