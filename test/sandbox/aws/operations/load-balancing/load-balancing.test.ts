import * as classic from '@aws-sdk/client-elastic-load-balancing';
import * as v2 from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Cloud, startCloud } from '../../cloud.ts';
import type { RegionState } from '../../contract.ts';
import { allOf } from '../../member-reader.ts';

let cloud: Cloud;
let truth: RegionState;
let elb: classic.ElasticLoadBalancingClient;
let elbv2: v2.ElasticLoadBalancingV2Client;

beforeAll(async () => {
  cloud = await startCloud({ memberActions: ['elasticloadbalancing:Describe*'] }, { quotas: 100 });
  const account = [...cloud.world.accounts.values()][3];
  if (!account) throw new Error('the world is too small');
  truth = account.region('us-east-1');
  const settings = {
    endpoint: cloud.aws.url,
    region: 'us-east-1',
    credentials: await cloud.memberKeys(account.id),
    maxAttempts: 1,
  };
  elb = new classic.ElasticLoadBalancingClient(settings);
  elbv2 = new v2.ElasticLoadBalancingV2Client(settings);
});
afterAll(async () => {
  expect(cloud.aws.metrics.defects).toEqual([]);
  await cloud.aws.close();
});

test('the version of the request tells the two APIs of one signing name apart', async () => {
  const old = await elb.send(new classic.DescribeLoadBalancersCommand({}));
  const recent = await elbv2.send(new v2.DescribeLoadBalancersCommand({}));
  expect(old.LoadBalancerDescriptions).toEqual(truth.classicLoadBalancers);
  expect(recent.LoadBalancers).toEqual(truth.loadBalancers);
  expect(truth.loadBalancers.length).toBeGreaterThan(0);
});

test('lists go by marker, 1 to 400 a page', async () => {
  const pages = await allOf(v2.paginateDescribeLoadBalancers({ client: elbv2, pageSize: 1 }, {}));
  expect(pages.flatMap(({ LoadBalancers = [] }) => LoadBalancers)).toEqual(truth.loadBalancers);
  expect(pages).toHaveLength(truth.loadBalancers.length);
  for (const PageSize of [0, 401]) {
    const refused = { name: 'ValidationError' };
    await expect(elbv2.send(new v2.DescribeLoadBalancersCommand({ PageSize }))).rejects.toMatchObject(
      refused,
    );
    await expect(elb.send(new classic.DescribeLoadBalancersCommand({ PageSize }))).rejects.toMatchObject(
      refused,
    );
  }
  const Marker = 'made up';
  await expect(elb.send(new classic.DescribeLoadBalancersCommand({ Marker }))).rejects.toMatchObject({
    name: 'ValidationError',
  });
});

test('listeners are asked for load balancer by load balancer', async () => {
  for (const { LoadBalancerArn } of truth.loadBalancers) {
    const { Listeners } = await elbv2.send(new v2.DescribeListenersCommand({ LoadBalancerArn }));
    expect(Listeners).toEqual(truth.listeners.filter((each) => each.LoadBalancerArn === LoadBalancerArn));
  }
  await expect(elbv2.send(new v2.DescribeListenersCommand({}))).rejects.toMatchObject({
    name: 'ValidationError',
  });
  await expect(
    elbv2.send(new v2.DescribeListenersCommand({ LoadBalancerArn: 'arn:aws:elasticloadbalancing:none' })),
  ).rejects.toBeInstanceOf(v2.LoadBalancerNotFoundException);
});

test('a classic name that is not there is an error', async () => {
  await expect(
    elb.send(new classic.DescribeLoadBalancersCommand({ LoadBalancerNames: ['gone'] })),
  ).rejects.toBeInstanceOf(classic.AccessPointNotFoundException);
});
