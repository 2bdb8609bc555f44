import type { Group, GroupMembership, User } from '@aws-sdk/client-identitystore';
import type * as sdk from '@aws-sdk/client-sso-admin';
import { readAssignments } from './assignments.ts';
import { type Instance, readInstance } from './instance.ts';
import { type PermissionSetFacts, readPermissionSetFacts as readPermissionSets } from './permission-sets.ts';
import { identityCenter } from './service.ts';
import { memberships, readGroups, readUsersOfStore as readUsers } from './store.ts';

export { applicationAssignments, applications, trustedTokenIssuers } from './applications.ts';

/** The instance with the region that it answers in, which AWS does not name. */
interface InstanceAtHome extends Instance {
  readonly HomeRegion: string;
}

export const identityCenterInstances = identityCenter.read<{ INSTANCES: InstanceAtHome }>('instances', {
  doc: 'The organization’s instance of IAM Identity Center.',
  calls: '1',
  actions: ['sso:ListInstances'],
  tables: {
    INSTANCES: {
      doc: 'Instances of IAM Identity Center, one row each.',
      key: 'InstanceArn',
      columns: {
        INSTANCE_ARN: ['STRING', 'InstanceArn', 'Instance ARN.'],
        IDENTITY_STORE_ID: ['STRING', 'IdentityStoreId', 'Identity store that its users and groups are in.'],
        OWNER_ACCOUNT_ID: ['STRING', 'OwnerAccountId', 'Account that owns the instance.'],
        HOME_REGION: ['STRING', 'HomeRegion', 'Region that it is at home in: its sign-ins are events there.'],
        NAME: ['STRING', 'Name', 'Name.'],
        STATUS: ['STRING', 'Status', 'ACTIVE, or what is being done to it.'],
        CREATED_AT: ['TIMESTAMP_LTZ', 'CreatedDate', 'When it was enabled.'],
      },
    },
  },
  async *read(context) {
    yield ['INSTANCES', { ...(await readInstance(context)), HomeRegion: context.region }];
  },
});

export const users = identityCenter.read<{ USERS: User }>('users', {
  doc: 'Users of Identity Center, whether enabled or not.',
  calls: '1, 1 per 100 users',
  actions: ['sso:ListInstances', 'identitystore:ListUsers'],
  tables: {
    USERS: {
      doc: 'Identity Center users, one row each.',
      key: 'UserId',
      columns: {
        USER_ID: ['STRING', 'UserId', 'Stable unique id.'],
        USER_NAME: ['STRING', 'UserName', 'Name to sign in with.'],
        STATUS: ['STRING', 'UserStatus', 'ENABLED or DISABLED.'],
        DISPLAY_NAME: ['STRING', 'DisplayName', 'Name to show.'],
        EMAIL: ['STRING', primaryEmail, 'Primary address, else the first.'],
        EMAILS: ['VARIANT', 'Emails', 'All addresses.'],
        EXTERNAL_IDS: ['VARIANT', 'ExternalIds', 'Ids in the identity provider that the user comes from.'],
        CREATED_AT: ['TIMESTAMP_LTZ', 'CreatedAt', 'When the user was created.'],
        UPDATED_AT: ['TIMESTAMP_LTZ', 'UpdatedAt', 'When the user was last changed.'],
      },
    },
  },
  async *read(context) {
    for await (const user of readUsers(context)) yield ['USERS', user];
  },
});

function primaryEmail({ Emails = [] }: User): string | undefined {
  return (Emails.find(({ Primary }) => Primary) ?? Emails[0])?.Value;
}

export const groups = identityCenter.read<{ GROUPS: Group }>('groups', {
  doc: 'Groups of Identity Center.',
  calls: '1, 1 per 100 groups',
  actions: ['sso:ListInstances', 'identitystore:ListGroups'],
  tables: {
    GROUPS: {
      doc: 'Identity Center groups, one row each.',
      key: 'GroupId',
      columns: {
        GROUP_ID: ['STRING', 'GroupId', 'Stable unique id.'],
        DISPLAY_NAME: ['STRING', 'DisplayName', 'Group name.'],
        DESCRIPTION: ['STRING', 'Description', 'What the group is for.'],
        EXTERNAL_IDS: ['VARIANT', 'ExternalIds', 'Ids in the identity provider that the group comes from.'],
        CREATED_AT: ['TIMESTAMP_LTZ', 'CreatedAt', 'When the group was created.'],
      },
    },
  },
  async *read(context) {
    for (const group of await readGroups(context)) yield ['GROUPS', group];
  },
});

