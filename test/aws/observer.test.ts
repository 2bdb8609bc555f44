import { afterEach, beforeEach, expect, test } from 'vitest';
import { isThrottled } from '../../src/aws/outcome.ts';
import { collectors, type Reader, startReader, statuses } from './reader.ts';

let reader: Reader;
beforeEach(async () => {
  reader = await startReader();
});
afterEach(() => reader[Symbol.asyncDispose]());

test('every request is told of, and every one that AWS throttled', async () => {
  const calls: string[] = [];
  const throttles: string[] = [];
  const access = reader.access({
    observer: {
      awsCall: (service, operation) => calls.push(`${service}:${operation}`),
      awsThrottle: (service, operation) => throttles.push(`${service}:${operation}`),
      statement: () => undefined,
    },
  });
  reader.aws.faults.add({
    match: { service: 'ec2', operation: 'DescribeVpcs', times: 1 },
    action: 'throttle',
  });
  const { units } = await reader.read(access, reader.member, {
    collectors: collectors('ec2.vpcs'),
    regions: ['us-east-1'],
  });
  expect(statuses(units)).toEqual({ ok: 1 });
  expect(throttles).toEqual(['EC2:DescribeVpcs']);
  expect(calls.filter((call) => call === 'EC2:DescribeVpcs')).toHaveLength(2);
  expect(calls).toHaveLength([...access.requests.values()].reduce((sum, count) => sum + count, 0));
  expect(calls).toHaveLength(reader.aws.metrics.calls);
});

test('a refusal is no throttle', () => {
  const named = (name: string) => Object.assign(new Error('m'), { name });
  expect(
    ['RequestLimitExceeded', 'Throttling', 'TooManyRequestsException'].map((name) =>
      isThrottled(named(name)),
    ),
  ).toEqual([true, true, true]);
  expect(['AccessDenied', 'LimitExceededException'].some((name) => isThrottled(named(name)))).toBe(false);
});
