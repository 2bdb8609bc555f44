import type { LoadBalancerDescription } from '@aws-sdk/client-elastic-load-balancing';
import { service } from '../service.ts';
import { NOTHING } from '../smallest-request.ts';

const elb = service({
  name: 'elb',
  prefix: 'elasticloadbalancing',
  scope: 'region',
  sdk: () => import('@aws-sdk/client-elastic-load-balancing'),
  client: 'ElasticLoadBalancingClient',
  // A load balancer has network interfaces, which show.
  whenEmpty: 'wait',
  requests: {
    DescribeLoadBalancerAttributes: [{ LoadBalancerName: NOTHING }, 'AccessPointNotFoundException'],
    DescribeLoadBalancers: [{ PageSize: 1 }],
  },
});

export const classicLoadBalancers = elb.details('load_balancers', {
  doc: 'Classic load balancers with their listeners and attributes; one call more for each.',
  thing: 'load balancer',
  list: elb.list('DescribeLoadBalancers', 'LoadBalancerDescriptions', { pageSize: 400 }),
  gone: ['AccessPointNotFoundException'],
  details: {
    Attributes: elb.detailsOf<LoadBalancerDescription>().each('DescribeLoadBalancerAttributes', {
      request: ({ LoadBalancerName }) => ({ LoadBalancerName }),
      take: ({ LoadBalancerAttributes }) => LoadBalancerAttributes,
    }),
  },
  tables: {
    LOAD_BALANCERS: {
      doc: 'Classic load balancers, one row each.',
      key: 'LoadBalancerName',
      columns: {
        NAME: ['STRING', 'LoadBalancerName', 'Name, unique in the region.'],
        DNS_NAME: ['STRING', 'DNSName', 'DNS name.'],
        SCHEME: ['STRING', 'Scheme', 'internet-facing or internal.'],
        VPC_ID: ['STRING', 'VPCId', 'VPC.'],
        CREATED_TIME: ['TIMESTAMP_LTZ', 'CreatedTime', 'When it was made.'],
        SUBNETS: ['VARIANT', 'Subnets', 'Subnets.'],
        SECURITY_GROUPS: ['VARIANT', 'SecurityGroups', 'Ids of its security groups.'],
        LISTENERS: ['VARIANT', 'ListenerDescriptions', 'Listeners with protocols, ports and certificate.'],
        INSTANCES: ['VARIANT', 'Instances', 'Instances behind it.'],
        ACCESS_LOGS: [
          'BOOLEAN',
          ({ Attributes }) => Attributes?.AccessLog?.Enabled,
          'Whether requests are logged; NULL where BLIND_TO names Attributes.',
        ],
        ACCESS_LOGS_BUCKET: [
          'STRING',
          ({ Attributes }) => Attributes?.AccessLog?.S3BucketName,
          'Bucket that its access logs go to.',
        ],
        CROSS_ZONE: [
          'BOOLEAN',
          ({ Attributes }) => Attributes?.CrossZoneLoadBalancing?.Enabled,
          'Whether it sends requests to instances of every zone.',
        ],
        CONNECTION_DRAINING: [
          'BOOLEAN',
          ({ Attributes }) => Attributes?.ConnectionDraining?.Enabled,
          'Whether an instance that leaves may end its work.',
        ],
        DESYNC_MODE: [
          'STRING',
          ({ Attributes }) =>
            Attributes?.AdditionalAttributes?.find(({ Key }) => Key === 'elb.http.desyncmitigationmode')
              ?.Value,
          'monitor, defensive or strictest: how ambiguous requests are met.',
        ],
      },
    },
  },
});
