import { attachedArn } from '../../detections/policy-sql.ts';
import { raw, type SnowAlertView } from './satellite.ts';

const USERS = 'AWS_IAM_USERS';
const POLICIES = 'AWS_IAM_POLICIES';

const ENTITIES = ['GROUP_ID', 'GROUP_NAME', 'USER_ID', 'USER_NAME', 'ROLE_ID', 'ROLE_NAME'];

/** Users, groups and roles, with what SnowAlert has of the policies of each. */
export const PRINCIPAL_KINDS = [
  ['USER', USERS],
  ['GROUP', 'AWS_IAM_GROUPS'],
  ['ROLE', 'AWS_IAM_ROLES'],
] as const;

/** Policies without a holder are in it, with no holder: SnowAlert’s rules ask for those. */
export const entities: SnowAlertView = {
  name: 'AWS_COLLECT_IAM_LIST_ENTITIES_FOR_POLICY',
  doc: 'SnowAlert’s aws_collect_iam_list_entities_for_policy: who has which policy; a policy that nobody has is a row without names.',
  reads: [USERS],
  select: (own) => {
    const row = (arn: string, mine: readonly string[]) =>
      `SELECT t.SEEN_AT AS RECORDED_AT, t.ACCOUNT_ID, ${arn} AS POLICY_ARN, NULL::VARIANT AS ERROR, ` +
      ENTITIES.map((name) => `${mine.includes(name) ? `t.${name}` : 'NULL::STRING'} AS ${name}`).join(', ');
    const support = "'arn:' || COALESCE(a.PARTITION, 'aws') || ':iam::aws:policy/AWSSupportAccess'";
    return [
      ...PRINCIPAL_KINDS.map(
        ([kind, table]) =>
          `${row(attachedArn('e.VALUE'), [`${kind}_ID`, `${kind}_NAME`])}\n` +
          `FROM ${own(table)} t, LATERAL FLATTEN(INPUT => t.ATTACHED_POLICIES) e`,
      ),
      `${row('t.ARN', [])}\nFROM ${own(POLICIES)} t WHERE t.ATTACHMENT_COUNT = 0`,
      // AWS tells of its own policies only where somebody has them.
      `${row(support, [])}\nFROM ${own('CONNECTOR_CURRENT_UNITS')} t\n` +
        `LEFT JOIN (SELECT ACCOUNT_ID, MAX(SPLIT_PART(ARN, ':', 2)) AS PARTITION FROM ${own('AWS_IAM_ROLES')} GROUP BY ACCOUNT_ID) a ON a.ACCOUNT_ID = t.ACCOUNT_ID\n` +
        "WHERE t.COLLECTOR = 'iam.authorization_details' AND t.STATUS = 'ok' AND NOT EXISTS (\n" +
        `  SELECT 1 FROM ${own(POLICIES)} p WHERE p.ACCOUNT_ID = t.ACCOUNT_ID AND p.ARN LIKE '%:iam::aws:policy/AWSSupportAccess')`,
    ].join('\nUNION ALL\n');
  },
};

/** Users, groups, roles and policies in one, the columns of the other kinds NULL. */
export const authorization: SnowAlertView = {
  name: 'AWS_COLLECT_IAM_GET_ACCOUNT_AUTHORIZATION_DETAILS',
  doc: 'SnowAlert’s aws_collect_iam_get_account_authorization_details: users, groups, roles and policies.',
  reads: [USERS],
  select: (own) =>
    [USERS, 'AWS_IAM_GROUPS', 'AWS_IAM_ROLES', POLICIES]
      .map((table) => {
        const columns = AUTHORIZATION.map(([name, type, member, tables]) =>
          tables.includes(table)
            ? `t.RAW:${member}${type === 'VARIANT' ? '' : `::${type}`} AS ${name}`
            : `NULL::${type} AS ${name}`,
        );
        return (
          `SELECT t.SEEN_AT AS RECORDED_AT, t.ACCOUNT_ID, NULL::VARIANT AS ERROR, t.ARN,\n  ${columns.join(', ')}\n` +
          `FROM ${own(table)} t`
        );
      })
      .join('\nUNION ALL\n'),
};

type AuthorizationColumn = readonly [name: string, type: string, member: string, tables: readonly string[]];

/** A column of `AUTHORIZATION` for each member that those of the tables have. */
function members(
  tables: readonly string[],
  types: Readonly<Record<string, readonly string[]>>,
): readonly AuthorizationColumn[] {
  return Object.entries(types).flatMap(([type, names]) =>
    names.map((member): AuthorizationColumn => {
      const [column] = raw(type, member);
      return [typeof column === 'string' ? column : (column?.[0] ?? member), type, member, tables];
    }),
  );
}

const AUTHORIZATION: readonly AuthorizationColumn[] = [
  ...members([USERS, 'AWS_IAM_GROUPS', 'AWS_IAM_ROLES'], { VARIANT: ['AttachedManagedPolicies'] }),
  ...members([USERS, 'AWS_IAM_GROUPS', 'AWS_IAM_ROLES', POLICIES], {
    STRING: ['Path'],
    TIMESTAMP_NTZ: ['CreateDate'],
  }),
  ...members([USERS, 'AWS_IAM_ROLES'], { VARIANT: ['PermissionsBoundary', 'Tags'] }),
  ...members([USERS], { STRING: ['UserId', 'UserName'], VARIANT: ['GroupList', 'UserPolicyList'] }),
  ...members(['AWS_IAM_GROUPS'], { STRING: ['GroupId', 'GroupName'], VARIANT: ['GroupPolicyList'] }),
  ...members(['AWS_IAM_ROLES'], {
    STRING: ['RoleId', 'RoleName'],
    VARIANT: ['AssumeRolePolicyDocument', 'InstanceProfileList', 'RoleLastUsed', 'RolePolicyList'],
  }),
  ...members([POLICIES], {
    STRING: ['PolicyId', 'PolicyName', 'DefaultVersionId', 'Description'],
    NUMBER: ['AttachmentCount', 'PermissionsBoundaryUsageCount'],
    BOOLEAN: ['IsAttachable'],
    TIMESTAMP_NTZ: ['UpdateDate'],
    VARIANT: ['PolicyVersionList'],
  }),
];
