import type { LoadBalancerAttributes } from '@aws-sdk/client-elastic-load-balancing';
import type {
  Certificate,
  Listener,
  LoadBalancer,
  LoadBalancerAttribute,
  Rule,
  TargetGroup,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { BalancingAssets } from '../../region-assets.ts';
import { type Blueprint, randomOf } from '../blueprint.ts';
import type { Random } from '../random.ts';

type Balancers = Pick<BalancingAssets, 'classicLoadBalancers' | 'loadBalancers' | 'listeners'>;

/** What is asked of each load balancer, listener and target group. */
export function generateBalancingDetails(
  blueprint: Blueprint,
  region: string,
  { classicLoadBalancers, loadBalancers, listeners }: Balancers,
): Omit<BalancingAssets, keyof Balancers> {
  const random = randomOf(blueprint, region, 'balancing details');
  const targetGroups = listeners.map((listener) => targetGroup(listener, loadBalancers));
  return {
    targetGroups,
    classicAttributes: new Map(
      classicLoadBalancers.map(({ LoadBalancerName = '' }) => [LoadBalancerName, classic(random)]),
    ),
    balancingAttributes: new Map([
      ...loadBalancers.map((each) => [each.LoadBalancerArn ?? '', attributesOf(each, random)] as const),
      ...targetGroups.map((each) => [each.TargetGroupArn ?? '', groupAttributes(each, random)] as const),
    ]),
    balancerTags: new Map(
      loadBalancers
        .filter(() => random.chance(0.6))
        .map(({ LoadBalancerArn = '' }) => [LoadBalancerArn, [{ Key: 'team', Value: 'web' }]]),
    ),
    listenerCertificates: new Map(
      listeners.map((each) => [each.ListenerArn ?? '', certificatesOf(each, random)]),
    ),
    listenerRules: new Map(listeners.map((each) => [each.ListenerArn ?? '', rulesOf(each, random)])),
  };
}

function listed(attributes: Readonly<Record<string, string | number | boolean>>): LoadBalancerAttribute[] {
  return Object.entries(attributes).map(([Key, Value]) => ({ Key, Value: String(Value) }));
}

/** AWS names every attribute that the kind of load balancer has, set or not (API reference of LoadBalancerAttribute). */
function attributesOf({ Type }: LoadBalancer, random: Random): LoadBalancerAttribute[] {
  const logs = random.chance(0.5);
  const common = {
    'deletion_protection.enabled': random.chance(0.4),
    'load_balancing.cross_zone.enabled': Type === 'application' || random.chance(0.5),
    'access_logs.s3.enabled': logs,
    'access_logs.s3.bucket': logs ? 'balancer-logs' : '',
    'access_logs.s3.prefix': '',
    'ipv6.deny_all_igw_traffic': false,
    'zonal_shift.config.enabled': false,
  };
  if (Type !== 'application') {
    return listed({ ...common, 'dns_record.client_routing_policy': 'any_availability_zone' });
  }
  return listed({
    ...common,
    'connection_logs.s3.enabled': random.chance(0.2),
    'connection_logs.s3.bucket': '',
    'connection_logs.s3.prefix': '',
    'idle_timeout.timeout_seconds': 60,
    'client_keep_alive.seconds': 3600,
    'routing.http.desync_mitigation_mode': random.pick(['monitor', 'defensive', 'strictest']),
    'routing.http.drop_invalid_header_fields.enabled': random.chance(0.4),
    'routing.http.preserve_host_header.enabled': false,
    'routing.http.x_amzn_tls_version_and_cipher_suite.enabled': false,
    'routing.http.xff_client_port.enabled': false,
    'routing.http.xff_header_processing.mode': 'append',
    'routing.http2.enabled': true,
    'waf.fail_open.enabled': random.chance(0.2),
  });
}

function classic(random: Random): LoadBalancerAttributes {
  const logs = random.chance(0.5);
  return {
    CrossZoneLoadBalancing: { Enabled: random.chance(0.5) },
    AccessLog: logs
      ? { Enabled: true, S3BucketName: 'balancer-logs', EmitInterval: 60, S3BucketPrefix: '' }
      : { Enabled: false },
    ConnectionDraining: { Enabled: random.chance(0.7), Timeout: 300 },
    ConnectionSettings: { IdleTimeout: 60 },
    AdditionalAttributes: [
      {
        Key: 'elb.http.desyncmitigationmode',
        Value: random.pick(['monitor', 'defensive', 'strictest']),
      },
    ],
  };
}

/** The target group that a listener sends to. */
function targetGroup(
  { DefaultActions, LoadBalancerArn = '', Protocol }: Listener,
  loadBalancers: readonly LoadBalancer[],
): TargetGroup {
  const TargetGroupArn = DefaultActions?.[0]?.TargetGroupArn ?? '';
  const balancer = loadBalancers.find((each) => each.LoadBalancerArn === LoadBalancerArn);
  const isHttp = balancer?.Type === 'application';
  return {
    TargetGroupArn,
    TargetGroupName: `${TargetGroupArn.split('/')[1]}-${TargetGroupArn.slice(-4)}`,
    Protocol: isHttp ? 'HTTP' : Protocol,
    Port: 8080,
    VpcId: balancer?.VpcId,
    HealthCheckEnabled: true,
    HealthCheckProtocol: isHttp ? 'HTTP' : 'TCP',
    HealthCheckPort: 'traffic-port',
    HealthCheckIntervalSeconds: 30,
    HealthCheckTimeoutSeconds: 5,
    HealthyThresholdCount: 5,
    UnhealthyThresholdCount: 2,
    ...(isHttp
      ? { HealthCheckPath: '/', Matcher: { HttpCode: '200' }, ProtocolVersion: 'HTTP1' }
      : undefined),
    LoadBalancerArns: [LoadBalancerArn],
    TargetType: 'ip',
    IpAddressType: 'ipv4',
  };
}

function groupAttributes({ Protocol }: TargetGroup, random: Random): LoadBalancerAttribute[] {
  const common = {
    'deregistration_delay.timeout_seconds': random.pick([30, 300]),
    'stickiness.enabled': random.chance(0.3),
    'load_balancing.cross_zone.enabled': 'use_load_balancer_configuration',
  };
  return Protocol === 'HTTP'
    ? listed({
        ...common,
        'stickiness.type': 'lb_cookie',
        'load_balancing.algorithm.type': 'round_robin',
        'slow_start.duration_seconds': 0,
      })
    : listed({ ...common, 'stickiness.type': 'source_ip', 'preserve_client_ip.enabled': random.chance(0.5) });
}

/** The default certificate, and now and then one for another name. */
function certificatesOf({ Certificates = [] }: Listener, random: Random): Certificate[] {
  const [first] = Certificates;
  if (!first) return [];
  const other = { CertificateArn: `${first.CertificateArn}-other`, IsDefault: false };
  return [{ ...first, IsDefault: true }, ...(random.chance(0.4) ? [other] : [])];
}

/** The default rule, and now and then one before it. */
function rulesOf({ ListenerArn = '', DefaultActions }: Listener, random: Random): Rule[] {
  const prefix = ListenerArn.replace(':listener/', ':listener-rule/');
  const rule = (facts: Pick<Rule, 'Priority' | 'Conditions' | 'Actions' | 'IsDefault'>): Rule => ({
    RuleArn: `${prefix}/${random.text('0123456789abcdef', 16)}`,
    Transforms: [],
    ...facts,
  });
  const own = rule({
    Priority: '1',
    Conditions: [
      { Field: 'path-pattern', Values: ['/admin/*'], PathPatternConfig: { Values: ['/admin/*'] } },
    ],
    Actions: [{ Type: 'fixed-response', Order: 1, FixedResponseConfig: { StatusCode: '403' } }],
    IsDefault: false,
  });
  const usual = rule({ Priority: 'default', Conditions: [], Actions: DefaultActions, IsDefault: true });
  return random.chance(0.5) ? [own, usual] : [usual];
}
