import { DescribeRegionsCommand, DescribeVpcsCommand } from '@aws-sdk/client-ec2';
import { ListUsersCommand } from '@aws-sdk/client-iam';
import { ListRootsCommand } from '@aws-sdk/client-organizations';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Clients, type Cloud, startCloud } from './cloud.ts';

let cloud: Cloud;
let member: Clients;
beforeEach(async () => {
  cloud = await startCloud();
  member = cloud.clients(await cloud.memberKeys());
});
afterEach(async () => {
  expect(cloud.aws.metrics.defects).toEqual([]);
  await cloud.aws.close();
});

const users = () => member.iam.send(new ListUsersCommand({ MaxItems: 1 }));
const regions = () => member.ec2.send(new DescribeRegionsCommand({}));

describe('which calls', () => {
  test('from the n-th on, so many times', async () => {
    const fault = cloud.aws.faults.add({
      match: { operation: 'ListUsers', nth: 2, times: 2 },
      action: 'http500',
    });
    const results = await Promise.allSettled([users(), users(), users(), users(), regions()]);
    expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(2);
    expect(results[4]?.status).toBe('fulfilled');
    expect(fault.struck).toBe(2);
  });

  test('of one account and region only', async () => {
    cloud.aws.faults.add({ match: { accountId: cloud.member.id, region: 'eu-west-1' }, action: 'http500' });
    const abroad = cloud.clients(await cloud.memberKeys(), { region: 'eu-west-1' });
    await expect(abroad.ec2.send(new DescribeRegionsCommand({}))).rejects.toMatchObject({
      name: 'InternalError',
    });
    await expect(regions()).resolves.toBeDefined();
    const other = cloud.clients(await cloud.memberKeys(cloud.hub.id), { region: 'eu-west-1' });
    await expect(other.ec2.send(new DescribeRegionsCommand({}))).resolves.toBeDefined();
  });

  test('of one role’s account', async () => {
    cloud.aws.faults.add({
      match: { operation: 'AssumeRole', roleAccountId: cloud.member.id },
      action: 'http500',
    });
    await expect(cloud.memberKeys()).rejects.toMatchObject({ name: 'InternalFailure' });
    await expect(cloud.memberKeys(cloud.hub.id)).resolves.toBeDefined();
  });

  test('by a chance that is the same for the same seed', async () => {
    const pattern = async (own: Cloud) => {
      own.aws.faults.add({ match: { operation: 'GetCallerIdentity', probability: 0.5 }, action: 'http500' });
      const { sts } = own.clients(own.world.entry);
      const outcomes: string[] = [];
      for (let call = 0; call < 24; call += 1) {
        outcomes.push(
          await sts.send(new GetCallerIdentityCommand({})).then(
            () => '.',
            () => 'x',
          ),
        );
      }
      return outcomes.join('');
    };
    const again = await startCloud();
    const first = await pattern(cloud);
    expect(first).toMatch(/x/);
    expect(first).toMatch(/\./);
    expect(await pattern(again)).toBe(first);
    await again.aws.close();
  });

  test('until the rule is removed', async () => {
    const fault = cloud.aws.faults.add({ match: {}, action: 'http500' });
    await expect(users()).rejects.toThrow();
    fault.remove();
    await expect(users()).resolves.toBeDefined();
    cloud.aws.faults.add({ match: {}, action: 'http500' });
    cloud.aws.faults.clear();
    await expect(users()).resolves.toBeDefined();
  });
});

