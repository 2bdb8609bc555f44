import { service } from '../service.ts';
import type { RequestFacts } from '../smallest-request.ts';
import { NOTHING } from '../smallest-request.ts';

/** ARN of nothing, of one kind of thing. */
function arnOf(kind: string, { partition, region, accountId }: RequestFacts): string {
  return `arn:${partition}:elasticloadbalancing:${region}:${accountId}:${kind}/${NOTHING}/0000000000000000`;
}

const loadBalancer = (facts: RequestFacts) => ({ LoadBalancerArn: arnOf('loadbalancer/app', facts) });
const listener = (facts: RequestFacts) => ({
  ListenerArn: `${arnOf('listener/app', facts)}/0000000000000000`,
});
const NO_LOAD_BALANCER = 'LoadBalancerNotFoundException';
const NO_LISTENER = 'ListenerNotFoundException';

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
    DescribeListenerCertificates: [listener, NO_LISTENER],
    DescribeListeners: [loadBalancer, NO_LOAD_BALANCER],
    DescribeLoadBalancerAttributes: [loadBalancer, NO_LOAD_BALANCER],
    DescribeLoadBalancers: [{ PageSize: 1 }],
    DescribeRules: [listener, NO_LISTENER],
    DescribeTargetGroupAttributes: [
      (facts) => ({ TargetGroupArn: arnOf('targetgroup', facts) }),
      'TargetGroupNotFoundException',
    ],
    DescribeTargetGroups: [{ PageSize: 1 }],
  },
  // What a load balancer says to an identity provider.
  secrets: { 'AuthenticateOidcConfig.ClientSecret': 'dropped' },
});
