import type * as sdk from '@aws-sdk/client-organizations';
import { withoutMember } from '../answer.ts';
import { ask } from '../ask.ts';
import {
  type OrganizationAccount,
  type OrganizationNode,
  organizationAccounts,
  organizationNode,
} from './accounts.ts';
import { type Delegation, delegatedAdministrators } from './delegation.ts';
import { type OrganizationPolicy, organizationPolicies, type PolicyAttachment } from './policies.ts';
import { AccountPositions } from './positions.ts';
import { organizations } from './service.ts';
import { OU_PATH_DOC } from './tree.ts';

export { effectivePolicies, invalidEffectivePolicies } from './effective-policies.ts';
export { handshakes } from './handshakes.ts';
export { lastAccessed } from './last-accessed.ts';
export { resourcePolicy } from './resource-policy.ts';
export { responsibilityTransfers } from './responsibility-transfers.ts';
export { rootAccess } from './root-access.ts';

export const accounts = organizations.read<{
  ACCOUNTS: OrganizationAccount;
  ORGANIZATIONAL_UNITS: OrganizationNode;
}>('accounts', {
  doc: 'The organization’s accounts with state and place, and the tree of organizational units they are in.',
  calls: '1 per 20 accounts, 2 per unit where AWS does not tell places, 1 per account for tags',
  actions: [
    'organizations:ListAccounts',
    'organizations:ListRoots',
    'organizations:ListOrganizationalUnitsForParent',
  ],
  conditional: {
    'organizations:ListAccountsForParent': 'AWS lists accounts without their paths',
    'organizations:ListTagsForResource': 'the connection asks for tags',
  },
  tables: {
    ACCOUNTS: {
      doc: 'Accounts of the organization, one row each.',
      account: 'MEMBER_ACCOUNT_ID',
      key: 'Id',
      columns: {
        ARN: ['STRING', 'Arn', 'Account ARN.'],
        EMAIL: ['STRING', 'Email', 'Address of the account’s root user.'],
        MEMBER_ACCOUNT_ID: ['STRING', 'Id', 'Account id, twelve digits.'],
        NAME: ['STRING', 'Name', 'Account name.'],
        JOINED_METHOD: ['STRING', 'JoinedMethod', 'INVITED or CREATED.'],
        JOINED_TIMESTAMP: ['TIMESTAMP_LTZ', 'JoinedTimestamp', 'When it became a part of the organization.'],
        STATUS: [
          'STRING',
          (account) => account.Status ?? account.State,
          'The older Status, or State where AWS no longer sends it.',
        ],
        STATE: [
          'STRING',
          (account) => account.State ?? account.Status,
          'PENDING_ACTIVATION, ACTIVE, SUSPENDED, PENDING_CLOSURE or CLOSED; NULL where AWS did not say.',
        ],
        PARENT_ID: ['STRING', 'ParentId', 'Id of the root or organizational unit it is in.'],
        OU_PATH: ['STRING', 'OuPath', OU_PATH_DOC],
        OU_IDS: ['VARIANT', 'OuIds', 'Ids from the root down.', 'string[]'],
        TAGS: ['VARIANT', 'Tags', 'Tags as an object; NULL where they were not read.', '{ [name]: string }'],
        ORGANIZATION_ID: ['STRING', 'OrganizationId', 'Organization id.'],
        MANAGEMENT_ACCOUNT_ID: ['STRING', 'ManagementAccountId', 'Management account of the organization.'],
      },
    },
    ORGANIZATIONAL_UNITS: {
      doc: 'The root and the organizational units, one row each.',
      key: 'Id',
      columns: {
        ARN: ['STRING', 'Arn', 'ARN of the unit or root.'],
        UNIT_ID: ['STRING', 'Id', 'Id, which begins with ou- or r-.'],
        NAME: ['STRING', 'Name', 'Name, unique among the units of one parent only.'],
        PARENT_ID: ['STRING', 'ParentId', 'Id of the unit or root above it; NULL for the root.'],
        OU_PATH: ['STRING', 'OuPath', OU_PATH_DOC],
        OU_IDS: ['VARIANT', 'OuIds', 'Ids from the root down, its own last.', 'string[]'],
        DEPTH: ['NUMBER', 'Depth', 'How many levels below the root; 0 is the root.'],
      },
    },
  },
  async *read(context) {
    const positions = await AccountPositions.read(context);
    for await (const account of organizationAccounts(context, positions)) yield ['ACCOUNTS', account];
    // Last, for an account may show that the tree was changed while it was walked.
    for (const node of positions.tree.values()) yield ['ORGANIZATIONAL_UNITS', organizationNode(node)];
  },
});

