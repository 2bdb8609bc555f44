import * as accessAnalyzer from '@aws-sdk/client-accessanalyzer';
import * as account from '@aws-sdk/client-account';
import * as cloudtrail from '@aws-sdk/client-cloudtrail';
import * as ec2 from '@aws-sdk/client-ec2';
import * as elbv2 from '@aws-sdk/client-elastic-load-balancing-v2';
import * as iam from '@aws-sdk/client-iam';
import * as identitystore from '@aws-sdk/client-identitystore';
import * as organizations from '@aws-sdk/client-organizations';
import * as ssoAdmin from '@aws-sdk/client-sso-admin';
import type { InputOf, OperationOf } from './catalogue/sdk-types.ts';
import type { Client } from './client.ts';

/** What requests name things by. */
export interface RequestFacts {
  readonly accountId: string;
  readonly partition: string;
  readonly region: string;
  /** Of Identity Center; undefined where the account sees none. */
  readonly instanceArn: string | undefined;
  readonly identityStoreId: string | undefined;
}

type Request<Input> = Input | ((facts: RequestFacts) => Input);

/** The smallest request of an operation, and the codes that answer it once the caller has been let through. */
type SmallestRequest<Input> = readonly [request: Request<Input>, ...letThrough: readonly string[]];

/** How the operations of a service are asked. */
export interface ServiceRequests {
  readonly client: new (config: never) => Client;
  readonly sdk: object;
  readonly entries: Readonly<Record<string, SmallestRequest<object> | undefined>>;
  /** For operations without an entry. */
  readonly usual: SmallestRequest<object>;
}

function requests<const M extends object>(
  sdk: M,
  client: new (config: never) => Client,
  entries: { readonly [O in OperationOf<M>]?: SmallestRequest<InputOf<M, O>> },
  usual: SmallestRequest<object> = [{}],
): ServiceRequests {
  return { sdk, client, entries: entries as ServiceRequests['entries'], usual };
}

const USER = 'snowcensus-check';
const DRY_RUN = 'DryRunOperation';
const ROOT = 'r-0000';
const iamArn =
  (resource: string) =>
  ({ partition, accountId }: RequestFacts) =>
    `arn:${partition}:iam::${accountId}:${resource}`;

/** A permission set that does not exist, in the instance that does. */
const permissionSet = ({ instanceArn = '' }: RequestFacts) => ({
  InstanceArn: instanceArn,
  PermissionSetArn: `${instanceArn.replace('instance/', 'permissionSet/')}/ps-0000000000000000`,
});

/**
 * The smallest request for each IAM action, by the prefix of actions: a page of one, something that does not exist, or
 * in EC2 a dry run, which asks for the permission and for nothing else. AWS decides on access before it looks for what
 * is named, so "not found" says that the action is allowed.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/CommonParameters.html
 */
