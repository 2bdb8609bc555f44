import type {
  DescribeListenersInput,
  DescribeListenersOutput,
  DescribeLoadBalancersInput,
  DescribeLoadBalancersOutput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError, type Operation, type OperationCall } from '../../contract.ts';
import { typed } from '../typed.ts';
import { markerPage } from './elb.ts';

/** What application, network and gateway load balancing answer, by operation. */
export const elbv2Operations: Readonly<Record<string, Operation>> = {
  DescribeListeners: typed(describeListeners),
  DescribeLoadBalancers: typed(describeLoadBalancers),
};

function describeLoadBalancers(call: OperationCall<DescribeLoadBalancersInput>): DescribeLoadBalancersOutput {
  const { LoadBalancerArns = [], Names = [], Marker, PageSize } = call.input;
  const wanted = call.account
    .region(call.region)
    .loadBalancers.filter(
      ({ LoadBalancerArn = '', LoadBalancerName = '' }) =>
        (LoadBalancerArns.length === 0 || LoadBalancerArns.includes(LoadBalancerArn)) &&
        (Names.length === 0 || Names.includes(LoadBalancerName)),
    );
  if (wanted.length < LoadBalancerArns.length + Names.length) throw notFound(LoadBalancerArns.concat(Names));
  const { items, marker } = markerPage(call, 'load balancers', wanted, { Marker, PageSize });
  return { LoadBalancers: items, ...marker };
}

/** Of one load balancer: AWS has no list of all listeners. */
function describeListeners(call: OperationCall<DescribeListenersInput>): DescribeListenersOutput {
  const { LoadBalancerArn, ListenerArns, Marker, PageSize } = call.input;
  const { loadBalancers, listeners } = call.account.region(call.region);
  if (LoadBalancerArn === undefined && !ListenerArns?.length) {
    throw new AwsError('ValidationError', 'You must specify either listener ARNs or a load balancer ARN');
  }
  if (
    LoadBalancerArn !== undefined &&
    !loadBalancers.some((each) => each.LoadBalancerArn === LoadBalancerArn)
  ) {
    throw notFound([LoadBalancerArn]);
  }
  const wanted = listeners.filter(
    (listener) =>
      (LoadBalancerArn === undefined || listener.LoadBalancerArn === LoadBalancerArn) &&
      (ListenerArns?.includes(listener.ListenerArn ?? '') ?? true),
  );
  const page = markerPage(call, `listeners of ${LoadBalancerArn}`, wanted, { Marker, PageSize });
  return { Listeners: page.items, ...page.marker };
}

function notFound(names: readonly string[]): AwsError {
  return new AwsError('LoadBalancerNotFound', `One or more load balancers not found: ${names.join(', ')}`);
}
