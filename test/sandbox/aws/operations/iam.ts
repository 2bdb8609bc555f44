import type { Operation } from '../contract.ts';
import { getAccessKeyLastUsed, listAccessKeys } from './iam/access-keys.ts';
import { getAccountPasswordPolicy, getAccountSummary, listAccountAliases } from './iam/account.ts';
import { getAccountAuthorizationDetails } from './iam/authorization-details.ts';
import { generateCredentialReport, getCredentialReport } from './iam/credential-report.ts';
import { listGroups } from './iam/groups.ts';
import { listMfaDevices, listVirtualMfaDevices } from './iam/mfa-devices.ts';
import { getPolicy, getPolicyVersion, listPolicies } from './iam/policies.ts';
import { getRole, listRoles } from './iam/roles.ts';
import { getUser, listUsers } from './iam/users.ts';
import { typed } from './typed.ts';

/** What IAM answers, by operation. */
export const iamOperations: Readonly<Record<string, Operation>> = {
  GenerateCredentialReport: typed(generateCredentialReport),
  GetAccessKeyLastUsed: typed(getAccessKeyLastUsed),
  GetAccountAuthorizationDetails: typed(getAccountAuthorizationDetails),
  GetAccountPasswordPolicy: typed(getAccountPasswordPolicy),
  GetAccountSummary: typed(getAccountSummary),
  GetCredentialReport: typed(getCredentialReport),
  GetPolicy: typed(getPolicy),
  GetPolicyVersion: typed(getPolicyVersion),
  GetRole: typed(getRole),
  GetUser: typed(getUser),
  ListAccessKeys: typed(listAccessKeys),
  ListAccountAliases: typed(listAccountAliases),
  ListGroups: typed(listGroups),
  ListMFADevices: typed(listMfaDevices),
  ListPolicies: typed(listPolicies),
  ListRoles: typed(listRoles),
  ListUsers: typed(listUsers),
  ListVirtualMFADevices: typed(listVirtualMfaDevices),
};
