import * as sdk from '@aws-sdk/client-elastic-load-balancing-v2';
import { service } from '../service.ts';

/** Application, network and gateway load balancers, as the collectors of this folder are declared with. */
export const elbv2 = service({
  name: 'elbv2',
  prefix: 'elasticloadbalancing',
  scope: 'region',
  sdk,
  client: sdk.ElasticLoadBalancingV2Client,
  // A load balancer has network interfaces, which show.
  whenEmpty: 'wait',
});
