import type {
  GetAccessKeyLastUsedRequest,
  GetAccessKeyLastUsedResponse,
  ListAccessKeysRequest,
  ListAccessKeysResponse,
} from '@aws-sdk/client-iam';
import { AwsError, type OperationCall } from '../../contract.ts';
import { markedPage } from './pages.ts';
import { namedUser } from './users.ts';

export function listAccessKeys(call: OperationCall<ListAccessKeysRequest>): ListAccessKeysResponse {
  const user = namedUser(call);
  const { items, rest } = markedPage(call, 'ListAccessKeys', user.accessKeys);
  return {
    AccessKeyMetadata: items.map(({ AccessKeyId, Status, CreateDate }) => ({
      UserName: user.UserName,
      AccessKeyId,
      Status,
      CreateDate,
    })),
    ...rest,
  };
}

/** A key that is not the account's own is refused in the same words as one that does not exist. */
export function getAccessKeyLastUsed(
  call: OperationCall<GetAccessKeyLastUsedRequest>,
): GetAccessKeyLastUsedResponse {
  const id = call.input.AccessKeyId ?? '';
  const found = call.world.findAccessKey(id);
  if (found === undefined || found.account.id !== call.account.id) {
    throw new AwsError(
      'AccessDenied',
      `User: ${call.caller.arn} is not authorized to perform: iam:GetAccessKeyLastUsed on resource: access key ${id}`,
      403,
    );
  }
  const { lastUsed } = found.key;
  return {
    UserName: found.user.UserName,
    AccessKeyLastUsed:
      lastUsed === undefined
        ? { ServiceName: 'N/A', Region: 'N/A' }
        : { LastUsedDate: lastUsed.date, ServiceName: lastUsed.service, Region: lastUsed.region },
  };
}
