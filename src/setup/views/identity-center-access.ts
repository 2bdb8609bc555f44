import type { View } from '../../snowflake/ddl.ts';

const ASSIGNMENTS = 'AWS_IDENTITY_CENTER_ACCOUNT_ASSIGNMENTS';
const MEMBERSHIPS = 'AWS_IDENTITY_CENTER_GROUP_MEMBERSHIPS';

/** Access of people to accounts by permission sets: group assignments expanded to the groups' members. */
export const identityCenterAccess: View = {
  name: 'AWS_IDENTITY_CENTER_ACCESS',
  comment:
    'Who gets into which account with which permission set: a row for every user, account, permission set and way to it, which is a group or an assignment of the user’s own. Groups without members have none.',
  columns: [
    { name: 'CONNECTION', comment: 'Connection.' },
    { name: 'ACCOUNT_ID', comment: 'Account that the user gets into.' },
    { name: 'SOURCE_ACCOUNT_ID', comment: 'Account that Identity Center was read in.' },
    { name: 'TARGET_ACCOUNT_ID', comment: 'The same as ACCOUNT_ID.' },
    { name: 'PERMISSION_SET_ARN', comment: 'Permission set that the user gets.' },
    { name: 'PERMISSION_SET_NAME', comment: 'Its name.' },
    { name: 'USER_ID', comment: 'User.' },
    { name: 'USER_NAME', comment: 'Name to sign in with; NULL for a user who was deleted.' },
    { name: 'USER_STATUS', comment: 'ENABLED or DISABLED; a disabled user gets in nowhere.' },
    { name: 'EMAIL', comment: 'Primary address of the user.' },
    { name: 'GROUP_ID', comment: 'Group that it comes through; NULL where it is assigned to the user.' },
    { name: 'GROUP_NAME', comment: 'Name of that group.' },
  ],
  select: (name) =>
    'WITH ways AS (\n' +
    '  SELECT a.CONNECTION, a.SOURCE_ACCOUNT_ID, a.ACCOUNT_ID, a.PERMISSION_SET_ARN, m.USER_ID, m.GROUP_ID\n' +
    `  FROM ${name(ASSIGNMENTS)} a\n` +
    `  JOIN ${name(MEMBERSHIPS)} m ON ${same('m', 'a')} AND m.GROUP_ID = a.PRINCIPAL_ID\n` +
    "  WHERE a.PRINCIPAL_TYPE = 'GROUP'\n" +
    '  UNION ALL\n' +
    '  SELECT a.CONNECTION, a.SOURCE_ACCOUNT_ID, a.ACCOUNT_ID, a.PERMISSION_SET_ARN, a.PRINCIPAL_ID, NULL\n' +
    `  FROM ${name(ASSIGNMENTS)} a\n` +
    "  WHERE a.PRINCIPAL_TYPE = 'USER'\n" +
    ')\n' +
    'SELECT w.CONNECTION, w.ACCOUNT_ID, w.SOURCE_ACCOUNT_ID, w.ACCOUNT_ID AS TARGET_ACCOUNT_ID, w.PERMISSION_SET_ARN, p.NAME AS PERMISSION_SET_NAME,\n' +
    '  w.USER_ID, u.USER_NAME, u.STATUS AS USER_STATUS, u.EMAIL, w.GROUP_ID, g.DISPLAY_NAME AS GROUP_NAME\n' +
    'FROM ways w\n' +
    `LEFT JOIN ${name('AWS_IDENTITY_CENTER_USERS')} u ON ${same('u', 'w')} AND u.USER_ID = w.USER_ID\n` +
    `LEFT JOIN ${name('AWS_IDENTITY_CENTER_GROUPS')} g ON ${same('g', 'w')} AND g.GROUP_ID = w.GROUP_ID\n` +
    `LEFT JOIN ${name('AWS_IDENTITY_CENTER_PERMISSION_SETS')} p ON ${same('p', 'w')}\n` +
    '  AND p.PERMISSION_SET_ARN = w.PERMISSION_SET_ARN',
};

function same(left: string, right: string): string {
  return `${left}.CONNECTION = ${right}.CONNECTION AND ${left}.ACCOUNT_ID = ${right}.SOURCE_ACCOUNT_ID`;
}
