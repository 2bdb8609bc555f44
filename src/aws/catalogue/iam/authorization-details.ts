import type { InstanceProfile, ManagedPolicyDetail } from '@aws-sdk/client-iam';
import { tagMap } from '../tagging/tags.ts';
import { attachedPolicies } from './attached-policies.ts';
import { iam } from './service.ts';

export const authorizationDetails = iam.operation('authorization_details', 'GetAccountAuthorizationDetails', {
  doc: 'Users, groups, roles and policies with all their attachments, in one sweep.',
  // AWS answers at most 1,000 a page; a shorter page may still be followed by more.
  pageSize: 1000,
  tables: {
    USERS: {
      doc: 'IAM users, one row each.',
      rows: 'UserDetailList',
      key: 'Arn',
      columns: {
        ARN: ['STRING', 'Arn', 'User ARN.'],
        USER_NAME: ['STRING', 'UserName', 'User name.'],
        USER_ID: ['STRING', 'UserId', 'Stable unique id.'],
        PATH: ['STRING', 'Path', 'IAM path.'],
        CREATE_DATE: ['TIMESTAMP_LTZ', 'CreateDate', 'When the user was created.'],
        GROUP_NAMES: ['VARIANT', 'GroupList', 'Names of the groups the user is in.'],
        ATTACHED_POLICIES: [
          'VARIANT',
          (user) => attachedPolicies(user.AttachedManagedPolicies),
          'Managed policies attached directly.',
        ],
        INLINE_POLICIES: ['NAMED_POLICIES', 'UserPolicyList', 'Inline policies with their documents.'],
        PERMISSIONS_BOUNDARY_ARN: [
          'STRING',
          'PermissionsBoundary.PermissionsBoundaryArn',
          'Permissions boundary, if any.',
        ],
        TAGS: ['VARIANT', (user) => tagMap(user.Tags), 'Tags as an object.'],
      },
    },
    GROUPS: {
      doc: 'IAM groups, one row each.',
      rows: 'GroupDetailList',
      key: 'Arn',
      columns: {
        ARN: ['STRING', 'Arn', 'Group ARN.'],
        GROUP_NAME: ['STRING', 'GroupName', 'Group name.'],
        GROUP_ID: ['STRING', 'GroupId', 'Stable unique id.'],
        PATH: ['STRING', 'Path', 'IAM path.'],
        CREATE_DATE: ['TIMESTAMP_LTZ', 'CreateDate', 'When the group was created.'],
        ATTACHED_POLICIES: [
          'VARIANT',
          (group) => attachedPolicies(group.AttachedManagedPolicies),
          'Managed policies attached.',
        ],
        INLINE_POLICIES: ['NAMED_POLICIES', 'GroupPolicyList', 'Inline policies with their documents.'],
      },
    },
    ROLES: {
      doc: 'IAM roles, one row each.',
      rows: 'RoleDetailList',
      key: 'Arn',
      volatile: ['RoleLastUsed'],
      columns: {
        ARN: ['STRING', 'Arn', 'Role ARN.'],
        ROLE_NAME: ['STRING', 'RoleName', 'Role name.'],
        ROLE_ID: ['STRING', 'RoleId', 'Stable unique id.'],
        PATH: ['STRING', 'Path', 'IAM path.'],
        CREATE_DATE: ['TIMESTAMP_LTZ', 'CreateDate', 'When the role was created.'],
        TRUST_POLICY: ['POLICY', 'AssumeRolePolicyDocument', 'Who may assume the role.'],
        ATTACHED_POLICIES: [
          'VARIANT',
          (role) => attachedPolicies(role.AttachedManagedPolicies),
          'Managed policies attached.',
        ],
        INLINE_POLICIES: ['NAMED_POLICIES', 'RolePolicyList', 'Inline policies with their documents.'],
        PERMISSIONS_BOUNDARY_ARN: [
          'STRING',
          'PermissionsBoundary.PermissionsBoundaryArn',
          'Permissions boundary, if any.',
        ],
        LAST_USED_AT: ['TIMESTAMP_LTZ', 'RoleLastUsed.LastUsedDate', 'Last use AWS knows of.'],
        LAST_USED_REGION: ['STRING', 'RoleLastUsed.Region', 'Region of that use.'],
        TAGS: ['VARIANT', (role) => tagMap(role.Tags), 'Tags as an object.'],
      },
    },
    INSTANCE_PROFILES: {
      doc: 'Instance profiles that hold a role, one row each.',
      rows: 'RoleDetailList.InstanceProfileList',
      key: 'Arn',
      lands: withoutTrust,
      columns: {
        ARN: ['STRING', 'Arn', 'Instance profile ARN, as instances name it.'],
        NAME: ['STRING', 'InstanceProfileName', 'Instance profile name.'],
        INSTANCE_PROFILE_ID: ['STRING', 'InstanceProfileId', 'Stable unique id.'],
        PATH: ['STRING', 'Path', 'IAM path.'],
        CREATE_DATE: ['TIMESTAMP_LTZ', 'CreateDate', 'When it was made.'],
        ROLE_ARN: ['STRING', (profile) => profile.Roles?.[0]?.Arn, 'Role that its instances have.'],
        ROLE_NAME: ['STRING', (profile) => profile.Roles?.[0]?.RoleName, 'Name of that role.'],
      },
    },
    POLICIES: {
      doc: 'Managed policies in use: the account’s own, and those of AWS that are attached.',
      rows: 'Policies',
      key: 'Arn',
      lands: (policy) => (isOfAws(policy) ? withoutDocuments(policy) : policy),
      columns: {
        ARN: ['STRING', 'Arn', 'Policy ARN.'],
        POLICY_NAME: ['STRING', 'PolicyName', 'Policy name.'],
        POLICY_ID: ['STRING', 'PolicyId', 'Stable unique id.'],
        AWS_MANAGED: ['BOOLEAN', isOfAws, 'Whether AWS keeps it, the same for everyone.'],
        PATH: ['STRING', 'Path', 'IAM path.'],
        CREATE_DATE: ['TIMESTAMP_LTZ', 'CreateDate', 'When the policy was created.'],
        UPDATE_DATE: ['TIMESTAMP_LTZ', 'UpdateDate', 'When a version was last added.'],
        ATTACHMENT_COUNT: ['NUMBER', 'AttachmentCount', 'Users, groups and roles it is attached to.'],
        DEFAULT_VERSION_ID: ['STRING', 'DefaultVersionId', 'Version in force.'],
        DOCUMENT: [
          'POLICY',
          documentInForce,
          'Document of the version in force; of a policy of AWS in AWS_IAM_AWS_MANAGED_POLICIES.',
        ],
      },
    },
    AWS_MANAGED_POLICIES: {
      kind: 'reference',
      doc: 'Policies that AWS keeps and some account has attached, with their documents, once for all accounts.',
      rows: 'Policies',
      key: 'Arn',
      lands: (policy, context) =>
        isOfAws(policy) && context.firstInRun(`iam:policy ${policy.Arn}`) ? withoutUse(policy) : undefined,
      columns: {
        ARN: ['STRING', 'Arn', 'Policy ARN, as in AWS_IAM_POLICIES.'],
        POLICY_NAME: ['STRING', 'PolicyName', 'Policy name.'],
        POLICY_ID: ['STRING', 'PolicyId', 'Stable unique id.'],
        PATH: ['STRING', 'Path', 'IAM path.'],
        UPDATE_DATE: ['TIMESTAMP_LTZ', 'UpdateDate', 'When AWS last changed it.'],
        DEFAULT_VERSION_ID: ['STRING', 'DefaultVersionId', 'Version in force.'],
        DOCUMENT: ['POLICY', documentInForce, 'Document of the version in force.'],
      },
    },
  },
});

