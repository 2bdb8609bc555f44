import { attachedArn, attachedName } from '../../detections/policy-sql.ts';
import { authorization, entities, PRINCIPAL_KINDS } from './iam-principals.ts';
import { never, raw, type SatelliteColumn, type SnowAlertView, satellite } from './satellite.ts';

const USERS = 'AWS_IAM_USERS';
const POLICIES = 'AWS_IAM_POLICIES';
const REPORT = 'AWS_IAM_CREDENTIAL_REPORT';

/** Members of the account's summary. */
const SUMMARY = [
  ...['UsersQuota', 'GroupsPerUserQuota', 'AttachedPoliciesPerGroupQuota', 'PoliciesQuota', 'GroupsQuota'],
  ...['InstanceProfiles', 'SigningCertificatesPerUserQuota', 'PolicySizeQuota', 'PolicyVersionsInUseQuota'],
  ...['RolePolicySizeQuota', 'AccountSigningCertificatesPresent', 'Users', 'ServerCertificatesQuota'],
  ...['ServerCertificates', 'AssumeRolePolicySizeQuota', 'Groups', 'MFADevicesInUse', 'RolesQuota'],
  ...['VersionsPerPolicyQuota', 'AccountAccessKeysPresent', 'Roles', 'AccountMFAEnabled', 'MFADevices'],
  ...['Policies', 'GroupPolicySizeQuota', 'InstanceProfilesQuota', 'AccessKeysPerUserQuota'],
  ...['AttachedPoliciesPerRoleQuota', 'PolicyVersionsInUse', 'Providers', 'AttachedPoliciesPerUserQuota'],
  ...['UserPolicySizeQuota', 'GlobalEndpointTokenVersion'],
];

/** An account that has no alias has a row: accounts are counted by these. */
const aliases: SnowAlertView = {
  name: 'AWS_COLLECT_IAM_LIST_ACCOUNT_ALIASES',
  doc: 'SnowAlert’s aws_collect_iam_list_account_aliases: a row for every account that could be read, also without an alias.',
  reads: ['AWS_IAM_ACCOUNT_ALIASES'],
  select: (own) =>
    'SELECT u.SEEN_AT AS RECORDED_AT, u.ACCOUNT_ID, NULL::VARIANT AS ERROR, a.ACCOUNT_ALIAS\n' +
    `FROM ${own('CONNECTOR_CURRENT_UNITS')} u\n` +
    `LEFT JOIN ${own('AWS_IAM_ACCOUNT_ALIASES')} a ON a.ACCOUNT_ID = u.ACCOUNT_ID\n` +
    "WHERE u.COLLECTOR = 'iam.account_aliases' AND u.STATUS = 'ok'",
};

/** One row for each account, as SnowAlert has one for each report. */
const report: SnowAlertView = {
  name: 'AWS_COLLECT_IAM_GET_CREDENTIAL_REPORT',
  doc: 'SnowAlert’s aws_collect_iam_get_credential_report: the report of each account as a list; never as text.',
  reads: [REPORT],
  select: (own) =>
    'SELECT MAX(SEEN_AT) AS RECORDED_AT, ACCOUNT_ID, NULL::VARIANT AS ERROR, MAX(SEEN_AT) AS GENERATED_TIME,\n' +
    "  'text/csv' AS REPORT_FORMAT, NULL::STRING AS CONTENT, ARRAY_AGG(RAW) AS CONTENT_CSV_PARSED\n" +
    `FROM ${own(REPORT)} GROUP BY ACCOUNT_ID`,
};

const generated: SnowAlertView = {
  name: 'AWS_COLLECT_IAM_GENERATE_CREDENTIAL_REPORT',
  doc: 'SnowAlert’s aws_collect_iam_generate_credential_report: one row for each account whose report was read.',
  reads: [REPORT],
  select: (own) =>
    "SELECT MAX(SEEN_AT) AS RECORDED_AT, ACCOUNT_ID, NULL::VARIANT AS ERROR, 'COMPLETE' AS STATE, NULL::STRING AS DESCRIPTION\n" +
    `FROM ${own(REPORT)} GROUP BY ACCOUNT_ID`,
};

