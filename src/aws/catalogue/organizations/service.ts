import { iam } from '../iam/service.ts';
import { service } from '../service.ts';

/** A root that no organization has. */
const ROOT = 'r-0000';

/** A type of policies that every partition has. */
const TAGS = 'TAG_POLICY' as const;

/** Organizations: what its collectors, in several files, are declared with. */
export const organizations = service({
  name: 'organizations',
  tablePrefix: 'AWS',
  prefix: 'organizations',
  scope: 'organization',
  sdk: () => import('@aws-sdk/client-organizations'),
  client: 'OrganizationsClient',
  homes: { 'aws-cn': 'cn-northwest-1' },
  with: [iam],
  // https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
  rates: {
    usual: { perSecond: 4, burst: 7 },
    operations: {
      ListAccounts: { perSecond: 7, burst: 10 },
      ListTagsForResource: { perSecond: 9, burst: 13 },
      DescribeAccount: { perSecond: 18, burst: 27 },
      DescribeOrganizationalUnit: { perSecond: 1.8, burst: 2 },
      DescribePolicy: { perSecond: 1.8, burst: 2 },
    },
  },
  requests: {
    DescribeEffectivePolicy: [
      ({ accountId }) => ({ PolicyType: TAGS, TargetId: accountId }),
      'EffectivePolicyNotFoundException',
      'TargetNotFoundException',
    ],
    DescribeOrganization: [{}],
    DescribePolicy: [{ PolicyId: 'p-FullAWSAccess' }, 'PolicyNotFoundException'],
    DescribeResourcePolicy: [{}, 'ResourcePolicyNotFoundException'],
    ListAWSServiceAccessForOrganization: [{ MaxResults: 1 }],
    ListAccounts: [{ MaxResults: 1 }],
    ListAccountsForParent: [{ ParentId: ROOT, MaxResults: 1 }, 'ParentNotFoundException'],
    ListAccountsWithInvalidEffectivePolicy: [
      { PolicyType: TAGS, MaxResults: 1 },
      'EffectivePolicyNotFoundException',
    ],
    ListDelegatedAdministrators: [{ MaxResults: 1 }],
    ListDelegatedServicesForAccount: [
      ({ accountId }) => ({ AccountId: accountId, MaxResults: 1 }),
      'AccountNotRegisteredException',
    ],
    ListEffectivePolicyValidationErrors: [
      ({ accountId }) => ({ AccountId: accountId, PolicyType: TAGS, MaxResults: 1 }),
      'AccountNotFoundException',
      'EffectivePolicyNotFoundException',
    ],
    ListHandshakesForOrganization: [{ MaxResults: 1 }],
    ListInboundResponsibilityTransfers: [{ Type: 'BILLING', MaxResults: 1 }],
    ListOrganizationalUnitsForParent: [{ ParentId: ROOT, MaxResults: 1 }, 'ParentNotFoundException'],
    ListOutboundResponsibilityTransfers: [{ Type: 'BILLING', MaxResults: 1 }],
    ListPolicies: [{ Filter: 'SERVICE_CONTROL_POLICY', MaxResults: 1 }, 'PolicyTypeNotEnabledException'],
    ListRoots: [{ MaxResults: 1 }],
    ListTagsForResource: [({ accountId }) => ({ ResourceId: accountId }), 'TargetNotFoundException'],
    ListTargetsForPolicy: [{ PolicyId: 'p-FullAWSAccess', MaxResults: 1 }, 'PolicyNotFoundException'],
  },
});
