import type { LoadBalancerDescription } from '@aws-sdk/client-elastic-load-balancing';
import type { Listener, LoadBalancer } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { BalancingAssets } from '../../region-assets.ts';
import { type Blueprint, randomOf } from '../blueprint.ts';
import { resourceId } from '../identifiers.ts';
import type { Random } from '../random.ts';
import { newest, oldest } from '../times.ts';
import { generateBalancingDetails } from './balancing-details.ts';
import type { Network } from './vpcs.ts';

interface Place {
  readonly blueprint: Blueprint;
  readonly region: string;
  readonly random: Random;
  readonly network: Network;
}

/** Per VPC that people made: an application or network load balancer, and now and then a classic one. */
export function generateBalancing(
  blueprint: Blueprint,
  region: string,
  networks: readonly Network[],
): BalancingAssets {
  const places = networks
    .filter(({ vpc }) => !vpc.IsDefault)
    .map((network, index) => ({
      blueprint,
      region,
      random: randomOf(blueprint, region, 'balancing', index),
      network,
    }));
  const balancers = places.filter(({ random }) => random.chance(0.7)).map(loadBalancer);
  const assets = {
    classicLoadBalancers: places.filter(({ random }) => random.chance(0.4)).map(classicLoadBalancer),
    loadBalancers: balancers.map(({ balancer }) => balancer),
    listeners: balancers.flatMap(({ listeners }) => listeners),
  };
  return { ...assets, ...generateBalancingDetails(blueprint, region, assets) };
}

function classicLoadBalancer({ region, random, network }: Place): LoadBalancerDescription {
  const name = `legacy-${random.text('0123456789abcdef', 6)}`;
  return {
    LoadBalancerName: name,
    DNSName: `${name}-${random.integer(1, 999_999_999)}.${region}.elb.amazonaws.com`,
    Scheme: random.pick(['internet-facing', 'internal']),
    VPCId: network.vpc.VpcId,
    CreatedTime: random.date(oldest, newest),
    AvailabilityZones: network.subnets.slice(0, 1).map(({ AvailabilityZone }) => AvailabilityZone ?? ''),
    Subnets: network.subnets.slice(0, 1).map(({ SubnetId }) => SubnetId ?? ''),
    SecurityGroups: [resourceId(random, 'sg')],
    Instances: [{ InstanceId: resourceId(random, 'i') }],
    ListenerDescriptions: [
      {
        Listener: { Protocol: 'HTTP', LoadBalancerPort: 80, InstanceProtocol: 'HTTP', InstancePort: 8080 },
        PolicyNames: [],
      },
    ],
    HealthCheck: {
      Target: 'HTTP:8080/health',
      Interval: 30,
      Timeout: 5,
      UnhealthyThreshold: 2,
      HealthyThreshold: 10,
    },
    BackendServerDescriptions: [],
    Policies: { AppCookieStickinessPolicies: [], LBCookieStickinessPolicies: [], OtherPolicies: [] },
  };
}

function loadBalancer({ blueprint, region, random, network }: Place): {
  balancer: LoadBalancer;
  listeners: Listener[];
} {
  const type = random.pick(['application', 'application', 'network'] as const);
  const name = `${type}-${random.text('0123456789abcdef', 6)}`;
  const path = `${type === 'application' ? 'app' : 'net'}/${name}/${random.text('0123456789abcdef', 16)}`;
  const prefix = `arn:${blueprint.partition}:elasticloadbalancing:${region}:${blueprint.accountId}:`;
  const LoadBalancerArn = `${prefix}loadbalancer/${path}`;
  const balancer: LoadBalancer = {
    LoadBalancerArn,
    LoadBalancerName: name,
    DNSName: `${name}.elb.${region}.amazonaws.com`,
    Scheme: random.pick(['internet-facing', 'internal']),
    State: { Code: 'active' },
    Type: type,
    VpcId: network.vpc.VpcId,
    IpAddressType: 'ipv4',
    CreatedTime: random.date(oldest, newest),
    SecurityGroups: [resourceId(random, 'sg')],
    AvailabilityZones: network.subnets
      .slice(0, 2)
      .map(({ SubnetId, AvailabilityZone }) => ({ SubnetId, ZoneName: AvailabilityZone })),
  };
  const listener = (facts: Partial<Listener>): Listener => ({
    ...facts,
    ListenerArn: `${prefix}listener/${path}/${random.text('0123456789abcdef', 16)}`,
    LoadBalancerArn,
    DefaultActions: [
      {
        Type: 'forward',
        Order: 1,
        TargetGroupArn: `${prefix}targetgroup/${name}/${random.text('0123456789abcdef', 16)}`,
      },
    ],
  });
  const secure = {
    SslPolicy: random.pick(['ELBSecurityPolicy-2016-08', 'ELBSecurityPolicy-TLS13-1-2-2021-06']),
    Certificates: [
      { CertificateArn: `arn:${blueprint.partition}:acm:${region}:${blueprint.accountId}:certificate/web` },
    ],
  };
  return {
    balancer,
    listeners:
      type === 'application'
        ? [
            listener({ Port: 443, Protocol: 'HTTPS', ...secure, MutualAuthentication: { Mode: 'off' } }),
            listener({ Port: 80, Protocol: 'HTTP' }),
          ]
        : [listener({ Port: 443, Protocol: 'TLS', ...secure })],
  };
}
