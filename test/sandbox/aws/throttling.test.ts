import { ListRegionsCommand } from '@aws-sdk/client-account';
import { DescribeInstancesCommand, DescribeRegionsCommand, DescribeVpcsCommand } from '@aws-sdk/client-ec2';
import { ListUsersCommand } from '@aws-sdk/client-iam';
import { ListAccountsCommand, ListRootsCommand } from '@aws-sdk/client-organizations';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Clients, type Cloud, startCloud } from './cloud.ts';

let cloud: Cloud;
let now: number;
let member: Clients;
beforeEach(async () => {
  now = Date.now();
  // A clock that stands still but when told, so that no bucket fills by itself.
  cloud = await startCloud({}, { clock: () => new Date(now) });
  member = cloud.clients(await cloud.memberKeys());
});
afterEach(async () => {
  expect(cloud.aws.metrics.defects).toEqual([]);
  await cloud.aws.close();
});

/** How many of the calls went through, and the error of the last that did not. */
async function admitted(count: number, call: () => Promise<unknown>) {
  const results = await Promise.allSettled(Array.from({ length: count }, call));
  const refused = results.filter((result) => result.status === 'rejected').map(({ reason }) => reason);
  return { through: count - refused.length, error: refused.at(-1) };
}

test('EC2: a hundred at once, then twenty a second, per account, region and operation', async () => {
  const call = () => member.ec2.send(new DescribeVpcsCommand({ MaxResults: 5 }));
  const first = await admitted(105, call);
  expect(first.through).toBe(100);
  expect(first.error).toMatchObject({ name: 'RequestLimitExceeded', $metadata: { httpStatusCode: 503 } });
  now += 1000;
  expect((await admitted(25, call)).through).toBe(20);
  await expect(member.ec2.send(new DescribeRegionsCommand({}))).resolves.toBeDefined();
  const elsewhere = cloud.clients(await cloud.memberKeys(), { region: 'eu-west-1' });
  await expect(elsewhere.ec2.send(new DescribeVpcsCommand({ MaxResults: 5 }))).resolves.toBeDefined();
  const other = cloud.clients(await cloud.memberKeys(cloud.hub.id));
  await expect(other.ec2.send(new DescribeVpcsCommand({ MaxResults: 5 }))).resolves.toBeDefined();
});

test('EC2: half of that for costly reads without pages or filters', async () => {
  expect((await admitted(55, () => member.ec2.send(new DescribeInstancesCommand({})))).through).toBe(50);
  const paged = () => member.ec2.send(new DescribeInstancesCommand({ MaxResults: 5 }));
  expect((await admitted(55, paged)).through).toBe(55);
});

test('IAM: per account, whatever the operation', async () => {
  const { through, error } = await admitted(25, () => member.iam.send(new ListUsersCommand({ MaxItems: 1 })));
  expect(through).toBe(20);
  expect(error).toMatchObject({ name: 'Throttling', $metadata: { httpStatusCode: 400 } });
});

test('Organizations: the published rate of each call', async () => {
  const { organizations } = cloud.clients(await cloud.managementKeys());
  const { through, error } = await admitted(15, () => organizations.send(new ListAccountsCommand({})));
  expect(through).toBe(12);
  expect(error).toMatchObject({ name: 'TooManyRequestsException', $metadata: { httpStatusCode: 400 } });
  expect((await admitted(15, () => organizations.send(new ListRootsCommand({})))).through).toBe(8);
  now += 1000;
  expect((await admitted(15, () => organizations.send(new ListAccountsCommand({})))).through).toBe(8);
});

test('Account: few, with its own status', async () => {
  const { through, error } = await admitted(12, () => member.account.send(new ListRegionsCommand({})));
  expect(through).toBe(10);
  expect(error).toMatchObject({ name: 'TooManyRequestsException', $metadata: { httpStatusCode: 429 } });
});

test('STS: six hundred a second per calling account', async () => {
  const { through } = await admitted(650, () => member.sts.send(new GetCallerIdentityCommand({})));
  expect(through).toBe(600);
});

test('the SDK’s own retries get through, and the metrics tell what was refused', async () => {
  now = Date.now();
  const own = await startCloud();
  const { organizations } = own.clients(await own.managementKeys(), { maxAttempts: 8 });
  own.aws.resetMetrics();
  const answers = await Promise.all(
    Array.from({ length: 24 }, () => organizations.send(new ListAccountsCommand({}))),
  );
  const attempts = answers.reduce((sum, { $metadata }) => sum + ($metadata.attempts ?? 0), 0);
  const { metrics } = own.aws;
  expect(metrics.calls).toBe(attempts);
  expect(metrics.throttled).toBe(attempts - 24);
  expect(metrics.throttled).toBeGreaterThan(0);
  expect(metrics.byCode).toEqual({ OK: 24, TooManyRequestsException: metrics.throttled });
  expect(metrics.byAction).toEqual({ 'organizations:ListAccounts': attempts });
  expect(metrics.byAccountAction(own.management.id)).toEqual({ 'organizations:ListAccounts': attempts });
  await own.aws.close();
});

test('quotas that AWS has raised', async () => {
  const own = await startCloud({}, { quotas: 3, clock: () => new Date(now) });
  const { iam } = own.clients(await own.memberKeys());
  const call = () => iam.send(new ListUsersCommand({ MaxItems: 1 }));
  expect((await admitted(65, call)).through).toBe(60);
  now += 1000;
  expect((await admitted(35, call)).through).toBe(30);
  await own.aws.close();
});