export const organization = organizations.read<{ ORGANIZATIONS: sdk.Organization }>('organization', {
  doc: 'The organization itself: feature set and management account.',
  calls: '1',
  actions: ['organizations:DescribeOrganization'],
  tables: {
    ORGANIZATIONS: {
      doc: 'The organization, one row.',
      key: 'Id',
      columns: {
        ARN: ['STRING', 'Arn', 'Organization ARN.'],
        ORGANIZATION_ID: ['STRING', 'Id', 'Organization id, which begins with o-.'],
        FEATURE_SET: ['STRING', 'FeatureSet', 'ALL, or CONSOLIDATED_BILLING: then no policy has any effect.'],
        MANAGEMENT_ACCOUNT_ID: ['STRING', 'MasterAccountId', 'Management account.'],
        MANAGEMENT_ACCOUNT_ARN: ['STRING', 'MasterAccountArn', 'ARN of the management account.'],
        MANAGEMENT_ACCOUNT_EMAIL: ['STRING', 'MasterAccountEmail', 'Address of its root user.'],
      },
    },
  },
  async *read(context) {
    const { Organization } = await ask(context, organizations, 'DescribeOrganization', {});
    if (!Organization) throw withoutMember('DescribeOrganization', 'Organization');
    yield ['ORGANIZATIONS', Organization];
  },
});

export const delegations = organizations.read<{
  ORGANIZATIONS_DELEGATED_ADMINISTRATORS: sdk.DelegatedAdministrator;
  ORGANIZATIONS_DELEGATED_SERVICES: Delegation;
}>('delegated_administrators', {
  doc: 'Member accounts that administer services for the organization, and which ones.',
  calls: '1, 1 per administrator',
  actions: ['organizations:ListDelegatedAdministrators'],
  conditional: { 'organizations:ListDelegatedServicesForAccount': 'there is a delegated administrator' },
  tables: {
    ORGANIZATIONS_DELEGATED_ADMINISTRATORS: {
      doc: 'Accounts that administer a service for the organization, one row each.',
      account: 'DELEGATED_ACCOUNT_ID',
      key: 'Id',
      columns: {
        DELEGATED_ACCOUNT_ID: ['STRING', 'Id', 'Account id.'],
        ARN: ['STRING', 'Arn', 'Account ARN.'],
        NAME: ['STRING', 'Name', 'Account name.'],
        EMAIL: ['STRING', 'Email', 'Address of the account’s root user.'],
        STATE: ['STRING', (account) => account.State ?? account.Status, 'State of the account.'],
        DELEGATION_ENABLED_DATE: ['TIMESTAMP_LTZ', 'DelegationEnabledDate', 'When it became one.'],
      },
    },
    ORGANIZATIONS_DELEGATED_SERVICES: {
      doc: 'Services with the accounts that administer them for the organization, one row per pair.',
      account: 'DELEGATED_ACCOUNT_ID',
      key: ({ AccountId, ServicePrincipal }) =>
        ServicePrincipal === undefined ? undefined : `${AccountId}/${ServicePrincipal}`,
      columns: {
        DELEGATED_ACCOUNT_ID: ['STRING', 'AccountId', 'Account id.'],
        NAME: ['STRING', 'AccountName', 'Account name.'],
        SERVICE_PRINCIPAL: ['STRING', 'ServicePrincipal', 'Service, such as guardduty.amazonaws.com.'],
        DELEGATION_ENABLED_DATE: [
          'TIMESTAMP_LTZ',
          'DelegationEnabledDate',
          'When the account became its administrator.',
        ],
      },
    },
  },
  async *read(context) {
    for await (const [account, services] of delegatedAdministrators(context)) {
      yield ['ORGANIZATIONS_DELEGATED_ADMINISTRATORS', account];
      for (const service of services) yield ['ORGANIZATIONS_DELEGATED_SERVICES', service];
    }
  },
});

