import type {
  GetRoleRequest,
  GetRoleResponse,
  InstanceProfile,
  ListRolesRequest,
  ListRolesResponse,
  Role,
  RoleLastUsed,
} from '@aws-sdk/client-iam';
import type { IamRole, OperationCall } from '../../contract.ts';
import { boundaryOf, encodeDocument } from './documents.ts';
import { markedPage } from './pages.ts';
import { noSuchEntity, underPath } from './validation.ts';

/** The list leaves out tags, boundary and last use, as AWS's does. */
export function listRoles(call: OperationCall<ListRolesRequest>): ListRolesResponse {
  const roles = underPath(call.account.iam().roles.values(), call.input.PathPrefix);
  const { items, rest } = markedPage(call, 'ListRoles', roles);
  return { Roles: items.map(describedRole), ...rest };
}

export function getRole({ account, input }: OperationCall<GetRoleRequest>): GetRoleResponse {
  const role = account.iam().roles.get(input.RoleName ?? '');
  if (role === undefined) throw noSuchEntity(`The role with name ${input.RoleName} cannot be found.`);
  return {
    Role: {
      ...describedRole(role),
      ...boundaryOf(role),
      ...(role.tags.length > 0 ? { Tags: role.tags } : {}),
      ...roleUse(role),
    },
  };
}

/** What every shape of a role has. */
export function bareRole(role: IamRole): Role {
  const { Path, RoleName, RoleId, Arn, CreateDate } = role;
  return {
    Path,
    RoleName,
    RoleId,
    Arn,
    CreateDate,
    AssumeRolePolicyDocument: encodeDocument(role.trustPolicy),
  };
}

/** A role never used within AWS's tracking period has an empty record. */
export function roleUse({ lastUsed }: IamRole): { RoleLastUsed: RoleLastUsed } {
  return {
    RoleLastUsed: lastUsed === undefined ? {} : { LastUsedDate: lastUsed.date, Region: lastUsed.region },
  };
}

export function profilesOf(role: IamRole): InstanceProfile[] {
  return role.instanceProfile === undefined ? [] : [{ ...role.instanceProfile, Roles: [bareRole(role)] }];
}

function describedRole(role: IamRole): Role {
  return {
    ...bareRole(role),
    ...(role.Description === undefined ? {} : { Description: role.Description }),
    MaxSessionDuration: role.MaxSessionDuration,
  };
}
