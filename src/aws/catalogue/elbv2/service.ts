import { service } from '../service.ts';
import { NOTHING } from '../smallest-request.ts';

/** Application, network and gateway load balancers, as the collectors of this folder are declared with. */
export const elbv2 = service({
  name: 'elbv2',
  prefix: 'elasticloadbalancing',
  scope: 'region',
  sdk: () => import('@aws-sdk/client-elastic-load-balancing-v2'),
  client: 'ElasticLoadBalancingV2Client',
  // A load balancer has network interfaces, which show.
  whenEmpty: 'wait',
  requests: {
    DescribeListeners: [
      ({ partition, region, accountId }) => ({
        LoadBalancerArn: `arn:${partition}:elasticloadbalancing:${region}:${accountId}:loadbalancer/app/${NOTHING}/0000000000000000`,
      }),
      'LoadBalancerNotFoundException',
    ],
    DescribeLoadBalancers: [{ PageSize: 1 }],
  },
});
