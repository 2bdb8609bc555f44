import type * as logs from '@aws-sdk/client-cloudwatch-logs';
import { AwsError, type Operation, type OperationCall } from '../contract.ts';
import { pageOf } from '../page-token.ts';
import { logsOf } from '../world/logs.ts';
import { typed } from './typed.ts';

/** What CloudWatch Logs answers of groups, filters and policies. */
export const logsOperations: Readonly<Record<string, Operation>> = {
  DescribeLogGroups: typed<logs.DescribeLogGroupsRequest, logs.DescribeLogGroupsResponse>((call) => {
    const { logGroupNamePrefix = '', logGroupClass } = call.input;
    const { groups, filters } = logsOf(call);
    const wanted = groups
      .map(({ group }) => ({
        ...group,
        metricFilterCount: filters.filter((filter) => filter.logGroupName === group.logGroupName).length,
      }))
      .filter((group) => group.logGroupName.startsWith(logGroupNamePrefix))
      .filter((group) => logGroupClass === undefined || group.logGroupClass === logGroupClass);
    const { items, ...rest } = listed(
      call,
      `DescribeLogGroups ${logGroupNamePrefix} ${logGroupClass}`,
      wanted,
    );
    return { logGroups: items, ...rest };
  }),
  DescribeMetricFilters: typed<logs.DescribeMetricFiltersRequest, logs.DescribeMetricFiltersResponse>(
    (call) => {
      const { logGroupName, filterNamePrefix = '', metricName, metricNamespace } = call.input;
      if ((metricName === undefined) !== (metricNamespace === undefined)) {
        throw invalid('You must specify both metricName and metricNamespace');
      }
      const state = logsOf(call);
      if (
        logGroupName !== undefined &&
        !state.groups.some(({ group }) => group.logGroupName === logGroupName)
      ) {
        throw new AwsError('ResourceNotFoundException', 'The specified log group does not exist.');
      }
      const wanted = state.filters.filter(
        (filter) =>
          (logGroupName === undefined || filter.logGroupName === logGroupName) &&
          filter.filterName?.startsWith(filterNamePrefix) &&
          (metricName === undefined ||
            filter.metricTransformations?.some(
              (each) => each.metricName === metricName && each.metricNamespace === metricNamespace,
            )),
      );
      const list = `DescribeMetricFilters ${logGroupName} ${filterNamePrefix} ${metricNamespace} ${metricName}`;
      const { items, ...rest } = listed(call, list, wanted);
      return { metricFilters: items, ...rest };
    },
  ),
  DescribeResourcePolicies: typed<
    logs.DescribeResourcePoliciesRequest,
    logs.DescribeResourcePoliciesResponse
  >((call) => {
    const { policyScope = 'ACCOUNT' } = call.input;
    const wanted = logsOf(call).policies.filter((policy) => policy.policyScope === policyScope);
    const { items, ...rest } = listed(call, `DescribeResourcePolicies ${policyScope}`, wanted);
    return { resourcePolicies: items, ...rest };
  }),
};

const MOST = 50;

function listed<T>(
  call: OperationCall<{ readonly limit?: number | undefined; readonly nextToken?: string | undefined }>,
  list: string,
  all: readonly T[],
) {
  const { limit = MOST, nextToken: token } = call.input;
  if (limit < 1 || limit > MOST) {
    throw invalid(
      `1 validation error detected: Value '${limit}' at 'limit' failed to satisfy constraint: Member must have value less than or equal to ${MOST}`,
    );
  }
  const { items, nextToken } = pageOf(call, {
    list: `${list} ${call.region}`,
    items: all,
    size: limit,
    token,
    invalidToken: () => invalid('The specified nextToken is invalid.'),
  });
  return { items: [...items], ...(nextToken && { nextToken }) };
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidParameterException', message);
}
