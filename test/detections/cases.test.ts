import { afterAll, beforeAll, expect, test } from 'vitest';
import { bodySql } from '../../src/detections/detection-view.ts';
import { parametersClause } from '../../src/detections/parameter-sql.ts';
import { readDetections } from '../../src/detections/read-detections.ts';
import { identityCenterUserActivity } from '../../src/setup/views/activity-views.ts';
import { createView } from '../../src/snowflake/ddl.ts';
import type { SnowflakeSession } from '../../src/snowflake/session.ts';
import { type PreparedSandbox, startPreparedSandbox } from '../installation/prepared-sandbox.ts';
import { openServiceSession } from '../installation/service-session.ts';
import { SCHEMA } from '../snowflake/recording-session.ts';

// What one organization has once, or what happens at a time, cannot pass and fail in the one of findings.test.ts.

const DETECTIONS = readDetections();

let sandbox: PreparedSandbox;
let session: SnowflakeSession;

beforeAll(async () => {
  sandbox = await startPreparedSandbox({ aws: false, accounts: 3 });
  session = await openServiceSession(sandbox);
  await have('DETECTION_PARAMETERS', "SELECT '' AS DETECTION_ID, '' AS NAME, '' AS VALUE");
});
afterAll(async () => {
  await session.close();
  await sandbox.close();
});

const ask = (sql: string) => session.execute(sql, { about: 'test' });
const object = (name: string) => `SNOWALERT.DATA.${name}`;

/** Puts rows in the place of a view. */
async function have(name: string, ...selects: readonly string[]): Promise<void> {
  await ask(`CREATE OR REPLACE TABLE ${object(name)} AS ${selects.join(' UNION ALL ')}`);
}

/** What the SELECT of a detection answers: `resource status`, in order. */
async function answersOf(id: string): Promise<readonly string[]> {
  const detection = DETECTIONS.find((one) => one.id === id);
  if (!detection) throw new Error(`there is no detection ${id}`);
  const names = { tables: object, detections: object };
  const parameters = parametersClause(detection, names);
  const clauses = [...parameters, `answers AS (${bodySql(detection, names)})`];
  const rows = await ask(
    `WITH ${clauses.join(', ')} SELECT RESOURCE_ID, STATUS, REASON FROM answers ORDER BY RESOURCE_ID`,
  );
  expect(rows.every(({ REASON }) => String(REASON).length > 10)).toBe(true);
  return rows.map(({ RESOURCE_ID, STATUS }) => `${String(RESOURCE_ID)} ${String(STATUS)}`);
}

const ago = (days: number) => `DATEADD(DAY, -${days}, CURRENT_TIMESTAMP())`;

test('root access is managed centrally where both of its parts are', async () => {
  const feature = (account: number, credentials: boolean, sessions: boolean) =>
    `SELECT '${account}' AS ACCOUNT_ID, 'global' AS REGION, 'o' AS ORGANIZATION_ID, ${credentials} AS ROOT_CREDENTIALS_MANAGEMENT, ${sessions} AS ROOT_SESSIONS`;
  await have(
    'AWS_IAM_ORGANIZATIONS_FEATURES',
    feature(1, true, true),
    feature(2, true, false),
    feature(3, false, false),
  );
  expect(await answersOf('iam_root_centralized')).toEqual(['1 pass', '2 fail', '3 fail']);
});

test('an organization has all features, and has opted out of the use of its data, at its root', async () => {
  const organization = (account: number, features: string) =>
    `SELECT '${account}' AS ACCOUNT_ID, 'global' AS REGION, 'arn${account}' AS ARN, 'o${account}' AS ORGANIZATION_ID, '${features}' AS FEATURE_SET`;
  await have('AWS_ORGANIZATIONS', organization(1, 'ALL'), organization(2, 'CONSOLIDATED_BILLING'));
  const target = (account: number, policy: string, type: string, at: string) =>
    `SELECT '${account}' AS ACCOUNT_ID, '${policy}' AS POLICY_ID, '${policy}' AS POLICY_NAME, '${type}' AS POLICY_TYPE, '${at}' AS TARGET_TYPE`;
  await have(
    'AWS_ORGANIZATIONS_POLICY_TARGETS',
    target(1, 'p-1', 'AISERVICES_OPT_OUT_POLICY', 'ROOT'),
    target(2, 'p-2', 'AISERVICES_OPT_OUT_POLICY', 'ACCOUNT'),
    target(2, 'p-3', 'TAG_POLICY', 'ROOT'),
  );
  expect(await answersOf('organizations_all_features')).toEqual(['1 pass', '2 fail']);
  expect(await answersOf('organizations_ai_opt_out')).toEqual(['1 pass', '2 fail']);
});