export const SMALLEST_REQUESTS: Readonly<Record<string, ServiceRequests>> = {
  'access-analyzer': requests(accessAnalyzer, accessAnalyzer.AccessAnalyzerClient, {
    ListAnalyzers: [{ maxResults: 1 }],
  }),
  account: requests(account, account.AccountClient, {
    GetAlternateContact: [{ AlternateContactType: 'SECURITY' }, 'ResourceNotFoundException'],
    GetContactInformation: [{}, 'ResourceNotFoundException'],
  }),
  cloudtrail: requests(cloudtrail, cloudtrail.CloudTrailClient, {
    GetEventSelectors: [{ TrailName: USER }, 'TrailNotFoundException'],
    GetTrailStatus: [{ Name: USER }, 'TrailNotFoundException'],
    LookupEvents: [{ MaxResults: 1 }],
  }),
  ec2: requests(
    ec2,
    ec2.EC2Client,
    {
      DescribeImageAttribute: [
        { DryRun: true, ImageId: 'ami-00000000000000000', Attribute: 'launchPermission' },
        DRY_RUN,
        'InvalidAMIID.NotFound',
        'InvalidAMIID.Unavailable',
      ],
      DescribeLaunchTemplateVersions: [{ DryRun: true, Versions: ['$Default'] }, DRY_RUN],
      DescribeSnapshotAttribute: [
        { DryRun: true, SnapshotId: 'snap-00000000000000000', Attribute: 'createVolumePermission' },
        DRY_RUN,
        'InvalidSnapshot.NotFound',
      ],
    },
    [{ DryRun: true }, DRY_RUN],
  ),
  elasticloadbalancing: requests(elbv2, elbv2.ElasticLoadBalancingV2Client, {
    DescribeListeners: [
      ({ partition, region, accountId }) => ({
        LoadBalancerArn: `arn:${partition}:elasticloadbalancing:${region}:${accountId}:loadbalancer/app/${USER}/0000000000000000`,
      }),
      'LoadBalancerNotFoundException',
    ],
    DescribeLoadBalancers: [{ PageSize: 1 }],
  }),
  iam: requests(iam, iam.IAMClient, {
    GenerateCredentialReport: [{}, 'LimitExceededException'],
    GetAccessKeyLastUsed: [{ AccessKeyId: 'AKIA0000000000000000' }, 'NoSuchEntityException'],
    GetAccountAuthorizationDetails: [{ Filter: ['User'], MaxItems: 1 }],
    GetAccountPasswordPolicy: [{}, 'NoSuchEntityException'],
    GetCredentialReport: [
      {},
      'CredentialReportNotPresentException',
      'CredentialReportNotReadyException',
      'CredentialReportExpiredException',
    ],
    GetOpenIDConnectProvider: [
      (facts) => ({ OpenIDConnectProviderArn: iamArn(`oidc-provider/${USER}`)(facts) }),
      'NoSuchEntityException',
    ],
    GetSAMLProvider: [
      (facts) => ({ SAMLProviderArn: iamArn(`saml-provider/${USER}`)(facts) }),
      'NoSuchEntityException',
    ],
    ListAccessKeys: [{ UserName: USER, MaxItems: 1 }, 'NoSuchEntityException'],
    ListAccountAliases: [{ MaxItems: 1 }],
    ListMFADevices: [{ UserName: USER, MaxItems: 1 }, 'NoSuchEntityException'],
    ListOrganizationsFeatures: [
      {},
      'ServiceAccessNotEnabledException',
      'OrganizationNotInAllFeaturesModeException',
      'InvalidAction',
    ],
    ListRoles: [{ MaxItems: 1 }],
    ListServerCertificates: [{ MaxItems: 1 }],
    ListUsers: [{ MaxItems: 1 }],
    ListVirtualMFADevices: [{ MaxItems: 1 }],
  }),
  identitystore: requests(identitystore, identitystore.IdentitystoreClient, {
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
  }),
  organizations: requests(organizations, organizations.OrganizationsClient, {
    DescribePolicy: [{ PolicyId: 'p-FullAWSAccess' }, 'PolicyNotFoundException'],
    ListAWSServiceAccessForOrganization: [{ MaxResults: 1 }],
    ListAccounts: [{ MaxResults: 1 }],
    ListAccountsForParent: [{ ParentId: ROOT, MaxResults: 1 }, 'ParentNotFoundException'],
    ListDelegatedAdministrators: [{ MaxResults: 1 }],
    ListDelegatedServicesForAccount: [
      ({ accountId }) => ({ AccountId: accountId, MaxResults: 1 }),
      'AccountNotRegisteredException',
    ],
    ListOrganizationalUnitsForParent: [{ ParentId: ROOT, MaxResults: 1 }, 'ParentNotFoundException'],
    ListPolicies: [{ Filter: 'SERVICE_CONTROL_POLICY', MaxResults: 1 }, 'PolicyTypeNotEnabledException'],
    ListRoots: [{ MaxResults: 1 }],
    ListTagsForResource: [({ accountId }) => ({ ResourceId: accountId }), 'TargetNotFoundException'],
    ListTargetsForPolicy: [{ PolicyId: 'p-FullAWSAccess', MaxResults: 1 }, 'PolicyNotFoundException'],
  }),
  sso: requests(ssoAdmin, ssoAdmin.SSOAdminClient, {
    DescribePermissionSet: [permissionSet, 'ResourceNotFoundException'],
    GetInlinePolicyForPermissionSet: [permissionSet, 'ResourceNotFoundException'],
    GetPermissionsBoundaryForPermissionSet: [permissionSet, 'ResourceNotFoundException'],
    ListAccountAssignments: [
      (facts) => ({ ...permissionSet(facts), AccountId: facts.accountId, MaxResults: 1 }),
      'ResourceNotFoundException',
    ],
    ListAccountsForProvisionedPermissionSet: [
      (facts) => ({ ...permissionSet(facts), MaxResults: 1 }),
      'ResourceNotFoundException',
    ],
    ListCustomerManagedPolicyReferencesInPermissionSet: [
      (facts) => ({ ...permissionSet(facts), MaxResults: 1 }),
      'ResourceNotFoundException',
    ],
    ListInstances: [{ MaxResults: 1 }],
    ListManagedPoliciesInPermissionSet: [
      (facts) => ({ ...permissionSet(facts), MaxResults: 1 }),
      'ResourceNotFoundException',
    ],
    ListPermissionSets: [({ instanceArn }) => ({ InstanceArn: instanceArn, MaxResults: 1 })],
  }),
};
