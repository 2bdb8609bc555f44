import type * as sdk from '@aws-sdk/client-elastic-load-balancing-v2';
import { requiredList } from '../answer.ts';
import { listAll, pagesOf } from '../listing.ts';
import { ofEach } from '../not-found.ts';
import { elbv2 } from './service.ts';

/** A load balancer deleted since it was listed has no listeners, and that is the truth. */
const gone = ['LoadBalancerNotFoundException'];

export const loadBalancers = elbv2.read<{ LOAD_BALANCERS: sdk.LoadBalancer; LISTENERS: sdk.Listener }>(
  'load_balancers',
  {
    doc: 'Application, network and gateway load balancers with their listeners; one call more for each.',
    calls: '1 per 400, 1 per balancer',
    actions: ['elasticloadbalancing:DescribeLoadBalancers'],
    conditional: { 'elasticloadbalancing:DescribeListeners': 'the account has load balancers in the region' },
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
        },
      },
      LISTENERS: {
        doc: 'Listeners of application, network and gateway load balancers, one row each.',
        key: 'ListenerArn',
        columns: {
          ARN: ['STRING', 'ListenerArn', 'Listener ARN.'],
          LOAD_BALANCER_ARN: ['STRING', 'LoadBalancerArn', 'Load balancer it belongs to.'],
          PORT: ['NUMBER', 'Port', 'Port; gateway load balancers have none.'],
          PROTOCOL: ['STRING', 'Protocol', 'Such as HTTP, HTTPS, TCP or TLS.'],
          SSL_POLICY: ['STRING', 'SslPolicy', 'Security policy of HTTPS and TLS.'],
          CERTIFICATES: ['VARIANT', 'Certificates', 'Default certificate.'],
          DEFAULT_ACTIONS: ['VARIANT', 'DefaultActions', 'What happens where no rule matches.'],
        },
      },
    },
    async *read(context) {
      for await (const page of pagesOf(context, elbv2, 'DescribeLoadBalancers', { pageSize: 400 })) {
        const items = requiredList(page.LoadBalancers, 'DescribeLoadBalancers', 'LoadBalancers');
        for (const balancer of items) yield ['LOAD_BALANCERS', balancer];
        const listeners = ofEach({ items, gone, things: 'load balancers' }, ({ LoadBalancerArn }) =>
          listAll(context, elbv2, 'DescribeListeners', 'Listeners', { input: { LoadBalancerArn } }),
        );
        for await (const listener of listeners) yield ['LISTENERS', listener];
      }
    },
  },
);