/** Policies of users, groups and roles: inline by name, inline with their documents, and attached. */
const policiesOfKinds = PRINCIPAL_KINDS.flatMap(([kind, from]): readonly SnowAlertView[] => {
  const owner = `${kind}_NAME`;
  const name: SatelliteColumn = ['POLICY_NAME', 'e.VALUE:PolicyName::STRING'];
  const inline = { from, each: 't.INLINE_POLICIES' };
  return [
    satellite(`IAM_LIST_${kind}_POLICIES`, { ...inline, columns: [owner, name] }),
    satellite(`IAM_GET_${kind}_POLICY`, {
      ...inline,
      columns: [owner, name, ['POLICY_DOCUMENT', 'TO_JSON(e.VALUE:PolicyDocument)']],
    }),
    satellite(`IAM_LIST_ATTACHED_${kind}_POLICIES`, {
      from,
      each: 't.ATTACHED_POLICIES',
      columns: [owner, ['POLICY_NAME', attachedName('e.VALUE')], ['POLICY_ARN', attachedArn('e.VALUE')]],
    }),
  ];
});

/** Tables of SnowAlert about IAM. */
export const IAM_SATELLITES: readonly SnowAlertView[] = [
  aliases,
  generated,
  report,
  entities,
  authorization,
  ...policiesOfKinds,
  satellite('IAM_GET_ACCOUNT_SUMMARY', {
    from: 'AWS_IAM_ACCOUNT_SUMMARY',
    columns: raw('NUMBER', ...SUMMARY),
  }),
  satellite('IAM_GET_ACCOUNT_PASSWORD_POLICY', {
    from: 'AWS_IAM_PASSWORD_POLICY',
    columns: [
      ['MINIMUM_PASSWORD_LENGTH', 't.MINIMUM_LENGTH'],
      'REQUIRE_SYMBOLS',
      'REQUIRE_NUMBERS',
      ['REQUIRE_UPPERCASE_CHARACTERS', 't.REQUIRE_UPPERCASE'],
      ['REQUIRE_LOWERCASE_CHARACTERS', 't.REQUIRE_LOWERCASE'],
      ['ALLOW_USERS_TO_CHANGE_PASSWORD', 't.USERS_MAY_CHANGE'],
      ['EXPIRE_PASSWORDS', 't.EXPIRES'],
      ['MAX_PASSWORD_AGE', 't.MAX_AGE_DAYS'],
      ['PASSWORD_REUSE_PREVENTION', 't.REUSE_PREVENTION'],
      'HARD_EXPIRY',
    ],
  }),
  satellite('IAM_GET_LOGIN_PROFILE', {
    from: REPORT,
    where: "t.PASSWORD_ENABLED AND t.USER_NAME <> '<root_account>'",
    columns: [
      'USER_NAME',
      ['CREATE_DATE', 't.PASSWORD_LAST_CHANGED_AT'],
      ...never('BOOLEAN', 'PASSWORD_RESET_REQUIRED'),
    ],
  }),
  satellite('IAM_LIST_ACCESS_KEYS', {
    from: 'AWS_IAM_ACCESS_KEYS',
    columns: ['USER_NAME', 'ACCESS_KEY_ID', 'STATUS', 'CREATE_DATE'],
  }),
  satellite('IAM_LIST_MFA_DEVICES', {
    from: 'AWS_IAM_MFA_DEVICES',
    where: 't.USER_NAME IS NOT NULL',
    columns: ['USER_NAME', 'SERIAL_NUMBER', ['ENABLE_DATE', 't.ENABLED_AT']],
  }),
  satellite('IAM_LIST_VIRTUAL_MFA_DEVICES', {
    from: 'AWS_IAM_MFA_DEVICES',
    where: "t.KIND = 'virtual'",
    // AWS shows seed and picture once, to whoever makes the device.
    columns: [
      'SERIAL_NUMBER',
      ...never('STRING', 'BASE32_STRING_SEED', 'QR_CODE_PNG'),
      ['USER', 't.RAW:User'],
      ['ENABLE_DATE', 't.ENABLED_AT'],
    ],
  }),
  satellite('IAM_LIST_USERS', {
    from: USERS,
    joins: { [REPORT]: 'r ON r.ACCOUNT_ID = t.ACCOUNT_ID AND r.ARN = t.ARN' },
    columns: [
      ...['PATH', 'USER_NAME', 'USER_ID', 'ARN', 'CREATE_DATE'],
      ['PASSWORD_LAST_USED', 'r.PASSWORD_LAST_USED_AT'],
      ...raw('VARIANT', 'PermissionsBoundary', 'Tags'),
    ],
  }),
  satellite('IAM_LIST_GROUPS', {
    from: 'AWS_IAM_GROUPS',
    columns: ['PATH', 'GROUP_ID', 'GROUP_NAME', 'ARN', 'CREATE_DATE'],
  }),
  satellite('IAM_LIST_ROLES', {
    from: 'AWS_IAM_ROLES',
    joins: { AWS_IAM_ROLE_SETTINGS: 's ON s.ACCOUNT_ID = t.ACCOUNT_ID AND s.ARN = t.ARN' },
    columns: [
      ...['PATH', 'ROLE_NAME', 'ROLE_ID', 'ARN', 'CREATE_DATE'],
      ['ASSUME_ROLE_POLICY_DOCUMENT', 'TO_JSON(t.TRUST_POLICY)'],
      ['DESCRIPTION', 's.DESCRIPTION'],
      ['MAX_SESSION_DURATION', 's.MAX_SESSION_SECONDS'],
      ['PERMISSIONS_BOUNDARY_TYPE', 't.RAW:PermissionsBoundary:PermissionsBoundaryType'],
      ['PERMISSIONS_BOUNDARY_ARN', 't.PERMISSIONS_BOUNDARY_ARN::VARIANT'],
      ...raw('VARIANT', 'Tags', 'RoleLastUsed'),
    ],
  }),
  {
    ...satellite('IAM_LIST_GROUPS_FOR_USER', { from: USERS, columns: [] }),
    select: (own) =>
      'SELECT t.SEEN_AT AS RECORDED_AT, t.ACCOUNT_ID, t.USER_NAME, NULL::VARIANT AS ERROR, g.PATH, g.GROUP_NAME, g.GROUP_ID, g.ARN, g.CREATE_DATE\n' +
      `FROM (SELECT u.SEEN_AT, u.ACCOUNT_ID, u.USER_NAME, e.VALUE::STRING AS GROUP_NAME FROM ${own(USERS)} u, LATERAL FLATTEN(INPUT => u.GROUP_NAMES) e) t\n` +
      `JOIN ${own('AWS_IAM_GROUPS')} g ON g.ACCOUNT_ID = t.ACCOUNT_ID AND g.GROUP_NAME = t.GROUP_NAME`,
  },
  satellite('IAM_LIST_POLICIES', {
    from: POLICIES,
    columns: [
      ...['POLICY_NAME', 'POLICY_ID', 'ARN', 'PATH', 'DEFAULT_VERSION_ID', 'ATTACHMENT_COUNT'],
      ...raw('NUMBER', 'PermissionsBoundaryUsageCount'),
      ...raw('BOOLEAN', 'IsAttachable'),
      ...raw('STRING', 'Description'),
      ...['CREATE_DATE', 'UPDATE_DATE'],
    ],
  }),
  satellite('IAM_GET_POLICY_VERSION', {
    from: POLICIES,
    joins: { AWS_IAM_AWS_MANAGED_POLICIES: 'm ON m.ARN = t.ARN' },
    columns: [
      ['POLICY_ARN', 't.ARN'],
      ['VERSION_ID', 't.DEFAULT_VERSION_ID'],
      ['DOCUMENT', 'COALESCE(t.DOCUMENT, m.DOCUMENT)'],
      ['IS_DEFAULT_VERSION', 'TRUE'],
      ['CREATE_DATE', 't.UPDATE_DATE'],
    ],
  }),
];