export const trustedServices = organizations.operation(
  'trusted_services',
  'ListAWSServiceAccessForOrganization',
  {
    doc: 'Services that the organization trusts to act in its accounts.',
    pageSize: 'own',
    tables: {
      ORGANIZATIONS_TRUSTED_SERVICES: {
        doc: 'Services with trusted access to the organization, one row each.',
        rows: 'EnabledServicePrincipals',
        key: 'ServicePrincipal',
        columns: {
          SERVICE_PRINCIPAL: ['STRING', 'ServicePrincipal', 'Service, such as cloudtrail.amazonaws.com.'],
          DATE_ENABLED: ['TIMESTAMP_LTZ', 'DateEnabled', 'Since when it is trusted.'],
        },
      },
    },
  },
);

export const policies = organizations.read<{
  ORGANIZATIONS_POLICIES: OrganizationPolicy;
  ORGANIZATIONS_POLICY_TARGETS: PolicyAttachment;
}>('policies', {
  doc: 'Policies of every type that the organization has enabled, with content and what they are attached to.',
  calls: '1, 1 per type, 2 per policy',
  actions: [
    'organizations:ListRoots',
    'organizations:ListPolicies',
    'organizations:DescribePolicy',
    'organizations:ListTargetsForPolicy',
  ],
  tables: {
    ORGANIZATIONS_POLICIES: {
      doc: 'Policies of the organization, one row each.',
      key: 'Id',
      columns: {
        ARN: ['STRING', 'Arn', 'Policy ARN.'],
        POLICY_ID: ['STRING', 'Id', 'Policy id, which begins with p-.'],
        NAME: ['STRING', 'Name', 'Policy name.'],
        DESCRIPTION: ['STRING', 'Description', 'What its author says of it.'],
        TYPE: ['STRING', 'Type', 'SERVICE_CONTROL_POLICY, RESOURCE_CONTROL_POLICY, TAG_POLICY and so on.'],
        AWS_MANAGED: ['BOOLEAN', 'AwsManaged', 'True for those that AWS wrote.'],
        CONTENT: ['POLICY', 'Content', 'The document as JSON; text where it is none.'],
      },
    },
    ORGANIZATIONS_POLICY_TARGETS: {
      doc: 'What the organization’s policies are attached to, one row per policy and target.',
      key: ({ PolicyId, TargetId }) =>
        PolicyId === undefined || TargetId === undefined ? undefined : `${PolicyId}/${TargetId}`,
      columns: {
        POLICY_ID: ['STRING', 'PolicyId', 'Policy id.'],
        POLICY_NAME: ['STRING', 'PolicyName', 'Policy name.'],
        POLICY_TYPE: ['STRING', 'PolicyType', 'Policy type.'],
        TARGET_ID: ['STRING', 'TargetId', 'Id of the root, unit or account.'],
        TARGET_ARN: ['STRING', 'Arn', 'ARN of the root, unit or account.'],
        TARGET_NAME: ['STRING', 'Name', 'Name of the root, unit or account.'],
        TARGET_TYPE: ['STRING', 'Type', 'ROOT, ORGANIZATIONAL_UNIT or ACCOUNT.'],
      },
    },
  },
  async *read(context) {
    for await (const [policy, attachments] of organizationPolicies(context)) {
      yield ['ORGANIZATIONS_POLICIES', policy];
      for (const attachment of attachments) yield ['ORGANIZATIONS_POLICY_TARGETS', attachment];
    }
  },
});
