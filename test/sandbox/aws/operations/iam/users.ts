import type {
  GetUserRequest,
  GetUserResponse,
  ListUsersRequest,
  ListUsersResponse,
  User,
} from '@aws-sdk/client-iam';
import { AwsError, type IamUser, type OperationCall } from '../../contract.ts';
import { boundaryOf } from './documents.ts';
import { markedPage } from './pages.ts';
import { noSuchEntity, underPath } from './validation.ts';

/** The list leaves out tags and boundary, as AWS's does. */
export function listUsers(call: OperationCall<ListUsersRequest>): ListUsersResponse {
  const users = underPath(call.account.iam().users.values(), call.input.PathPrefix);
  const { items, rest } = markedPage(call, 'ListUsers', users);
  return { Users: items.map(userWithPassword), ...rest };
}

export function getUser(call: OperationCall<GetUserRequest>): GetUserResponse {
  const user = namedUser(call);
  return {
    User: {
      ...userWithPassword(user),
      ...boundaryOf(user),
      ...(user.tags.length > 0 ? { Tags: user.tags } : {}),
    },
  };
}

/** The user the request names, by default the caller, who then has to be a user. */
export function namedUser({
  account,
  caller,
  input,
}: OperationCall<{ UserName?: string | undefined }>): IamUser {
  if (input.UserName === undefined && caller.roleArn !== undefined) {
    throw new AwsError('ValidationError', 'Must specify userName when calling with non-User credentials');
  }
  const name = input.UserName ?? caller.arn.slice(caller.arn.lastIndexOf('/') + 1);
  const user = account.iam().users.get(name);
  if (user === undefined) throw noSuchEntity(`The user with name ${name} cannot be found.`);
  return user;
}

/** What every shape of a user has. */
export function bareUser({ Path, UserName, UserId, Arn, CreateDate }: IamUser): User {
  return { Path, UserName, UserId, Arn, CreateDate };
}

export function userWithPassword(user: IamUser): User {
  return {
    ...bareUser(user),
    ...(user.PasswordLastUsed === undefined ? {} : { PasswordLastUsed: user.PasswordLastUsed }),
  };
}