test('a management account is empty when nothing that it has still runs', async () => {
  const account = (id: number, management: number) =>
    `SELECT '${id}' AS ACCOUNT_ID, 'arn${id}' AS ARN, '${management}' AS MANAGEMENT_ACCOUNT_ID`;
  await have('AWS_ACCOUNTS', account(1, 1), account(2, 1), account(3, 3));
  const instance = (id: number, state: string) =>
    `SELECT '${id}' AS ACCOUNT_ID, 'i-${id}' AS INSTANCE_ID, '${state}' AS STATE`;
  await have('AWS_EC2_INSTANCES', instance(1, 'terminated'), instance(2, 'running'), instance(3, 'stopped'));
  expect(await answersOf('organizations_management_empty')).toEqual(['1 pass', '3 fail']);
});

test('a trail of all regions is one of the account, or of its organization, that logs all of management', async () => {
  await have(
    'DETECTION_UNITS',
    ...[1, 2, 3].map(
      (account) =>
        `SELECT '${account}' AS ACCOUNT_ID, 'r' AS REGION, 'cloudtrail.trails' AS COLLECTOR, 'seen' AS STATE`,
    ),
  );
  const basic = (type: string) => `[{"ReadWriteType":"${type}","IncludeManagementEvents":true}]`;
  const advanced = (more: string) =>
    `[{"FieldSelectors":[{"Field":"eventCategory","Equals":["Management"]}${more}]}]`;
  const trail = (
    account: number,
    selectors: string,
    { isOrganization = false, isLogging = true, isWide = true } = {},
  ) =>
    `SELECT '${account}' AS ACCOUNT_ID, 'r' AS REGION, 'trail${account}' AS TRAIL_ARN, ${isOrganization} AS IS_ORGANIZATION, ${isLogging} AS IS_LOGGING, ${isWide} AS IS_MULTI_REGION,
     PARSE_JSON('${selectors.includes('FieldSelectors') ? 'null' : selectors}') AS EVENT_SELECTORS, PARSE_JSON('${selectors.includes('FieldSelectors') ? selectors : 'null'}') AS ADVANCED_EVENT_SELECTORS`;
  const readOnly = ',{"Field":"readOnly","Equals":["true"]}';
  const ofAccounts = [
    trail(1, basic('All')),
    trail(2, basic('WriteOnly')),
    trail(2, advanced(readOnly)),
    trail(2, advanced(''), { isLogging: false }),
    trail(3, advanced(''), { isWide: false }),
  ];
  await have('AWS_CLOUDTRAIL_TRAILS', ...ofAccounts);
  expect(await answersOf('cloudtrail_multi_region')).toEqual(['1 pass', '2 fail', '3 fail']);
  await have('AWS_CLOUDTRAIL_TRAILS', ...ofAccounts, trail(3, advanced(''), { isOrganization: true }));
  expect(await answersOf('cloudtrail_multi_region')).toEqual(['1 pass', '2 pass', '3 pass']);
});

test('sign-ins without MFA, and changes of trails, fail where and while they are looked at', async () => {
  const unit = (account: number, state = 'seen') =>
    `SELECT '${account}' AS ACCOUNT_ID, 'r' AS REGION, 'cloudtrail.events' AS COLLECTOR, '${state}' AS STATE`;
  await have('DETECTION_UNITS', unit(1), unit(2), unit(3), unit(4, 'blind'));
  const event = (
    account: number,
    source: string,
    name: string,
    { days = 0, mfa = 'NULL::BOOLEAN', error = 'NULL::STRING', type = 'IAMUser' } = {},
  ) =>
    `SELECT '${account}' AS ACCOUNT_ID, 'r' AS REGION, 'e' AS EVENT_ID, ${ago(days)} AS EVENT_TIME, '${source}.amazonaws.com' AS EVENT_SOURCE,
     '${name}' AS EVENT_NAME, ${error} AS ERROR_CODE, '${type}' AS IDENTITY_TYPE, 'arn' AS IDENTITY_ARN, ${mfa} AS MFA_AUTHENTICATED`;
  const signIn = (account: number, more = {}) => event(account, 'signin', 'ConsoleLogin', more);
  await have(
    'AWS_CLOUDTRAIL_EVENTS',
    signIn(1),
    signIn(2, { mfa: 'TRUE' }),
    signIn(2, { days: 2 }),
    signIn(2, { error: "'Failed'" }),
    signIn(3, { type: 'AssumedRole' }),
    event(2, 'cloudtrail', 'StopLogging'),
    event(3, 'cloudtrail', 'StopLogging', { error: "'AccessDenied'" }),
    event(1, 'cloudtrail', 'DescribeTrails'),
  );
  expect(await answersOf('cloudtrail_login_without_mfa')).toEqual(['1 fail', '2 pass', '3 pass']);
  expect(await answersOf('cloudtrail_tampering')).toEqual(['1 pass', '2 fail', '3 pass']);
});

