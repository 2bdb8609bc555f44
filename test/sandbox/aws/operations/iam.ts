import type { Operation } from '../contract.ts';
import { getAccessKeyLastUsed, listAccessKeys } from './iam/access-keys.ts';
import {
  getAccountPasswordPolicy,
  getAccountProperties,
  getAccountSummary,
  getOutboundFederation,
  listAccountAliases,
} from './iam/account.ts';
import {
  getInlinePolicy,
  listAttachedPolicies,
  listGroupsForUser,
  listInlinePolicies,
} from './iam/attachments.ts';
import { getAccountAuthorizationDetails } from './iam/authorization-details.ts';
import { generateCredentialReport, getCredentialReport } from './iam/credential-report.ts';
import { listDelegationRequests } from './iam/delegation-requests.ts';
import { listGroups } from './iam/groups.ts';
import {
  getOpenIdConnectProvider,
  getSamlProvider,
  listOpenIdConnectProviders,
  listSamlProviders,
} from './iam/identity-providers.ts';
import { listMfaDevices, listVirtualMfaDevices } from './iam/mfa-devices.ts';
import {
  generateOrganizationsAccessReport,
  getOrganizationsAccessReport,
} from './iam/organizations-access-report.ts';
import { listOrganizationsFeatures } from './iam/organizations-features.ts';
import { getPolicy, getPolicyVersion, listPolicies } from './iam/policies.ts';
import { getRole, listRoles } from './iam/roles.ts';
import { listServerCertificates } from './iam/server-certificates.ts';
import { generateServiceLastAccessed, getServiceLastAccessed } from './iam/service-last-accessed.ts';
import { listServiceSpecificCredentials } from './iam/service-specific-credentials.ts';
import { getUser, listUsers } from './iam/users.ts';
import { typed } from './typed.ts';

/** What IAM answers, by operation. */
export const iamOperations: Readonly<Record<string, Operation>> = {
  GenerateCredentialReport: typed(generateCredentialReport),
  GenerateOrganizationsAccessReport: typed(generateOrganizationsAccessReport),
  GenerateServiceLastAccessedDetails: typed(generateServiceLastAccessed),
  GetAccessKeyLastUsed: typed(getAccessKeyLastUsed),
  GetAccountAuthorizationDetails: typed(getAccountAuthorizationDetails),
  GetAccountPasswordPolicy: typed(getAccountPasswordPolicy),
  GetAccountProperties: typed(getAccountProperties),
  GetAccountSummary: typed(getAccountSummary),
  GetCredentialReport: typed(getCredentialReport),
  GetGroupPolicy: typed(getInlinePolicy),
  GetOpenIDConnectProvider: typed(getOpenIdConnectProvider),
  GetOrganizationsAccessReport: typed(getOrganizationsAccessReport),
  GetOutboundWebIdentityFederationInfo: typed(getOutboundFederation),
  GetPolicy: typed(getPolicy),
  GetPolicyVersion: typed(getPolicyVersion),
  GetRole: typed(getRole),
  GetRolePolicy: typed(getInlinePolicy),
  GetSAMLProvider: typed(getSamlProvider),
  GetServiceLastAccessedDetails: typed(getServiceLastAccessed),
  GetUser: typed(getUser),
  GetUserPolicy: typed(getInlinePolicy),
  ListAccessKeys: typed(listAccessKeys),
  ListAccountAliases: typed(listAccountAliases),
  ListAttachedGroupPolicies: typed(listAttachedPolicies),
  ListAttachedRolePolicies: typed(listAttachedPolicies),
  ListAttachedUserPolicies: typed(listAttachedPolicies),
  ListDelegationRequests: typed(listDelegationRequests),
  ListGroupPolicies: typed(listInlinePolicies),
  ListGroups: typed(listGroups),
  ListGroupsForUser: typed(listGroupsForUser),
  ListMFADevices: typed(listMfaDevices),
  ListOpenIDConnectProviders: typed(listOpenIdConnectProviders),
  ListOrganizationsFeatures: typed(listOrganizationsFeatures),
  ListPolicies: typed(listPolicies),
  ListRolePolicies: typed(listInlinePolicies),
  ListRoles: typed(listRoles),
  ListSAMLProviders: typed(listSamlProviders),
  ListServerCertificates: typed(listServerCertificates),
  ListServiceSpecificCredentials: typed(listServiceSpecificCredentials),
  ListUserPolicies: typed(listInlinePolicies),
  ListUsers: typed(listUsers),
  ListVirtualMFADevices: typed(listVirtualMfaDevices),
};
