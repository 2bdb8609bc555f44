import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Row } from '../../../../src/table.ts';
import { collectors, type Reader, startReader } from '../../reader.ts';

const region = 'us-east-1';
let reader: Reader;

beforeAll(async () => {
  reader = await startReader({ assetRegions: [region] });
  reader.largest.changeRegion(region, ({ loadBalancers, balancingAttributes }) => {
    for (const { LoadBalancerArn = '', Type } of loadBalancers) {
      if (Type !== 'application') continue;
      balancingAttributes.set(LoadBalancerArn, [
        { Key: 'access_logs.s3.enabled', Value: 'true' },
        { Key: 'access_logs.s3.bucket', Value: 'logs-of-ours' },
        { Key: 'deletion_protection.enabled', Value: 'false' },
        { Key: 'routing.http.drop_invalid_header_fields.enabled', Value: 'true' },
        { Key: 'routing.http.desync_mitigation_mode', Value: 'strictest' },
        { Key: 'waf.fail_open.enabled', Value: 'false' },
        { Key: 'attribute.of.tomorrow', Value: 'yes' },
      ]);
    }
  });
});
afterAll(() => reader[Symbol.asyncDispose]());

const read = (...names: readonly string[]) =>
  reader.read(reader.access(), reader.largest, { collectors: collectors(...names), regions: [region] });
const state = () => reader.largest.region(region);
const arnsOf = (rows: readonly Row[] = []) => rows.map(({ ARN }) => String(ARN)).sort();

test('balancers and listeners are listed once for both, and each is asked only what it can have', async () => {
  const { loadBalancers, listeners } = state();
  const secure = listeners.filter(({ Certificates }) => Certificates?.length);
  const application = new Set(
    loadBalancers.filter(({ Type }) => Type === 'application').map((each) => each.LoadBalancerArn),
  );
  const ruled = listeners.filter(({ LoadBalancerArn }) => application.has(LoadBalancerArn));
  expect(secure.length).toBeLessThan(listeners.length);
  expect(ruled.length).toBeLessThan(listeners.length);
  reader.aws.resetMetrics();
  const { rows } = await read('elbv2.load_balancers', 'elbv2.listeners');
  expect(reader.aws.metrics.byAccountAction(reader.largest.id)).toMatchObject({
    'elasticloadbalancing:DescribeLoadBalancers': 1,
    'elasticloadbalancing:DescribeLoadBalancerAttributes': loadBalancers.length,
    'elasticloadbalancing:DescribeListeners': loadBalancers.length,
    'elasticloadbalancing:DescribeListenerCertificates': secure.length,
    'elasticloadbalancing:DescribeRules': ruled.length,
    'tagging:GetResources': 1,
  });
  expect(arnsOf(rows.get('AWS_ELBV2_LISTENERS'))).toEqual(
    arnsOf(listeners.map(({ ListenerArn: ARN }) => ({ ARN }))),
  );
});

test('listeners are asked for their rules unless their load balancer is of a kind that has none', async () => {
  const { loadBalancers } = state();
  const untold = loadBalancers.find(({ Type }) => Type === 'application');
  if (!untold) throw new Error('the world has no application load balancer');
  reader.largest.changeRegion(region, ({ loadBalancers: all }) => {
    const at = all.findIndex(({ LoadBalancerArn }) => LoadBalancerArn === untold.LoadBalancerArn);
    all[at] = { ...untold, Type: undefined };
  });
  const { rows } = await read('elbv2.listeners');
  reader.largest.changeRegion(region, ({ loadBalancers: all }) => {
    const at = all.findIndex(({ LoadBalancerArn }) => LoadBalancerArn === untold.LoadBalancerArn);
    all[at] = untold;
  });
  const own = (rows.get('AWS_ELBV2_LISTENERS') ?? []).filter(
    ({ LOAD_BALANCER_ARN }) => LOAD_BALANCER_ARN === untold.LoadBalancerArn,
  );
  expect(own.length).toBeGreaterThan(0);
  for (const row of own) expect(row).toHaveProperty('RULES');
});

test('attributes become columns, and one that nobody knows yet is kept', async () => {
  const { rows } = await read('elbv2.load_balancers');
  const application = (rows.get('AWS_ELBV2_LOAD_BALANCERS') ?? []).filter(
    ({ TYPE }) => TYPE === 'application',
  );
  expect(application.length).toBeGreaterThan(0);
  for (const row of application) {
    expect(row).toMatchObject({
      ACCESS_LOGS: true,
      ACCESS_LOGS_BUCKET: 'logs-of-ours',
      DELETION_PROTECTION: false,
      DROPS_INVALID_HEADERS: true,
      DESYNC_MODE: 'strictest',
      WAF_FAIL_OPEN: false,
      BLIND_TO: [],
    });
    expect(row.ATTRIBUTES).toMatchObject({ 'attribute.of.tomorrow': 'yes' });
    expect(row).not.toHaveProperty('CONNECTION_LOGS');
  }
});

test('attributes that could not be read are neither on nor off', async () => {
  const fault = reader.aws.faults.add({
    match: { operation: 'DescribeLoadBalancerAttributes', accountId: reader.largest.id },
    action: { error: { code: 'AccessDenied', message: 'no', status: 403 } },
  });
  const { rows } = await read('elb.load_balancers', 'elbv2.load_balancers');
  fault.remove();
  for (const table of ['AWS_ELB_LOAD_BALANCERS', 'AWS_ELBV2_LOAD_BALANCERS']) {
    expect(rows.get(table)?.length).toBeGreaterThan(0);
    for (const row of rows.get(table) ?? []) {
      expect(row.BLIND_TO).toEqual(['Attributes']);
      for (const column of [
        'ACCESS_LOGS',
        'CROSS_ZONE',
        'DELETION_PROTECTION',
        'DESYNC_MODE',
        'ATTRIBUTES',
      ]) {
        expect(row).not.toHaveProperty(column);
      }
    }
  }
});

test('a load balancer deleted since it was listed is no row and has no listeners', async () => {
  const before = await read('elbv2.load_balancers', 'elbv2.listeners');
  const [gone] = state().loadBalancers;
  const deleted = ['DescribeLoadBalancerAttributes', 'DescribeListeners'].map((operation) =>
    reader.aws.faults.add({
      match: { operation, accountId: reader.largest.id, times: 1 },
      action: { error: { code: 'LoadBalancerNotFound', message: 'gone', status: 400 } },
    }),
  );
  const { rows, units } = await read('elbv2.load_balancers', 'elbv2.listeners');
  for (const each of deleted) expect(each.struck).toBe(1);
  expect(units.map(({ status }) => status)).toEqual(['ok', 'ok']);
  expect(gone).toBeDefined();
  expect(rows.get('AWS_ELBV2_LOAD_BALANCERS')).toHaveLength(
    (before.rows.get('AWS_ELBV2_LOAD_BALANCERS')?.length ?? 0) - 1,
  );
  expect(rows.get('AWS_ELBV2_LISTENERS')?.length).toBeLessThan(
    before.rows.get('AWS_ELBV2_LISTENERS')?.length ?? 0,
  );
});

test('rules show without the default, whose actions stand beside them', async () => {
  const { listenerRules } = state();
  const { rows } = await read('elbv2.listeners');
  for (const row of rows.get('AWS_ELBV2_LISTENERS') ?? []) {
    const rules = (listenerRules.get(String(row.ARN)) ?? []).filter(({ IsDefault }) => !IsDefault);
    if (row.RULES !== undefined) expect(row.RULES).toHaveLength(rules.length);
    else expect(String(row.ARN)).toContain('/net/');
  }
});
