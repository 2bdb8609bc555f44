import { afterAll, beforeAll, expect, test } from 'vitest';
import { collectors, type Reader, type ReadOutcome, startReader } from '../aws/reader.ts';

let reader: Reader;
beforeAll(async () => {
  reader = await startReader({ accounts: 84 });
});
afterAll(() => reader[Symbol.asyncDispose]());

test('an endpoint that hangs costs sixty accounts a bounded number of calls, and nothing else', async () => {
  reader.aws.faults.add({ match: { service: 'ec2', region: 'eu-west-1' }, action: 'hang' });
  const settings = {
    region: 'us-east-1',
    maxAttempts: 2,
    connectTimeoutMs: 1_000,
    requestTimeoutMs: 1_500,
    callTimeoutMs: 3_000,
  };
  const access = reader.access({ settings });
  const wanted = {
    collectors: collectors('ec2.vpcs', 'ec2.subnets', 'ec2.volumes', 'ec2.addresses'),
    regions: ['us-east-1', 'eu-west-1'],
  };
  const outcomes: ReadOutcome[] = [];
  const members = reader.members.slice(0, 60);
  for (let at = 0; at < members.length; at += 10) {
    const together = members.slice(at, at + 10);
    outcomes.push(...(await Promise.all(together.map((member) => reader.read(access, member, wanted)))));
  }
  expect(outcomes).toHaveLength(60);
  const units = outcomes.flatMap((outcome) => outcome.units);
  const of = (region: string) =>
    new Set(units.filter((unit) => unit.region === region).map(({ status }) => status));
  expect(of('us-east-1')).toEqual(new Set(['ok']));
  expect(of('eu-west-1')).toEqual(new Set(['failed']));
  const calls = reader.aws.metrics.log.filter(
    ({ service, region, operation }) =>
      service === 'ec2' && region === 'eu-west-1' && operation !== 'DescribeRegions',
  );
  // What is under way at once before anything is known, twice each, and the trials; 240 units would be 480.
  expect(calls.length).toBeLessThan(100);
  const unasked = units.filter(({ code }) => code === 'endpoint_unresponsive');
  expect(unasked.length).toBeGreaterThan(190);
  expect(unasked[0]?.reason).toContain('EC2 in eu-west-1 left the last');
});
