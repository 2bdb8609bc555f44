import type { View } from '../../snowflake/ddl.ts';
import { literal } from '../../snowflake/identifiers.ts';

/** Bound on how far back events are looked through, so that no question reads all of the past. */
const RECENT = 'e.EVENT_TIME > DATEADD(day, -400, CURRENT_TIMESTAMP())';

/** Events by which people come in through Identity Center. */
const SIGN_INS = ['Authenticate', 'Federate', 'UserAuthentication'].map(literal).join(', ');

/** Collectors that tell when a user was active, by the word that a row uses where it was never read. */
const SOURCES = {
  'credential report': 'iam.credential_report',
  'access keys': 'iam.access_keys',
  cloudtrail: 'cloudtrail.events',
} as const;

const NEVER = 'TO_TIMESTAMP_LTZ(0)';

/** The latest of instants of which any may be NULL. */
function latest(...instants: readonly string[]): string {
  return `NULLIF(GREATEST(${instants.map((instant) => `COALESCE(${instant}, ${NEVER})`).join(', ')}), ${NEVER})`;
}

/** When each IAM user last signed in or used a key, from all that tells of it. */
export const iamUserActivity: View = {
  name: 'AWS_IAM_USER_ACTIVITY',
  comment:
    'When each IAM user last signed in and last used a key: the later of what the credential report, the keys and CloudTrail tell. NULL means never, or not known: see NOT_READ.',
  columns: [
    { name: 'CONNECTION', comment: 'Connection that read the user.' },
    { name: 'ACCOUNT_ID', comment: 'Account of the user.' },
    { name: 'ARN', comment: 'User.' },
    { name: 'USER_NAME', comment: 'User name.' },
    { name: 'CREATED_AT', comment: 'When the user was created.' },
    { name: 'PASSWORD_ENABLED', comment: 'Whether the user can sign in to the console.' },
    { name: 'ACTIVE_KEYS', comment: 'Number of active access keys.' },
    { name: 'LAST_SIGN_IN_AT', comment: 'Last sign-in to the console.' },
    { name: 'KEY_LAST_USED_AT', comment: 'Last use of an access key.' },
    { name: 'LAST_ACTIVITY_AT', comment: 'The later of both.' },
    {
      name: 'NOT_READ',
      comment:
        'What was never read of the account, and so tells nothing: credential report, access keys, cloudtrail.',
    },
  ],
  select: (name) =>
    'WITH used AS (\n' +
    "  SELECT k.ACCOUNT_ID, k.USER_NAME, MAX(k.LAST_USED_AT) AS LAST_USED_AT, SUM(IFF(k.STATUS = 'Active', 1, 0)) AS ACTIVE_KEYS\n" +
    `  FROM ${name('AWS_IAM_ACCESS_KEYS')} k GROUP BY k.ACCOUNT_ID, k.USER_NAME\n` +
    '), came AS (\n' +
    '  SELECT e.IDENTITY_ARN, MAX(e.EVENT_TIME) AS LAST_SIGN_IN_AT\n' +
    `  FROM ${name('AWS_CLOUDTRAIL_EVENTS')} e\n` +
    `  WHERE ${RECENT} AND e.EVENT_NAME = 'ConsoleLogin' AND e.IDENTITY_TYPE = 'IAMUser' AND e.ERROR_MESSAGE IS NULL\n` +
    '  GROUP BY e.IDENTITY_ARN\n' +
    '), readings AS (\n' +
    `  SELECT u.ACCOUNT_ID, ${Object.values(SOURCES)
      .map((collector, at) => `MAX(IFF(u.COLLECTOR = ${literal(collector)}, 1, 0)) AS HAS_${at}`)
      .join(', ')}\n` +
    `  FROM ${name('CONNECTOR_CURRENT_UNITS')} u WHERE u.STATUS = 'ok' GROUP BY u.ACCOUNT_ID\n` +
    ')\n' +
    'SELECT u.CONNECTION, u.ACCOUNT_ID, u.ARN, u.USER_NAME, u.CREATE_DATE AS CREATED_AT, r.PASSWORD_ENABLED, k.ACTIVE_KEYS,\n' +
    `  ${latest('r.PASSWORD_LAST_USED_AT', 'c.LAST_SIGN_IN_AT')} AS LAST_SIGN_IN_AT,\n` +
    `  ${latest('k.LAST_USED_AT', 'r.ACCESS_KEY_1_LAST_USED_AT', 'r.ACCESS_KEY_2_LAST_USED_AT')} AS KEY_LAST_USED_AT,\n` +
    `  ${latest('r.PASSWORD_LAST_USED_AT', 'c.LAST_SIGN_IN_AT', 'k.LAST_USED_AT', 'r.ACCESS_KEY_1_LAST_USED_AT', 'r.ACCESS_KEY_2_LAST_USED_AT')} AS LAST_ACTIVITY_AT,\n` +
    `  ARRAY_CONSTRUCT_COMPACT(${Object.keys(SOURCES)
      .map((word, at) => `IFF(COALESCE(s.HAS_${at}, 0) = 0, ${literal(word)}, NULL)`)
      .join(', ')}) AS NOT_READ\n` +
    `FROM ${name('AWS_IAM_USERS')} u\n` +
    `LEFT JOIN ${name('AWS_IAM_CREDENTIAL_REPORT')} r ON r.ACCOUNT_ID = u.ACCOUNT_ID AND r.USER_NAME = u.USER_NAME\n` +
    'LEFT JOIN used k ON k.ACCOUNT_ID = u.ACCOUNT_ID AND k.USER_NAME = u.USER_NAME\n' +
    'LEFT JOIN came c ON c.IDENTITY_ARN = u.ARN\n' +
    'LEFT JOIN readings s ON s.ACCOUNT_ID = u.ACCOUNT_ID',
};

