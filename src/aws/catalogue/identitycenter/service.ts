import { service } from '../service.ts';
import type { RequestFacts } from '../smallest-request.ts';

/**
 * The bucket that all of Identity Center's APIs share: any second has fewer than its twenty calls, the burst included.
 * https://docs.aws.amazon.com/singlesignon/latest/userguide/limits.html
 */
const rates = {
  shared: { of: 'account', name: 'IdentityCenter', rate: { perSecond: 15, burst: 4 } },
} as const;

/** The store of users and groups that an instance of Identity Center has. */
export const identityStore = service({
  name: 'identitystore',
  prefix: 'identitystore',
  scope: 'organization',
  sdk: () => import('@aws-sdk/client-identitystore'),
  client: 'IdentitystoreClient',
  rates,
  requests: {
    ListGroupMemberships: [
      ({ identityStoreId }) => ({
        IdentityStoreId: identityStoreId,
        GroupId: '00000000-0000-0000-0000-000000000000',
        MaxResults: 1,
      }),
      'ResourceNotFoundException',
    ],
    ListGroups: [({ identityStoreId }) => ({ IdentityStoreId: identityStoreId, MaxResults: 1 })],
    ListUsers: [({ identityStoreId }) => ({ IdentityStoreId: identityStoreId, MaxResults: 1 })],
  },
});

/** A permission set that does not exist, in the instance that does. */
const permissionSet = ({ instanceArn = '' }: RequestFacts) => ({
  InstanceArn: instanceArn,
  PermissionSetArn: `${instanceArn.replace('instance/', 'permissionSet/')}/ps-0000000000000000`,
});

const onePermissionSet = (facts: RequestFacts) => ({ ...permissionSet(facts), MaxResults: 1 });

/** ARN of something that the account does not have in its instance. */
const nothing =
  (kind: string, id: string) =>
  ({ partition, accountId, instanceArn = '' }: RequestFacts) =>
    `arn:${partition}:sso::${accountId}:${kind}/${instanceArn.split('/').at(-1)}/${id}`;

const application = nothing('application', 'apl-0000000000000000');
const tokenIssuer = nothing('trustedTokenIssuer', 'tti-00000000-0000-0000-0000-000000000000');

/** IAM Identity Center: its instances, permission sets and assignments, as the collectors of this folder are declared with. */
export const identityCenter = service({
  name: 'identitycenter',
  prefix: 'sso',
  scope: 'organization',
  sdk: () => import('@aws-sdk/client-sso-admin'),
  client: 'SSOAdminClient',
  tablePrefix: 'AWS_IDENTITY_CENTER',
  rates,
  with: [identityStore],
  requests: {
    DescribePermissionSet: [permissionSet, 'ResourceNotFoundException'],
    DescribeTrustedTokenIssuer: [
      (facts) => ({ TrustedTokenIssuerArn: tokenIssuer(facts) }),
      'ResourceNotFoundException',
    ],
    GetApplicationAssignmentConfiguration: [
      (facts) => ({ ApplicationArn: application(facts) }),
      'ResourceNotFoundException',
    ],
    GetInlinePolicyForPermissionSet: [permissionSet, 'ResourceNotFoundException'],
    GetPermissionsBoundaryForPermissionSet: [permissionSet, 'ResourceNotFoundException'],
    ListAccountAssignments: [
      (facts) => ({ ...onePermissionSet(facts), AccountId: facts.accountId }),
      'ResourceNotFoundException',
    ],
    ListAccountsForProvisionedPermissionSet: [onePermissionSet, 'ResourceNotFoundException'],
    ListApplicationAssignments: [
      (facts) => ({ ApplicationArn: application(facts), MaxResults: 1 }),
      'ResourceNotFoundException',
    ],
    ListApplications: [({ instanceArn }) => ({ InstanceArn: instanceArn, MaxResults: 1 })],
    ListCustomerManagedPolicyReferencesInPermissionSet: [onePermissionSet, 'ResourceNotFoundException'],
    ListInstances: [{ MaxResults: 1 }],
    ListManagedPoliciesInPermissionSet: [onePermissionSet, 'ResourceNotFoundException'],
    ListPermissionSets: [({ instanceArn }) => ({ InstanceArn: instanceArn, MaxResults: 1 })],
    ListTrustedTokenIssuers: [({ instanceArn }) => ({ InstanceArn: instanceArn, MaxResults: 1 })],
  },
});