/** Trust policies are left out: the role's own row has its trust policy. */
function withoutTrust({ Roles = [], ...profile }: InstanceProfile): InstanceProfile {
  return {
    ...profile,
    Roles: Roles.map(({ AssumeRolePolicyDocument: _, RoleLastUsed: __, ...role }) => role),
  };
}

/** The account in the ARN of a policy of AWS is `aws`. */
function isOfAws({ Arn }: ManagedPolicyDetail): boolean {
  return Arn?.split(':')[4] === 'aws';
}

function documentInForce({ PolicyVersionList }: ManagedPolicyDetail): unknown {
  return PolicyVersionList?.find((version) => version.IsDefaultVersion)?.Document;
}

function withoutDocuments(policy: ManagedPolicyDetail): ManagedPolicyDetail {
  const versions = policy.PolicyVersionList?.map(({ Document: _, ...version }) => version);
  return { ...policy, PolicyVersionList: versions };
}

/** Policy without the number of its uses, which each account has its own, and without the versions that are no more in force. */
function withoutUse(policy: ManagedPolicyDetail): ManagedPolicyDetail {
  const { AttachmentCount: _, PermissionsBoundaryUsageCount: __, ...rest } = policy;
  return { ...rest, PolicyVersionList: policy.PolicyVersionList?.filter((each) => each.IsDefaultVersion) };
}
