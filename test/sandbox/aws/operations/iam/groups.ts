import type { ListGroupsRequest, ListGroupsResponse } from '@aws-sdk/client-iam';
import type { OperationCall } from '../../contract.ts';
import { markedPage } from './pages.ts';
import { underPath } from './validation.ts';

export function listGroups(call: OperationCall<ListGroupsRequest>): ListGroupsResponse {
  const groups = underPath(call.account.iam().groups.values(), call.input.PathPrefix);
  const { items, rest } = markedPage(call, 'ListGroups', groups);
  return {
    Groups: items.map(({ Path, GroupName, GroupId, Arn, CreateDate }) => ({
      ...{ Path, GroupName, GroupId, Arn, CreateDate },
    })),
    ...rest,
  };
}