describe('what happens', () => {
  test('throttled, in each service’s words, and counted', async () => {
    cloud.aws.faults.add({ match: { accountId: cloud.member.id }, action: 'throttle' });
    await expect(users()).rejects.toMatchObject({ name: 'Throttling' });
    await expect(regions()).rejects.toMatchObject({ name: 'RequestLimitExceeded' });
    expect(cloud.aws.metrics.throttled).toBe(2);
  });

  test('unavailable', async () => {
    cloud.aws.faults.add({ match: {}, action: 'http503' });
    await expect(users()).rejects.toMatchObject({ $metadata: { httpStatusCode: 503 } });
  });

  test('an error of one’s own', async () => {
    const error = { code: 'OptInRequired', message: 'You are not subscribed to this service.', status: 401 };
    cloud.aws.faults.add({ match: { service: 'ec2' }, action: { error } });
    await expect(regions()).rejects.toMatchObject({
      name: 'OptInRequired',
      $metadata: { httpStatusCode: 401 },
    });
  });

  test('a delay', async () => {
    cloud.aws.faults.add({ match: {}, action: { delayMs: 150 } });
    const started = performance.now();
    await users();
    expect(performance.now() - started).toBeGreaterThan(145);
  });

  test('the connection is reset', async () => {
    cloud.aws.faults.add({ match: {}, action: 'reset' });
    await expect(users()).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  test('the answer breaks off', async () => {
    cloud.aws.faults.add({ match: {}, action: 'truncate-body' });
    await expect(users()).rejects.toThrow(/aborted|ECONNRESET|terminated/);
    expect(cloud.aws.metrics.byCode).toMatchObject({ 'truncate-body': 1 });
  });

  test('the answer is complete by its length but not in itself', async () => {
    const { organizations } = cloud.clients(await cloud.managementKeys());
    cloud.aws.faults.add({ match: {}, action: 'malformed-body' });
    await expect(organizations.send(new ListRootsCommand({}))).rejects.toThrow(SyntaxError);
    await expect(users()).rejects.toThrow();
  });

  test('a gateway answers in HTML', async () => {
    cloud.aws.faults.add({ match: {}, action: 'html' });
    await expect(users()).rejects.toMatchObject({ $metadata: { httpStatusCode: 502 } });
  });

  test('a page trickles in, and is whole at the end', async () => {
    const { Vpcs } = await member.ec2.send(new DescribeVpcsCommand({ MaxResults: 5 }));
    cloud.aws.faults.add({ match: {}, action: 'slow-page' });
    const started = performance.now();
    const slow = await member.ec2.send(new DescribeVpcsCommand({ MaxResults: 5 }));
    expect(performance.now() - started).toBeGreaterThan(1900);
    expect(slow.Vpcs).toEqual(Vpcs);
  });

  test('the session is over in the middle of its life, and a new one works', async () => {
    cloud.aws.faults.add({ match: { operation: 'ListUsers', times: 1 }, action: 'expire-credentials' });
    await expect(users()).rejects.toMatchObject({ name: 'ExpiredToken' });
    await expect(regions()).rejects.toMatchObject({ name: 'RequestExpired' });
    member = cloud.clients(await cloud.memberKeys());
    await expect(users()).resolves.toBeDefined();
  });

  test('the account is gone: its sessions are dead and no new one is to be had', async () => {
    const fault = cloud.aws.faults.add({ match: { operation: 'ListUsers' }, action: 'vanish-account' });
    await expect(users()).rejects.toMatchObject({ name: 'InvalidClientTokenId' });
    fault.remove();
    await expect(regions()).rejects.toMatchObject({ name: 'AuthFailure' });
    await expect(cloud.memberKeys()).rejects.toMatchObject({ name: 'AccessDenied' });
    expect(cloud.member.state).toBe('CLOSED');
  });
});

test('a call can be held at a barrier, while others pass', async () => {
  const pause = cloud.aws.faults.pauseBefore({ operation: 'ListUsers' });
  let done = false;
  const call = users().then(() => {
    done = true;
  });
  await pause.reached;
  await regions();
  expect(done).toBe(false);
  pause.release();
  await call;
  expect(done).toBe(true);
  await expect(users()).resolves.toBeDefined();
});

test('the barrier may stand before a later call', async () => {
  const pause = cloud.aws.faults.pauseBefore({ operation: 'ListUsers', nth: 2 });
  await users();
  const second = users();
  await pause.reached;
  pause.release();
  await expect(second).resolves.toBeDefined();
});

test('latency is added to every call', async () => {
  const own = await startCloud({}, { latencyMs: 60 });
  const { sts } = own.clients(own.world.entry);
  const started = performance.now();
  await sts.send(new GetCallerIdentityCommand({}));
  expect(performance.now() - started).toBeGreaterThan(58);
  await own.aws.close();
});
