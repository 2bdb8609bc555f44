import * as sdk from '@aws-sdk/client-elastic-load-balancing-v2';
import { requiredList } from '../answer.ts';
import { service } from '../service.ts';

const elbv2 = service({
  name: 'elbv2',
  prefix: 'elasticloadbalancing',
  scope: 'region',
  sdk,
  client: sdk.ElasticLoadBalancingV2Client,
  // A load balancer has network interfaces, which show.
  whenEmpty: 'wait',
});

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
      const client = context.client(sdk.ElasticLoadBalancingV2Client);
      const options = { abortSignal: context.signal };
      for await (const page of sdk.paginateDescribeLoadBalancers({ client, pageSize: 400 }, {}, options)) {
        for (const balancer of requiredList(page.LoadBalancers, 'DescribeLoadBalancers', 'LoadBalancers')) {
          yield ['LOAD_BALANCERS', balancer];
          for (const listener of await listenersOf(balancer)) yield ['LISTENERS', listener];
        }
      }

      async function listenersOf({ LoadBalancerArn }: sdk.LoadBalancer): Promise<sdk.Listener[]> {
        const listeners: sdk.Listener[] = [];
        try {
          for await (const page of sdk.paginateDescribeListeners({ client }, { LoadBalancerArn }, options)) {
            listeners.push(...requiredList(page.Listeners, 'DescribeListeners', 'Listeners'));
          }
        } catch (error) {
          // Deleted since it was listed: it has no listeners, and that is the truth.
          if (!(error instanceof sdk.LoadBalancerNotFoundException)) throw error;
        }
        return listeners;
      }
    },
  },
);
