import type { LoadBalancer } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { CollectContext } from '../context.ts';
import type { ItemSource } from '../entry-specs.ts';
import { listAll } from '../listing.ts';
import { tagsOf } from '../tagging/service.ts';
import { tagMap } from '../tagging/tags.ts';
import { allAttributes, attributeOf, switchOf } from './attributes.ts';
import { elbv2 } from './service.ts';

/** AWS's code for a load balancer that was deleted since it was listed. */
export const LOAD_BALANCER_GONE = ['LoadBalancerNotFoundException'];

/** The load balancers of the unit's region, listed once for all that asks about them. */
export function readBalancers(context: CollectContext): Promise<readonly LoadBalancer[]> {
  return context.once(`elbv2:load balancers:${context.region}`, (shared) =>
    listAll(shared, elbv2, 'DescribeLoadBalancers', 'LoadBalancers', { pageSize: 400 }),
  );
}

const balancersOfRegion: ItemSource<LoadBalancer> = {
  actions: ['elasticloadbalancing:DescribeLoadBalancers'],
  calls: '1 per 400',
  async *pages(context) {
    yield await readBalancers(context);
  },
};

const ofBalancer = elbv2.detailsOf<LoadBalancer>();

export const loadBalancers = elbv2.details('load_balancers', {
  doc: 'Application, network and gateway load balancers with their attributes; one call more for each.',
  thing: 'load balancer',
  list: balancersOfRegion,
  gone: LOAD_BALANCER_GONE,
  details: {
    Attributes: ofBalancer.each('DescribeLoadBalancerAttributes', {
      request: ({ LoadBalancerArn }) => ({ LoadBalancerArn }),
      take: ({ Attributes }) => Attributes,
    }),
    Tags: tagsOf<LoadBalancer>('elasticloadbalancing:loadbalancer', ({ LoadBalancerArn }) => LoadBalancerArn),
  },
  tables: {
    LOAD_BALANCERS: {
      doc: 'Application, network and gateway load balancers, one row each.',
      key: 'LoadBalancerArn',
      columns: {
        ARN: ['STRING', 'LoadBalancerArn', 'Load balancer ARN.'],
        NAME: ['STRING', 'LoadBalancerName', 'Name.'],
        TYPE: ['STRING', 'Type', 'application, network or gateway.'],
        SCHEME: ['STRING', 'Scheme', 'internet-facing or internal.'],
        STATE: ['STRING', 'State.Code', 'Such as active or provisioning.'],
        DNS_NAME: ['STRING', 'DNSName', 'DNS name.'],
        VPC_ID: ['STRING', 'VpcId', 'VPC.'],
        IP_ADDRESS_TYPE: ['STRING', 'IpAddressType', 'ipv4, dualstack or dualstack-without-public-ipv4.'],
        CREATED_TIME: ['TIMESTAMP_LTZ', 'CreatedTime', 'When it was made.'],
        SECURITY_GROUPS: ['VARIANT', 'SecurityGroups', 'Ids of its security groups.'],
        AVAILABILITY_ZONES: ['VARIANT', 'AvailabilityZones', 'Zones with subnets and fixed addresses.'],
        ACCESS_LOGS: [
          'BOOLEAN',
          switchOf('access_logs.s3.enabled'),
          'Whether requests are logged; NULL for gateway load balancers, or where BLIND_TO names Attributes.',
        ],
        ACCESS_LOGS_BUCKET: [
          'STRING',
          attributeOf('access_logs.s3.bucket'),
          'Bucket that its access logs go to.',
        ],
        CONNECTION_LOGS: [
          'BOOLEAN',
          switchOf('connection_logs.s3.enabled'),
          'Whether connections are logged; application load balancers only.',
        ],
        DELETION_PROTECTION: [
          'BOOLEAN',
          switchOf('deletion_protection.enabled'),
          'Whether it cannot be deleted before that is switched off.',
        ],
        CROSS_ZONE: [
          'BOOLEAN',
          switchOf('load_balancing.cross_zone.enabled'),
          'Whether it sends requests to targets of every zone.',
        ],
        DROPS_INVALID_HEADERS: [
          'BOOLEAN',
          switchOf('routing.http.drop_invalid_header_fields.enabled'),
          'Whether header fields that are not valid are dropped; application load balancers only.',
        ],
        DESYNC_MODE: [
          'STRING',
          attributeOf('routing.http.desync_mitigation_mode'),
          'monitor, defensive or strictest: how ambiguous requests are met; application load balancers only.',
        ],
        WAF_FAIL_OPEN: [
          'BOOLEAN',
          switchOf('waf.fail_open.enabled'),
          'Whether requests pass where its firewall cannot be asked; application load balancers only.',
        ],
        ATTRIBUTES: ['VARIANT', allAttributes, 'All attributes by their keys; every value is a text.'],
        TAGS: [
          'VARIANT',
          ({ Tags }) => Tags && tagMap(Tags.flatMap((each) => each.Tags ?? [])),
          'Tags as an object.',
        ],
      },
    },
  },
});
