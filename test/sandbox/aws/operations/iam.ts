import type { Operation } from '../contract.ts';
import { operation } from './define.ts';
import { getAccessKeyLastUsed, listAccessKeys } from './iam/access-keys.ts';
import { getAccountPasswordPolicy, getAccountSummary, listAccountAliases } from './iam/account.ts';
import { getAccountAuthorizationDetails } from './iam/authorization-details.ts';
import { generateCredentialReport, getCredentialReport } from './iam/credential-report.ts';
import { listGroups } from './iam/groups.ts';
import { listMfaDevices, listVirtualMfaDevices } from './iam/mfa-devices.ts';
import { getPolicy, getPolicyVersion, listPolicies } from './iam/policies.ts';
import { getRole, listRoles } from './iam/roles.ts';
import { getUser, listUsers } from './iam/users.ts';

/** What IAM answers, by operation. */
export const iamOperations: Readonly<Record<string, Operation>> = {
  GenerateCredentialReport: operation(generateCredentialReport),
  GetAccessKeyLastUsed: operation(getAccessKeyLastUsed),
  GetAccountAuthorizationDetails: operation(getAccountAuthorizationDetails),
  GetAccountPasswordPolicy: operation(getAccountPasswordPolicy),
  GetAccountSummary: operation(getAccountSummary),
  GetCredentialReport: operation(getCredentialReport),
  GetPolicy: operation(getPolicy),
  GetPolicyVersion: operation(getPolicyVersion),
  GetRole: operation(getRole),
  GetUser: operation(getUser),
  ListAccessKeys: operation(listAccessKeys),
  ListAccountAliases: operation(listAccountAliases),
  ListGroups: operation(listGroups),
  ListMFADevices: operation(listMfaDevices),
  ListPolicies: operation(listPolicies),
  ListRoles: operation(listRoles),
  ListUsers: operation(listUsers),
  ListVirtualMFADevices: operation(listVirtualMfaDevices),
};