export const groupMemberships = identityCenter.read<{ GROUP_MEMBERSHIPS: GroupMembership }>(
  'group_memberships',
  {
    doc: 'Who is in which group of Identity Center, at a call for each group and hundred members.',
    calls: '1, 1 per 100 groups, 1 per group and 100 members',
    actions: ['sso:ListInstances', 'identitystore:ListGroups', 'identitystore:ListGroupMemberships'],
    tables: {
      GROUP_MEMBERSHIPS: {
        doc: 'Memberships in Identity Center groups, one row each.',
        key: 'MembershipId',
        columns: {
          MEMBERSHIP_ID: ['STRING', 'MembershipId', 'Stable unique id.'],
          GROUP_ID: ['STRING', 'GroupId', 'Group.'],
          USER_ID: ['STRING', 'MemberId.UserId', 'User in the group.'],
          CREATED_AT: ['TIMESTAMP_LTZ', 'CreatedAt', 'When the user was put into the group.'],
        },
      },
    },
    async *read(context) {
      for await (const membership of memberships(context)) yield ['GROUP_MEMBERSHIPS', membership];
    },
  },
);

export const permissionSets = identityCenter.read<{ PERMISSION_SETS: PermissionSetFacts }>(
  'permission_sets',
  {
    doc: 'Permission sets with their policies and boundaries, at five calls each.',
    calls: '1, 1 per 100 sets, 5 per set',
    actions: [
      'sso:ListInstances',
      'sso:ListPermissionSets',
      'sso:DescribePermissionSet',
      'sso:GetInlinePolicyForPermissionSet',
      'sso:ListManagedPoliciesInPermissionSet',
      'sso:ListCustomerManagedPolicyReferencesInPermissionSet',
      'sso:GetPermissionsBoundaryForPermissionSet',
    ],
    tables: {
      PERMISSION_SETS: {
        doc: 'Permission sets, one row each.',
        key: 'PermissionSetArn',
        columns: {
          PERMISSION_SET_ARN: ['STRING', 'PermissionSetArn', 'Permission set ARN.'],
          NAME: ['STRING', 'Name', 'Name.'],
          DESCRIPTION: ['STRING', 'Description', 'What it is for.'],
          SESSION_DURATION: ['STRING', 'SessionDuration', 'Longest session, as ISO 8601: PT12H.'],
          RELAY_STATE: ['STRING', 'RelayState', 'Page of the console that sign-in leads to.'],
          CREATED_AT: ['TIMESTAMP_LTZ', 'CreatedDate', 'When it was created.'],
          INLINE_POLICY: ['POLICY', 'InlinePolicy', 'Inline policy document.'],
          MANAGED_POLICIES: ['VARIANT', 'ManagedPolicies', 'AWS-managed policies attached.'],
          CUSTOMER_MANAGED_POLICIES: [
            'VARIANT',
            'CustomerManagedPolicies',
            'Names and paths of policies that each account must have itself.',
          ],
          PERMISSIONS_BOUNDARY: ['VARIANT', 'PermissionsBoundary', 'Permissions boundary, if any.'],
        },
      },
    },
    async *read(context) {
      for await (const set of readPermissionSets(context)) yield ['PERMISSION_SETS', set];
    },
  },
);

export const accountAssignments = identityCenter.read<{ ACCOUNT_ASSIGNMENTS: sdk.AccountAssignment }>(
  'account_assignments',
  {
    doc: 'Who is assigned which permission set in which account, at a call for each set and each account it is in.',
    calls: '1, 1 per 100 sets, 1 per set, 1 per set and account',
    actions: [
      'sso:ListInstances',
      'sso:ListPermissionSets',
      'sso:ListAccountsForProvisionedPermissionSet',
      'sso:ListAccountAssignments',
    ],
    tables: {
      ACCOUNT_ASSIGNMENTS: {
        doc: 'Assignments of permission sets to users and groups, one row per account.',
        account: 'TARGET_ACCOUNT_ID',
        key: ({ AccountId, PermissionSetArn, PrincipalType, PrincipalId }) =>
          AccountId && PermissionSetArn && PrincipalId
            ? `${AccountId} ${PermissionSetArn} ${PrincipalType} ${PrincipalId}`
            : undefined,
        columns: {
          TARGET_ACCOUNT_ID: ['STRING', 'AccountId', 'Account that the assignment lets into.'],
          PERMISSION_SET_ARN: ['STRING', 'PermissionSetArn', 'Permission set that is assigned.'],
          PRINCIPAL_TYPE: ['STRING', 'PrincipalType', 'USER or GROUP.'],
          PRINCIPAL_ID: ['STRING', 'PrincipalId', 'User or group, which may have been deleted since.'],
        },
      },
    },
    async *read(context) {
      for await (const assignment of readAssignments(context)) yield ['ACCOUNT_ASSIGNMENTS', assignment];
    },
  },
);