test('people are stale only where the events of the account that owns Identity Center tell so', async () => {
  const user = (account: number, id: string, createdDaysAgo = 200) =>
    `SELECT 'C' AS CONNECTION, '${account}' AS ACCOUNT_ID, 'r' AS REGION, '${id}' AS USER_ID, '${id}' AS USER_NAME, '${id}@example.com' AS EMAIL, 'ENABLED' AS STATUS, ${ago(createdDaysAgo)} AS CREATED_AT`;
  const people = [
    ...['stale', 'signed-in', 'federated', 'refused', 'elsewhere'].map((id) => user(1, id)),
    user(1, 'new', 5),
    user(1, 'unassigned'),
    user(2, 'unread'),
    user(3, 'short'),
    user(4, 'broken'),
    user(4, 'broken-lately-seen'),
  ];
  await have('AWS_IDENTITY_CENTER_USERS', ...people);
  await have(
    'AWS_IDENTITY_CENTER_INSTANCES',
    // The first is read by a delegated administrator.
    ...[
      [1, 10],
      [2, 2],
      [3, 3],
      [4, 4],
    ].map(
      ([account, owner]) =>
        `SELECT 'C' AS CONNECTION, '${account}' AS ACCOUNT_ID, 'r' AS REGION, '${owner}' AS OWNER_ACCOUNT_ID`,
    ),
  );
  await have(
    'AWS_IDENTITY_CENTER_ACCESS',
    ...people
      .filter((sql) => !sql.includes('unassigned'))
      .map(
        (sql) =>
          `SELECT ACCOUNT_ID AS SOURCE_ACCOUNT_ID, USER_ID, STATUS AS USER_STATUS, '9' AS ACCOUNT_ID FROM (${sql}) u`,
      ),
  );
  const event = (
    account: number,
    days: number,
    source = 'ec2',
    name = 'X',
    id = '',
    error = 'NULL::STRING',
    at = 'r',
  ) =>
    `SELECT '${account}' AS ACCOUNT_ID, '${at}' AS REGION, ${ago(days)} AS EVENT_TIME, '${source}.amazonaws.com' AS EVENT_SOURCE, '${name}' AS EVENT_NAME,
     ${error} AS ERROR_CODE, NULLIF('${id}', '') AS IDENTITY_CENTER_USER_ID`;
  await have(
    'AWS_CLOUDTRAIL_EVENTS',
    event(10, 95),
    event(10, 30, 'signin', 'UserAuthentication', 'signed-in'),
    event(10, 30, 'sso', 'Federate', 'federated'),
    event(10, 30, 'signin', 'UserAuthentication', 'refused', "'Failed'"),
    event(10, 30, 'signin', 'UserAuthentication', 'elsewhere', 'NULL::STRING', 'other'),
    event(3, 20),
    event(4, 95),
    event(4, 30, 'sso', 'Authenticate', 'broken-lately-seen'),
  );
  const unit = (account: number, days: number) =>
    `SELECT '${account}' AS ACCOUNT_ID, 'r' AS REGION, 'cloudtrail.events' AS COLLECTOR, 'ok' AS STATUS, ${ago(days)} AS SEEN_AT`;
  await have('CONNECTOR_CURRENT_UNITS', unit(10, 0), unit(3, 0), unit(4, 20));
  await ask(createView(SCHEMA, identityCenterUserActivity));
  expect(await answersOf('identity_center_stale_user')).toEqual([
    'broken null',
    'broken-lately-seen pass',
    'elsewhere pass',
    'federated pass',
    'new pass',
    'refused fail',
    'short null',
    'signed-in pass',
    'stale fail',
    'unread null',
  ]);
});