/** The last sign-in of each user of Identity Center, and the time of which sign-ins are known. */
export const identityCenterUserActivity: View = {
  name: 'AWS_IDENTITY_CENTER_USER_ACTIVITY',
  comment:
    'When each user of Identity Center last signed in, as CloudTrail tells it. NULL means not since EVENTS_FROM; where that is NULL, no event was read of the account that owns the instance, which has the sign-ins.',
  columns: [
    { name: 'CONNECTION', comment: 'Connection that read the user.' },
    { name: 'ACCOUNT_ID', comment: 'Account that Identity Center was read in.' },
    { name: 'REGION', comment: 'Always global: there is one for the organization.' },
    { name: 'USER_ID', comment: 'User.' },
    { name: 'USER_NAME', comment: 'Name to sign in with.' },
    { name: 'EMAIL', comment: 'Primary address.' },
    { name: 'STATUS', comment: 'ENABLED or DISABLED.' },
    { name: 'CREATED_AT', comment: 'When the user was created.' },
    { name: 'OWNER_ACCOUNT_ID', comment: 'Account that owns the instance: sign-ins are in its events.' },
    { name: 'HOME_REGION', comment: 'Region that the instance is at home in: sign-ins are events there.' },
    { name: 'LAST_SIGN_IN_AT', comment: 'Last sign-in that succeeded.' },
    { name: 'LAST_FEDERATED_AT', comment: 'Last time that the user went on into an account or application.' },
    { name: 'LAST_EVENT_AT', comment: 'Last event on behalf of the user, of whatever kind.' },
    {
      name: 'EVENTS_FROM',
      comment: 'Oldest event that is known of that account and region; NULL where none was read.',
    },
    { name: 'EVENTS_UNTIL', comment: 'Up to when its events are known.' },
  ],
  select: (name) =>
    'WITH owners AS (\n' +
    '  SELECT i.CONNECTION, i.ACCOUNT_ID, i.HOME_REGION, COALESCE(i.OWNER_ACCOUNT_ID, i.ACCOUNT_ID) AS OWNER_ACCOUNT_ID\n' +
    `  FROM ${name('AWS_IDENTITY_CENTER_INSTANCES')} i\n` +
    '), told AS (\n' +
    '  SELECT o.OWNER_ACCOUNT_ID, o.HOME_REGION, MIN(e.EVENT_TIME) AS EVENTS_FROM\n' +
    '  FROM (SELECT OWNER_ACCOUNT_ID, HOME_REGION FROM owners GROUP BY OWNER_ACCOUNT_ID, HOME_REGION) o\n' +
    `  JOIN ${name('AWS_CLOUDTRAIL_EVENTS')} e ON e.ACCOUNT_ID = o.OWNER_ACCOUNT_ID AND e.REGION = o.HOME_REGION\n` +
    `  WHERE ${RECENT} GROUP BY o.OWNER_ACCOUNT_ID, o.HOME_REGION\n` +
    '), acts AS (\n' +
    '  SELECT e.IDENTITY_CENTER_USER_ID AS USER_ID, MAX(e.EVENT_TIME) AS LAST_EVENT_AT,\n' +
    `    MAX(IFF(e.EVENT_NAME IN (${SIGN_INS}) AND e.ERROR_CODE IS NULL, e.EVENT_TIME, NULL)) AS LAST_SIGN_IN_AT,\n` +
    "    MAX(IFF(e.EVENT_NAME = 'Federate' AND e.ERROR_CODE IS NULL, e.EVENT_TIME, NULL)) AS LAST_FEDERATED_AT\n" +
    `  FROM ${name('AWS_CLOUDTRAIL_EVENTS')} e\n` +
    `  WHERE ${RECENT} AND e.IDENTITY_CENTER_USER_ID IS NOT NULL\n` +
    '  GROUP BY e.IDENTITY_CENTER_USER_ID\n' +
    '), units AS (\n' +
    '  SELECT ACCOUNT_ID, REGION, MAX(SEEN_AT) AS UNTIL_AT\n' +
    `  FROM ${name('CONNECTOR_CURRENT_UNITS')} WHERE COLLECTOR = ${literal(SOURCES.cloudtrail)} AND STATUS = 'ok'\n` +
    '  GROUP BY ACCOUNT_ID, REGION\n' +
    ')\n' +
    'SELECT u.CONNECTION, u.ACCOUNT_ID, u.REGION, u.USER_ID, u.USER_NAME, u.EMAIL, u.STATUS, u.CREATED_AT, o.OWNER_ACCOUNT_ID, o.HOME_REGION,\n' +
    '  a.LAST_SIGN_IN_AT, a.LAST_FEDERATED_AT, a.LAST_EVENT_AT,\n' +
    '  IFF(t.UNTIL_AT IS NULL, NULL, f.EVENTS_FROM) AS EVENTS_FROM, t.UNTIL_AT AS EVENTS_UNTIL\n' +
    `FROM ${name('AWS_IDENTITY_CENTER_USERS')} u\n` +
    'LEFT JOIN owners o ON o.CONNECTION = u.CONNECTION AND o.ACCOUNT_ID = u.ACCOUNT_ID\n' +
    'LEFT JOIN told f ON f.OWNER_ACCOUNT_ID = o.OWNER_ACCOUNT_ID AND f.HOME_REGION = o.HOME_REGION\n' +
    'LEFT JOIN units t ON t.ACCOUNT_ID = o.OWNER_ACCOUNT_ID AND t.REGION = o.HOME_REGION\n' +
    'LEFT JOIN acts a ON a.USER_ID = u.USER_ID',
};
