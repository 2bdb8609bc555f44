import { service } from '../service.ts';

const elb = service({
  name: 'elb',
  prefix: 'elasticloadbalancing',
  scope: 'region',
  sdk: () => import('@aws-sdk/client-elastic-load-balancing'),
  client: 'ElasticLoadBalancingClient',
  // A load balancer has network interfaces, which show.
  whenEmpty: 'wait',
  requests: { DescribeLoadBalancers: [{ PageSize: 1 }] },
});

export const classicLoadBalancers = elb.operation('load_balancers', 'DescribeLoadBalancers', {
  doc: 'Classic load balancers with their listeners.',
  pageSize: 400,
  tables: {
    LOAD_BALANCERS: {
      doc: 'Classic load balancers, one row each.',
      rows: 'LoadBalancerDescriptions',
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
      },
    },
  },
});
