import type * as sdk from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError, type Operation, type OperationCall } from '../../contract.ts';
import { typed } from '../typed.ts';
import { markerPage } from './elb.ts';

/** What application, network and gateway load balancing answer, by operation. */
export const elbv2Operations: Readonly<Record<string, Operation>> = {
  DescribeListenerCertificates: typed(describeListenerCertificates),
  DescribeListeners: typed(describeListeners),
  DescribeLoadBalancerAttributes: typed<
    sdk.DescribeLoadBalancerAttributesInput,
    sdk.DescribeLoadBalancerAttributesOutput
  >((call) => {
    const { LoadBalancerArn = '' } = call.input;
    const { loadBalancers } = balancingOf(call);
    if (!loadBalancers.some((each) => each.LoadBalancerArn === LoadBalancerArn)) {
      throw notFound('LoadBalancerNotFound', 'Load balancer', [LoadBalancerArn]);
    }
    return { Attributes: attributesOf(call, LoadBalancerArn) };
  }),
  DescribeLoadBalancers: typed(describeLoadBalancers),
  DescribeRules: typed(describeRules),
  DescribeTargetGroupAttributes: typed<
    sdk.DescribeTargetGroupAttributesInput,
    sdk.DescribeTargetGroupAttributesOutput
  >((call) => {
    const { TargetGroupArn = '' } = call.input;
    if (!balancingOf(call).targetGroups.some((each) => each.TargetGroupArn === TargetGroupArn)) {
      throw notFound('TargetGroupNotFound', 'target groups', [TargetGroupArn]);
    }
    return { Attributes: attributesOf(call, TargetGroupArn) };
  }),
  DescribeTargetGroups: typed(describeTargetGroups),
};

const balancingOf = ({ account, region }: OperationCall) => account.region(region);

function attributesOf(call: OperationCall, arn: string): sdk.LoadBalancerAttribute[] {
  return balancingOf(call).balancingAttributes.get(arn) ?? [];
}

function describeLoadBalancers(
  call: OperationCall<sdk.DescribeLoadBalancersInput>,
): sdk.DescribeLoadBalancersOutput {
  const { LoadBalancerArns = [], Names = [], Marker, PageSize } = call.input;
  const wanted = balancingOf(call).loadBalancers.filter(
    ({ LoadBalancerArn = '', LoadBalancerName = '' }) =>
      (LoadBalancerArns.length === 0 || LoadBalancerArns.includes(LoadBalancerArn)) &&
      (Names.length === 0 || Names.includes(LoadBalancerName)),
  );
  if (wanted.length < LoadBalancerArns.length + Names.length) {
    throw notFound('LoadBalancerNotFound', 'load balancers', LoadBalancerArns.concat(Names));
  }
  const { items, marker } = markerPage(call, 'load balancers', wanted, { Marker, PageSize });
  return { LoadBalancers: items, ...marker };
}

function describeTargetGroups(
  call: OperationCall<sdk.DescribeTargetGroupsInput>,
): sdk.DescribeTargetGroupsOutput {
  const { LoadBalancerArn, TargetGroupArns = [], Names = [], Marker, PageSize } = call.input;
  const wanted = balancingOf(call).targetGroups.filter(
    (each) =>
      (LoadBalancerArn === undefined || each.LoadBalancerArns?.includes(LoadBalancerArn)) &&
      (TargetGroupArns.length === 0 || TargetGroupArns.includes(each.TargetGroupArn ?? '')) &&
      (Names.length === 0 || Names.includes(each.TargetGroupName ?? '')),
  );
  if (wanted.length < TargetGroupArns.length + Names.length) {
    throw notFound('TargetGroupNotFound', 'target groups', TargetGroupArns.concat(Names));
  }
  const { items, marker } = markerPage(call, 'target groups', wanted, { Marker, PageSize });
  return { TargetGroups: items, ...marker };
}

/** Of one load balancer: AWS has no list of all listeners. */
function describeListeners(call: OperationCall<sdk.DescribeListenersInput>): sdk.DescribeListenersOutput {
  const { LoadBalancerArn, ListenerArns, Marker, PageSize } = call.input;
  const { loadBalancers, listeners } = balancingOf(call);
  if (LoadBalancerArn === undefined && !ListenerArns?.length) {
    throw new AwsError('ValidationError', 'You must specify either listener ARNs or a load balancer ARN');
  }
  if (
    LoadBalancerArn !== undefined &&
    !loadBalancers.some((each) => each.LoadBalancerArn === LoadBalancerArn)
  ) {
    throw notFound('LoadBalancerNotFound', 'load balancers', [LoadBalancerArn]);
  }
  const wanted = listeners.filter(
    (listener) =>
      (LoadBalancerArn === undefined || listener.LoadBalancerArn === LoadBalancerArn) &&
      (ListenerArns?.includes(listener.ListenerArn ?? '') ?? true),
  );
  const page = markerPage(call, `listeners of ${LoadBalancerArn}`, wanted, { Marker, PageSize });
  return { Listeners: page.items, ...page.marker };
}

function describeListenerCertificates(
  call: OperationCall<sdk.DescribeListenerCertificatesInput>,
): sdk.DescribeListenerCertificatesOutput {
  const { ListenerArn = '', Marker, PageSize } = call.input;
  const all = balancingOf(call).listenerCertificates.get(ListenerArn);
  if (!all) throw notFound('ListenerNotFound', 'listeners', [ListenerArn]);
  const page = markerPage(call, `certificates of ${ListenerArn}`, all, { Marker, PageSize });
  return { Certificates: page.items, ...page.marker };
}

/** Of one listener, or by their ARNs. */
function describeRules(call: OperationCall<sdk.DescribeRulesInput>): sdk.DescribeRulesOutput {
  const { ListenerArn, RuleArns, Marker, PageSize } = call.input;
  const { listenerRules } = balancingOf(call);
  if ((ListenerArn === undefined) === (RuleArns === undefined)) {
    throw new AwsError('ValidationError', 'You must specify either listener rule ARNs or a listener ARN');
  }
  const all = ListenerArn === undefined ? [...listenerRules.values()].flat() : listenerRules.get(ListenerArn);
  if (!all) throw notFound('ListenerNotFound', 'listeners', [ListenerArn ?? '']);
  const wanted = all.filter(({ RuleArn = '' }) => RuleArns?.includes(RuleArn) ?? true);
  const page = markerPage(call, `rules of ${ListenerArn}`, wanted, { Marker, PageSize });
  return { Rules: page.items, ...page.marker };
}

function notFound(code: string, things: string, names: readonly string[]): AwsError {
  return new AwsError(code, `One or more ${things} not found: ${names.join(', ')}`);
}
