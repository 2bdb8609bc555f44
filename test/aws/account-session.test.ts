import { afterAll, beforeAll, expect, test } from 'vitest';
import { readRegions } from '../../src/aws/catalogue/ec2/read-regions.ts';
import { type Reader, startReader } from './reader.ts';

let reader: Reader;
beforeAll(async () => {
  reader = await startReader();
}, 60_000);
afterAll(() => reader[Symbol.asyncDispose]());

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
