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

test('attributes, certificates and rules are asked for one by one, of what is there', async () => {
  const [balancer] = truth.loadBalancers;
  const { Attributes } = await elbv2.send(
    new v2.DescribeLoadBalancerAttributesCommand({ LoadBalancerArn: balancer?.LoadBalancerArn }),
  );
  expect(Attributes).toEqual(truth.balancingAttributes.get(balancer?.LoadBalancerArn ?? ''));
  const secure = truth.listeners.find(({ Certificates }) => Certificates?.length);
  const ListenerArn = secure?.ListenerArn;
  for (const PageSize of [1, 400]) {
    const certificates = await allOf(
      v2.paginateDescribeListenerCertificates({ client: elbv2, pageSize: PageSize }, { ListenerArn }),
    );
    expect(certificates.flatMap(({ Certificates = [] }) => Certificates)).toEqual(
      truth.listenerCertificates.get(ListenerArn ?? ''),
    );
    const rules = await allOf(
      v2.paginateDescribeRules({ client: elbv2, pageSize: PageSize }, { ListenerArn }),
    );
    expect(rules.flatMap(({ Rules = [] }) => Rules)).toEqual(truth.listenerRules.get(ListenerArn ?? ''));
  }
  const groups = await allOf(v2.paginateDescribeTargetGroups({ client: elbv2, pageSize: 1 }, {}));
  expect(groups.flatMap(({ TargetGroups = [] }) => TargetGroups)).toEqual(truth.targetGroups);
});

test('what is not there, or not said, is an error by name', async () => {
  const none = 'arn:aws:elasticloadbalancing:none';
  await expect(
    elbv2.send(new v2.DescribeLoadBalancerAttributesCommand({ LoadBalancerArn: none })),
  ).rejects.toBeInstanceOf(v2.LoadBalancerNotFoundException);
  await expect(
    elbv2.send(new v2.DescribeTargetGroupAttributesCommand({ TargetGroupArn: none })),
  ).rejects.toBeInstanceOf(v2.TargetGroupNotFoundException);
  await expect(
    elbv2.send(new v2.DescribeListenerCertificatesCommand({ ListenerArn: none })),
  ).rejects.toBeInstanceOf(v2.ListenerNotFoundException);
  await expect(elbv2.send(new v2.DescribeRulesCommand({}))).rejects.toMatchObject({
    name: 'ValidationError',
  });
  await expect(
    elb.send(new classic.DescribeLoadBalancerAttributesCommand({ LoadBalancerName: 'gone' })),
  ).rejects.toBeInstanceOf(classic.AccessPointNotFoundException);
});
