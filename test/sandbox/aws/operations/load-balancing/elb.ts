import type {
  DescribeAccessPointsInput,
  DescribeAccessPointsOutput,
  DescribeLoadBalancerAttributesInput,
  DescribeLoadBalancerAttributesOutput,
} from '@aws-sdk/client-elastic-load-balancing';
import { AwsError, type Operation, type OperationCall } from '../../contract.ts';
import { pageOf } from '../../page-token.ts';
import { typed } from '../typed.ts';

/** What classic load balancing answers, by operation. */
export const elbOperations: Readonly<Record<string, Operation>> = {
  DescribeLoadBalancerAttributes: typed<
    DescribeLoadBalancerAttributesInput,
    DescribeLoadBalancerAttributesOutput
  >(({ account, region, input: { LoadBalancerName = '' } }) => {
    const { classicLoadBalancers, classicAttributes } = account.region(region);
    if (!classicLoadBalancers.some((each) => each.LoadBalancerName === LoadBalancerName)) {
      throw unknownName(LoadBalancerName);
    }
    return { LoadBalancerAttributes: classicAttributes.get(LoadBalancerName) };
  }),
  DescribeLoadBalancers: typed(describeLoadBalancers),
};

function describeLoadBalancers(call: OperationCall<DescribeAccessPointsInput>): DescribeAccessPointsOutput {
  const { LoadBalancerNames = [], Marker, PageSize } = call.input;
  const all = call.account.region(call.region).classicLoadBalancers;
  const unknown = LoadBalancerNames.find((name) => !all.some((each) => each.LoadBalancerName === name));
  if (unknown !== undefined) throw unknownName(unknown);
  const wanted = all.filter(
    ({ LoadBalancerName = '' }) =>
      LoadBalancerNames.length === 0 || LoadBalancerNames.includes(LoadBalancerName),
  );
  const { items, marker } = markerPage(call, 'classic', wanted, { Marker, PageSize });
  return { LoadBalancerDescriptions: items, ...marker };
}

function unknownName(name: string): AwsError {
  return new AwsError('LoadBalancerNotFound', `There is no ACTIVE Load Balancer named '${name}'`);
}

interface MarkerRequest {
  readonly Marker: string | undefined;
  readonly PageSize: number | undefined;
}

/** One page of a load balancing list, 1 to 400 items. */
export function markerPage<Item>(
  call: OperationCall,
  list: string,
  items: readonly Item[],
  { Marker, PageSize = 400 }: MarkerRequest,
): { readonly items: Item[]; readonly marker: { NextMarker?: string } } {
  if (PageSize < 1 || PageSize > 400) {
    throw new AwsError('ValidationError', 'Page size must be between 1 and 400');
  }
  const page = pageOf(call, {
    list: JSON.stringify([list, call.region]),
    items,
    size: PageSize,
    token: Marker,
    invalidToken: () => new AwsError('ValidationError', 'Invalid marker'),
  });
  return {
    items: [...page.items],
    marker: page.nextToken === undefined ? {} : { NextMarker: page.nextToken },
  };
}
