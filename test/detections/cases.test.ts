import { afterAll, beforeAll, expect, test } from 'vitest';
import { catalogue } from '../../src/aws/catalogue/index.ts';
import type { Detection } from '../../src/detections/detection.ts';
import { bodySql, detectionSelect } from '../../src/detections/detection-view.ts';
import { parametersClause } from '../../src/detections/parameter-sql.ts';
import { policyTables, statementsView } from '../../src/detections/policy-statements.ts';
import { parseDetection, readDetections } from '../../src/detections/read-detections.ts';
import { openRules } from '../../src/setup/access/open-rules.ts';
import { identityCenterUserActivity } from '../../src/setup/views/activity-views.ts';
import { createView } from '../../src/snowflake/ddl.ts';
import type { SnowflakeSession } from '../../src/snowflake/session.ts';
import { type PreparedSandbox, startPreparedSandbox } from '../installation/prepared-sandbox.ts';
import { openServiceSession } from '../installation/service-session.ts';
import { SCHEMA } from '../snowflake/recording-session.ts';
import { inPlaceOf, object } from './in-place-of.ts';
import { LEFT_TO_CASES } from './left-to-cases.ts';
import { mutantsOf } from './mutants.ts';

// What one organization has once, or what happens at a time, cannot pass and fail in the one of findings.test.ts.

const DETECTIONS = readDetections();

const NO_PARAMETERS = "SELECT '' AS DETECTION_ID, '' AS NAME, '' AS VALUE";

let sandbox: PreparedSandbox;
let session: SnowflakeSession;

beforeAll(async () => {
  sandbox = await startPreparedSandbox({ aws: false, accounts: 3 });
  session = await openServiceSession(sandbox);
  await have('DETECTION_PARAMETERS', NO_PARAMETERS);
});
afterAll(async () => {
  await session.close();
  await sandbox.close();
});

const ask = (sql: string) => session.execute(sql, { about: 'test' });
const have = (name: string, ...selects: readonly string[]) => inPlaceOf(session, name, selects);

/** Predicates whose negation no case has shown yet, by detection. */
const unseen = new Map(Object.entries(LEFT_TO_CASES).map(([id, predicates]) => [id, new Set(predicates)]));

/**
 * What the SELECT of a detection answers: `resource status`, in order. The predicates that are left to the cases are
 * negated as well, one at a time: those that give another answer are seen.
 */
async function answersOf(id: string): Promise<readonly string[]> {
  const detection = DETECTIONS.find((one) => one.id === id);
  if (!detection) throw new Error(`there is no detection ${id}`);
  const answers = await answered(detection);
  for (const { predicate, sql } of mutantsOf(detection.sql)) {
    if (!unseen.get(id)?.has(predicate)) continue;
    const others = await answered({ ...detection, sql });
    if (others.join() !== answers.join()) unseen.get(id)?.delete(predicate);
  }
  return answers;
}

/** The same with another value of a parameter than it has by default. */
async function answersWith(id: string, name: string, value: string): Promise<readonly string[]> {
  await have(
    'DETECTION_PARAMETERS',
    `SELECT '${id}' AS DETECTION_ID, '${name}' AS NAME, '${value}' AS VALUE`,
  );
  const answers = await answersOf(id);
  await have('DETECTION_PARAMETERS', NO_PARAMETERS);
  return answers;
}

async function answered(detection: Detection): Promise<readonly string[]> {
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

test('a management account is empty when nothing that it has still runs, but what is expected', async () => {
  const account = (id: number, management = id) =>
    `SELECT '${id}' AS ACCOUNT_ID, 'arn${id}' AS ARN, '${management}' AS MANAGEMENT_ACCOUNT_ID`;
  await have('AWS_ACCOUNTS', account(10, 11), ...[11, 12, 13, 14, 15, 16, 17, 18].map((id) => account(id)));
  const thing = (id: number, column: string) => `SELECT '${id}' AS ACCOUNT_ID, 'x-${id}' AS ${column}`;
  const instance = (id: number, state: string) => `${thing(id, 'INSTANCE_ID')}, '${state}' AS STATE`;
  await have(
    'AWS_EC2_INSTANCES',
    instance(10, 'running'),
    instance(11, 'terminated'),
    instance(12, 'stopped'),
  );
  await have('AWS_LAMBDA_FUNCTIONS', thing(13, 'ARN'));
  await have('AWS_RDS_INSTANCES', thing(14, 'ARN'));
  await have('AWS_RDS_CLUSTERS', thing(15, 'ARN'));
  await have('AWS_ELBV2_LOAD_BALANCERS', thing(16, 'ARN'));
  await have('AWS_ELB_LOAD_BALANCERS', thing(17, 'NAME'));
  await have('AWS_EFS_FILE_SYSTEMS', thing(18, 'FILE_SYSTEM_ID'));
  const failing = [12, 13, 14, 15, 16, 17, 18].map((id) => `${id} fail`);
  expect(await answersOf('organizations_management_empty')).toEqual(['11 pass', ...failing]);
  expect(await answersWith('organizations_management_empty', 'expected', '["x-12"]')).toEqual([
    '11 pass',
    '12 pass',
    ...failing.slice(1),
  ]);
});

test('a role is unused where a service was never called, or not of late, and AWS would remember', async () => {
  const role = (name: string, days: number, path = '/') =>
    `SELECT '1' AS ACCOUNT_ID, 'global' AS REGION, '${name}' AS ARN, '${path}' AS PATH, ${ago(days)} AS CREATE_DATE, ${ago(10)} AS SEEN_AT`;
  await have(
    'AWS_IAM_ROLES',
    ...['ages', 'late', 'never', 'nothing', 'unread', 'used'].map((name) => role(name, 900)),
    role('young', 60),
    role('of-aws', 900, '/aws-service-role/x/'),
  );
  const read = (name: string, ...services: readonly (readonly [string, string?])[]) =>
    `SELECT '1' AS ACCOUNT_ID, '${name}' AS ARN, ${services.length} AS SERVICES_ALLOWED, NULL::TIMESTAMP_LTZ AS LAST_ACCESSED_AT, ${ago(10)} AS SEEN_AT,
     ARRAY_CONSTRUCT(${services
       .map(
         ([service, used]) =>
           `OBJECT_CONSTRUCT('ServiceNamespace', '${service}'${used ? `, 'LastAuthenticated', TO_VARCHAR(${used}, 'YYYY-MM-DD"T"HH24:MI:SS')` : ''})`,
       )
       .join(', ')}) AS SERVICES`;
  await have(
    'AWS_IAM_SERVICE_LAST_ACCESSED',
    // What was used within the days before it was read counts, however long ago that is.
    read('used', ['s3', ago(95)], ['ec2', ago(11)]),
    read('ages', ['s3', ago(600)]),
    read('late', ['s3', ago(11)], ['ec2', ago(105)]),
    read('never', ['s3', ago(11)], ['ec2']),
    read('nothing'),
    read('young', ['s3']),
    read('of-aws', ['s3']),
  );
  expect(await answersOf('iam_service_unused')).toEqual([
    'ages fail',
    'late fail',
    'never fail',
    'nothing pass',
    'unread null',
    'used pass',
    'young pass',
  ]);
  expect(await answersWith('iam_service_unused', 'days', '500')).toEqual([
    'ages fail',
    'late pass',
    'never null',
    'nothing pass',
    'unread null',
    'used pass',
    'young pass',
  ]);
});

/** The trails of these accounts are read; those of one more are not, though other things of it are. */
async function haveTrailsOf(...accounts: readonly number[]): Promise<void> {
  const unit = (account: number, collector: string, state: string) =>
    `SELECT '${account}' AS ACCOUNT_ID, 'r' AS REGION, '${collector}' AS COLLECTOR, '${state}' AS STATE`;
  await have(
    'DETECTION_UNITS',
    ...accounts.map((account) => unit(account, 'cloudtrail.trails', 'seen')),
    unit(9, 'cloudtrail.trails', 'blind'),
    unit(9, 'ec2.vpcs', 'seen'),
  );
}

function trail(
  account: number,
  selectors: string,
  { isOrganization = false, isLogging = true, isWide = true, name = 'trail' } = {},
): string {
  const isAdvanced = selectors.includes('FieldSelectors');
  return `SELECT '${account}' AS ACCOUNT_ID, 'r' AS REGION, '${name}${account}' AS TRAIL_ARN, ${isOrganization} AS IS_ORGANIZATION, ${isLogging} AS IS_LOGGING, ${isWide} AS IS_MULTI_REGION,
     PARSE_JSON('${isAdvanced ? 'null' : selectors}') AS EVENT_SELECTORS, PARSE_JSON('${isAdvanced ? selectors : 'null'}') AS ADVANCED_EVENT_SELECTORS`;
}

test('a trail of all regions is one of the account, or of its organization, that logs all of management', async () => {
  await haveTrailsOf(1, 2, 3);
  const basic = (type: string, management = true) =>
    `[{"ReadWriteType":"${type}","IncludeManagementEvents":${management}}]`;
  const advanced = (more: string) =>
    `[{"FieldSelectors":[{"Field":"eventCategory","Equals":["Management"]}${more}]}]`;
  const readOnly = ',{"Field":"readOnly","Equals":["true"]}';
  const ofAccounts = [
    trail(1, basic('All')),
    trail(2, basic('WriteOnly')),
    trail(3, basic('All', false), { name: 'data' }),
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
    event(3, 'signin', 'SwitchRole'),
    event(2, 'cloudtrail', 'StopLogging'),
    event(3, 'cloudtrail', 'StopLogging', { error: "'AccessDenied'" }),
    event(1, 'cloudtrail', 'DescribeTrails'),
    event(1, 'elsewhere', 'StopLogging'),
    event(1, 'cloudtrail', 'StopLogging', { days: 2 }),
  );
  expect(await answersOf('cloudtrail_login_without_mfa')).toEqual(['1 fail', '2 pass', '3 pass']);
  expect(await answersOf('cloudtrail_tampering')).toEqual(['1 pass', '2 fail', '3 pass']);
});

test('people are stale only where the events of the account that owns Identity Center tell so', async () => {
  const user = (account: number, id: string, createdDaysAgo = 200) =>
    `SELECT 'C' AS CONNECTION, '${account}' AS ACCOUNT_ID, 'global' AS REGION, '${id}' AS USER_ID, '${id}' AS USER_NAME, '${id}@example.com' AS EMAIL, 'ENABLED' AS STATUS, ${ago(createdDaysAgo)} AS CREATED_AT`;
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
        `SELECT 'C' AS CONNECTION, '${account}' AS ACCOUNT_ID, 'global' AS REGION, 'r' AS HOME_REGION, '${owner}' AS OWNER_ACCOUNT_ID`,
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

test('a trail logs objects where its selectors name all of them', async () => {
  const objects = (type: string, kind = 'AWS::S3::Object', value = 'arn:aws:s3') =>
    `[{"ReadWriteType":"${type}","DataResources":[{"Type":"${kind}","Values":["${value}"]}]}]`;
  await haveTrailsOf(1, 2, 3, 4, 5);
  await have(
    'AWS_CLOUDTRAIL_TRAILS',
    trail(1, objects('All')),
    trail(2, objects('ReadOnly')),
    trail(3, objects('WriteOnly', 'AWS::S3::Object', 'arn:aws:s3:::')),
    trail(4, objects('All', 'AWS::Lambda::Function')),
    trail(5, objects('All', 'AWS::S3::Object', 'arn:aws:s3:::one/')),
  );
  expect(await answersOf('cloudtrail_s3_read')).toEqual(['1 pass', '2 pass', '3 fail', '4 fail', '5 fail']);
  expect(await answersOf('cloudtrail_s3_write')).toEqual(['1 pass', '2 fail', '3 pass', '4 fail', '5 fail']);
});

test('alarms are asked for where trails are read, and on all that belongs to the event', async () => {
  const alarm = (account: number, pattern: string) =>
    `SELECT '${account}' AS ACCOUNT_ID, FALSE AS IS_ORGANIZATION, 'a' AS ALARM_NAME, '${pattern}' AS PATTERN`;
  await haveTrailsOf(1, 2, 3);
  await have(
    'AWS_CLOUDTRAIL_ALARMS',
    alarm(1, '$.eventname=consolelogin'),
    alarm(2, '$.eventname=consolelogin&&$.errormessage=failedauthentication'),
    alarm(3, '$.eventname=consolelogin&&$.additionaleventdata.mfaused!=yes'),
  );
  for (const { id } of DETECTIONS.filter((one) => one.id.startsWith('alarm_'))) {
    const passing = { alarm_failed_login: '2', alarm_login_without_mfa: '3' }[id];
    expect(await answersOf(id)).toEqual(
      ['1', '2', '3'].map((account) => `${account} ${account === passing ? 'pass' : 'fail'}`),
    );
  }
});

test('findings of access are open, none, or not known where no analyzer whose findings are seen covers the region', async () => {
  const unit = (account: string, state = 'seen') =>
    `SELECT '${account}' AS ACCOUNT_ID, 'r' AS REGION, 'accessanalyzer.findings' AS COLLECTOR, '${state}' AS STATE`;
  const analyzer = (account: string, type: string, status = 'ACTIVE') =>
    `SELECT '${account}' AS ACCOUNT_ID, 'r' AS REGION, 'arn' AS ARN, '${type}' AS TYPE, '${status}' AS STATUS`;
  const finding = (account: string, status: string, type = 'ACCOUNT') =>
    `SELECT '${account}' AS ACCOUNT_ID, 'r' AS REGION, '${status}' AS STATUS, '${type}' AS ANALYZER_TYPE, 'bucket' AS RESOURCE_ARN`;
  const accounts = ['archived', 'none', 'off', 'open', 'unused'];
  await have(
    'AWS_ACCESSANALYZER_FINDINGS',
    finding('archived', 'ARCHIVED'),
    finding('open', 'ACTIVE'),
    finding('unused', 'ACTIVE', 'ACCOUNT_UNUSED_ACCESS'),
  );
  const own = [
    ...['archived', 'open'].map((account) => analyzer(account, 'ACCOUNT')),
    analyzer('off', 'ACCOUNT', 'DISABLED'),
    analyzer('unused', 'ACCOUNT_UNUSED_ACCESS'),
  ];
  const answers = async (administrator: string) => {
    await have(
      'DETECTION_UNITS',
      ...accounts.map((account) => unit(account)),
      unit('security', administrator),
    );
    await have('AWS_ACCESSANALYZER_ANALYZERS', ...own, analyzer('security', 'ORGANIZATION'));
    return answersOf('iam_access_analyzer_findings');
  };
  expect(await answers('blind')).toEqual([
    'archived pass',
    'none null',
    'off null',
    'open fail',
    'unused null',
  ]);
  expect(await answers('seen')).toEqual([
    ...['archived pass', 'none pass', 'off pass', 'open fail', 'security pass', 'unused pass'],
  ]);
});

test('sessions of Roles Anywhere are narrowed by policies that do not allow everything', async () => {
  const profile = (id: string, policy = '', isEnabled = true) =>
    `SELECT '1' AS ACCOUNT_ID, 'r' AS REGION, '${id}' AS PROFILE_ID, '${id}' AS ARN, '${id}' AS NAME, ${isEnabled} AS ENABLED,
     ${policy === '' ? 'NULL::VARIANT' : `PARSE_JSON('${policy}')`} AS SESSION_POLICY, PARSE_JSON('[]') AS MANAGED_POLICY_ARNS, PARSE_JSON('[]') AS ROLE_ARNS, 3600 AS DURATION_SECONDS`;
  const statement = (more: string, effect = 'Allow') => `{"Effect":"${effect}","Action":"*",${more}}`;
  const policy = (...statements: readonly string[]) => `{"Statement":[${statements.join(',')}]}`;
  await have(
    'AWS_ROLESANYWHERE_PROFILES',
    profile('alone', `{"Statement":${statement('"Resource":"*"')}}`),
    profile('asked', policy(statement('"Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"true"}}'))),
    profile('both', policy(statement('"Resource":["arn:aws:s3:::b"]'), statement('"Resource":["*"]'))),
    profile('bucket', policy(statement('"Resource":["arn:aws:s3:::b","arn:aws:s3:::b/*"]'))),
    profile('denied', policy(statement('"Resource":"*"', 'Deny'))),
    profile('none'),
    profile('off', '', false),
    profile('text', '"{"'),
  );
  expect(await answersOf('rolesanywhere_profile')).toEqual([
    ...['alone fail', 'asked pass', 'both fail', 'bucket pass', 'denied pass'],
    ...['none fail', 'off pass', 'text null'],
  ]);
});

test('plain HTTP is refused where the bucket and all of its objects are, in one statement or several', async () => {
  const statement = (id: string, index: number, ...resources: readonly string[]) =>
    `SELECT '1' AS ACCOUNT_ID, 'r' AS REGION, 'arn:aws:s3:::${id}' AS RESOURCE_ID, ${index} AS STATEMENT_INDEX, 'Deny' AS EFFECT,
     PARSE_JSON('["*"]') AS AWS_PRINCIPALS, PARSE_JSON('["s3:*"]') AS ACTIONS, PARSE_JSON('{"Bool":{"aws:SecureTransport":"false"}}') AS CONDITION,
     ${resources.length > 0 ? `PARSE_JSON('${JSON.stringify(resources)}')` : 'NULL::VARIANT'} AS RESOURCES`;
  const arn = (resource: string) => `arn:aws:s3:::${resource}`;
  const policies: Readonly<Record<string, readonly (readonly string[])[]>> = {
    'all-but-one': [[]],
    'any-bucket': [[arn('*')]],
    both: [[arn('both'), arn('both/*')]],
    bucket: [[arn('bucket')]],
    'by-letters': [[arn('by-letter?'), arn('by-letter?/*')]],
    'by-prefix': [[arn('by-*')]],
    everything: [['*']],
    'in-two': [[arn('in-two')], [arn('in-two/*')]],
    none: [],
    objects: [[arn('objects/*')]],
    'one-object': [[arn('one-object'), arn('one-object/')]],
    'other-bucket': [[arn('other_bucket*')]],
    percent: [[arn('percent'), arn('percent/%*')]],
    prefix: [[arn('prefix'), arn('prefix/logs/*')]],
  };
  await have(
    'AWS_S3_BUCKETS',
    ...Object.keys(policies).map(
      (id) => `SELECT '1' AS ACCOUNT_ID, 'r' AS REGION, '${arn(id)}' AS ARN, '${id}' AS NAME, 'x' AS POLICY`,
    ),
  );
  await have(
    'AWS_S3_BUCKETS_STATEMENTS',
    ...Object.entries(policies).flatMap(([id, statements]) =>
      statements.map((resources, index) => statement(id, index, ...resources)),
    ),
  );
  const passing = ['any-bucket', 'both', 'by-letters', 'by-prefix', 'everything', 'in-two'];
  expect(await answersOf('s3_bucket_tls')).toEqual(
    Object.keys(policies).map((id) => `${arn(id)} ${passing.includes(id) ? 'pass' : 'fail'}`),
  );
});

/** Blocks that are everybody, and blocks that are not. */
const BLOCKS = {
  broad4: ['0.0.0.0/0', '0.0.0.0/1', '128.0.0.0/1', '192.0.0.0/3', '12.0.0.0/7'],
  narrow4: ['10.0.0.0/8', '224.0.0.0/4', '240.0.0.0/4', '198.51.100.0/24'],
  broad6: ['::/0', '::/1', '8000::/1', '2000::/3', '2600::/20'],
  narrow6: ['2001:db8::/32', 'fc00::/7', 'ff00::/8', '::1/128'],
} as const;

test('a block that is wider than /8, and of IPv6 than /32, is everybody to groups and ACLs alike', async () => {
  const blocks = Object.values(BLOCKS).flat();
  const group = (id: string) =>
    `SELECT '1' AS ACCOUNT_ID, 'r' AS REGION, '${id}' AS GROUP_ID, '${id}' AS GROUP_NAME, '1' AS OWNER_ID`;
  const rule = (block: string, isListed: boolean) =>
    `SELECT '1' AS ACCOUNT_ID, 'r' AS REGION, '${isListed ? 'pl-' : ''}${block}' AS GROUP_ID, 'sgr' AS RULE_ID, FALSE AS IS_EGRESS, '-1' AS IP_PROTOCOL, -1 AS FROM_PORT, -1 AS TO_PORT,
     ${isListed || block.includes(':') ? 'NULL::STRING' : `'${block}'`} AS CIDR_IPV4, ${isListed || !block.includes(':') ? 'NULL::STRING' : `'${block}'`} AS CIDR_IPV6,
     ${isListed ? `'pl-${block}'` : 'NULL::STRING'} AS PREFIX_LIST_ID`;
  const list = (block: string) =>
    `SELECT '1' AS ACCOUNT_ID, 'r' AS REGION, 'pl-${block}' AS PREFIX_LIST_ID, '1' AS OWNER_ID, '${block.includes(':') ? 'IPv6' : 'IPv4'}' AS ADDRESS_FAMILY, PARSE_JSON('[{"Cidr":"${block}"}]') AS ENTRIES`;
  const acl = (block: string) =>
    `SELECT '1' AS ACCOUNT_ID, 'r' AS REGION, '${block}' AS NETWORK_ACL_ID, '1' AS OWNER_ID, 'v' AS VPC_ID,
     PARSE_JSON('[{"RuleNumber":1,"RuleAction":"allow","Egress":false,"${block.includes(':') ? 'Ipv6CidrBlock' : 'CidrBlock'}":"${block}","Protocol":"-1"}]') AS ENTRIES`;
  await have('AWS_EC2_SECURITY_GROUPS', ...blocks.flatMap((block) => [group(block), group(`pl-${block}`)]));
  await have(
    'AWS_EC2_SECURITY_GROUP_RULES',
    ...blocks.flatMap((block) => [rule(block, false), rule(block, true)]),
  );
  await have('AWS_EC2_MANAGED_PREFIX_LISTS', ...blocks.map(list));
  await have('AWS_EC2_NETWORK_ACLS', ...blocks.map(acl));
  await ask(createView(SCHEMA, openRules));
  const failing = async (id: string) =>
    (await answersOf(id))
      .filter((answer) => answer.endsWith(' fail'))
      .map((answer) => answer.replace(' fail', ''));
  const both = (some: readonly string[]) => [...some, ...some.map((block) => `pl-${block}`)].sort();
  const { broad4, broad6 } = BLOCKS;
  expect((await failing('ec2_admin_ports_v4')).sort()).toEqual(both(broad4));
  expect((await failing('ec2_admin_ports_v6')).sort()).toEqual(both(broad6));
  expect((await failing('ec2_any_port')).sort()).toEqual(both([...broad4, ...broad6]));
  expect((await failing('ec2_nacl_admin_ports')).sort()).toEqual([...broad4, ...broad6].sort());
});

/** Prefix lists by what they hold: entries that were not read are NULL. */
async function havePrefixLists(): Promise<void> {
  const list = (id: string, owner: string, family: string, blocks?: readonly string[]) =>
    `SELECT '1' AS ACCOUNT_ID, 'r' AS REGION, '${id}' AS PREFIX_LIST_ID, '${owner}' AS OWNER_ID, '${family}' AS ADDRESS_FAMILY,
     ${blocks ? `PARSE_JSON('${JSON.stringify(blocks.map((Cidr) => ({ Cidr })))}')` : 'NULL::VARIANT'} AS ENTRIES`;
  await have(
    'AWS_EC2_MANAGED_PREFIX_LISTS',
    list('pl-aws', 'AWS', 'IPv4'),
    list('pl-empty', '1', 'IPv4', []),
    list('pl-narrow', '1', 'IPv4', ['198.51.100.0/24', '203.0.113.0/24']),
    list('pl-open', '1', 'IPv4', ['198.51.100.0/24', '0.0.0.0/0']),
    list('pl-open6', '2', 'IPv6', ['::/0']),
    list('pl-unread', '1', 'IPv4'),
  );
  await ask(createView(SCHEMA, openRules));
}

test('every port is all of them of TCP or UDP and none of ICMP, and a prefix list lets in what it holds', async () => {
  const group = (id: string) =>
    `SELECT '1' AS ACCOUNT_ID, 'r' AS REGION, '${id}' AS GROUP_ID, '${id}' AS GROUP_NAME, '1' AS OWNER_ID`;
  const rule = (id: string, protocol: string, from: number, to: number, list?: string) =>
    `SELECT '1' AS ACCOUNT_ID, 'r' AS REGION, '${id}' AS GROUP_ID, 'sgr' AS RULE_ID, FALSE AS IS_EGRESS, ${list ? 'NULL' : "'0.0.0.0/0'"} AS CIDR_IPV4, NULL::STRING AS CIDR_IPV6,
     ${list ? `'${list}'` : 'NULL'} AS PREFIX_LIST_ID, '${protocol}' AS IP_PROTOCOL, ${from} AS FROM_PORT, ${to} AS TO_PORT`;
  const lists = ['pl-aws', 'pl-empty', 'pl-narrow', 'pl-open', 'pl-open6', 'pl-unread', 'pl-unseen'];
  await have('AWS_EC2_SECURITY_GROUPS', ...['all', 'icmp', ...lists, 'tcp', 'udp'].map(group));
  await have(
    'AWS_EC2_SECURITY_GROUP_RULES',
    rule('tcp', 'tcp', 0, 65_535),
    rule('udp', 'udp', 1, 65_534),
    rule('icmp', 'icmp', -1, -1),
    rule('all', '-1', -1, -1),
    ...lists.map((list) => rule(list, '-1', -1, -1, list)),
  );
  await havePrefixLists();
  const known = ['pl-aws pass', 'pl-empty pass', 'pl-narrow pass', 'pl-open fail', 'pl-open6 fail'];
  const others = ['tcp fail', 'udp pass'];
  expect(await answersOf('ec2_any_port')).toEqual([
    ...['all fail', 'icmp pass', ...known, 'pl-unread null', 'pl-unseen null', ...others],
  ]);
  // Trust is for what is not read: a list that holds everybody is not excused.
  expect(await answersWith('ec2_any_port', 'trusted_lists', '["pl-unread", "pl-open"]')).toEqual([
    ...['all fail', 'icmp pass', ...known, 'pl-unread pass', 'pl-unseen null', ...others],
  ]);
  const answersFor = async (detection: string) =>
    (await answersOf(detection)).filter((answer) => answer.startsWith('pl-'));
  expect(await answersFor('ec2_admin_ports_v4')).toEqual([
    ...['pl-aws pass', 'pl-empty pass', 'pl-narrow pass', 'pl-open fail', 'pl-open6 pass'],
    ...['pl-unread null', 'pl-unseen null'],
  ]);
  expect(await answersFor('ec2_admin_ports_v6')).toEqual([
    ...['pl-aws pass', 'pl-empty pass', 'pl-narrow pass', 'pl-open pass', 'pl-open6 fail'],
    ...['pl-unread pass', 'pl-unseen null'],
  ]);
});

test('an ACL lets administrators’ ports in by TCP, by a range that has them, and by the rule that decides', async () => {
  const entry = (
    protocol: number,
    from: number,
    to: number,
    action = 'allow',
    number = 1,
    block = '0.0.0.0/0',
  ) =>
    `{"RuleNumber":${number},"RuleAction":"${action}","Egress":false,"CidrBlock":"${block}","Protocol":"${protocol}","PortRange":{"From":${from},"To":${to}}}`;
  const acl = (id: string, ...entries: readonly string[]) =>
    `SELECT '1' AS ACCOUNT_ID, 'r' AS REGION, '${id}' AS NETWORK_ACL_ID, '1' AS OWNER_ID, 'v' AS VPC_ID, PARSE_JSON('[${entries.join(',')}]') AS ENTRIES`;
  await have(
    'AWS_EC2_NETWORK_ACLS',
    acl(
      'denied-first',
      entry(6, 0, 100, 'deny'),
      entry(6, 0, 65_535, 'allow', 2),
      entry(6, 3389, 3389, 'deny'),
    ),
    acl('half', entry(6, 0, 100, 'deny', 1, '128.0.0.0/1'), entry(6, 0, 100, 'allow', 2, '0.0.0.0/1')),
    acl('half-denied', entry(6, 0, 100, 'deny'), entry(6, 0, 100, 'allow', 2, '0.0.0.0/1')),
    acl('half-first', entry(6, 0, 100, 'allow', 1, '0.0.0.0/1'), entry(6, 0, 100, 'deny', 2)),
    acl('rdp', entry(6, 3000, 4000)),
    acl('udp', entry(17, 0, 65_535)),
    acl('web', entry(6, 443, 443)),
  );
  expect(await answersOf('ec2_nacl_admin_ports')).toEqual([
    'denied-first pass',
    'half fail',
    'half-denied pass',
    'half-first fail',
    'rdp fail',
    'udp pass',
    'web pass',
  ]);
});

test('an instance is reached by any address that a route leads to, and by a group that admits its family', async () => {
  const routes = (leadsOut: boolean) => `PARSE_JSON('[{"GatewayId":"${leadsOut ? 'igw-1' : 'local'}"}]')`;
  const table = (vpc: string, subnet: string, leadsOut: boolean) =>
    `SELECT '1' AS ACCOUNT_ID, 'r' AS REGION, '${vpc}' AS VPC_ID, ${subnet === ''} AS IS_MAIN, ${routes(leadsOut)} AS ROUTES,
     PARSE_JSON('[${subnet === '' ? '' : `{"SubnetId":"${subnet}"}`}]') AS ASSOCIATIONS`;
  await have(
    'AWS_EC2_ROUTE_TABLES',
    table('open', '', true),
    table('open', 'shut-in-open', false),
    table('shut', '', false),
    table('shut', 'open-in-shut', true),
  );
  const rule = (group: string, cidr4: string, cidr6: string, list: string) =>
    `SELECT '1' AS ACCOUNT_ID, 'r' AS REGION, '${group}' AS GROUP_ID, 'sgr' AS RULE_ID, FALSE AS IS_EGRESS, '-1' AS IP_PROTOCOL, -1 AS FROM_PORT, -1 AS TO_PORT,
     NULLIF('${cidr4}', '') AS CIDR_IPV4, NULLIF('${cidr6}', '') AS CIDR_IPV6, NULLIF('${list}', '') AS PREFIX_LIST_ID`;
  await have(
    'AWS_EC2_SECURITY_GROUP_RULES',
    rule('all4', '0.0.0.0/0', '', ''),
    rule('all6', '', '::/0', ''),
    ...['unread', 'unseen', 'narrow', 'open', 'aws'].map((list) => rule(list, '', '', `pl-${list}`)),
  );
  await havePrefixLists();
  const V4 = '{"PrivateIpAddresses":[{},{"Association":{"PublicIp":"192.0.2.1"}}]}';
  const V6 = '{"PrivateIpAddresses":[{}],"Ipv6Addresses":[{"Ipv6Address":"2001:db8::1"}]}';
  const instances = [
    ['i-1', 'open', 'any', 'all4', V4],
    ['i-2', 'open', 'shut-in-open', 'all4', V4],
    ['i-3', 'shut', 'any', 'all4', V4],
    ['i-4', 'shut', 'open-in-shut', 'all4', V4],
    ['i-5', 'open', 'any', 'all6', V6],
    ['i-6', 'open', 'any', 'all4', V6],
    ['i-7', 'open', 'any', 'unread', V4],
    ['i-8', 'open', 'any', 'unread', V6],
    ['i-9', 'open', 'any', 'aws', V4],
    ['j-1', 'open', 'any', 'unseen', V6],
    ['j-2', 'open', 'any', 'narrow', V4],
    ['j-3', 'open', 'any', 'open', V4],
    ['j-4', 'open', 'any', 'open', V6],
  ];
  await have(
    'AWS_EC2_NETWORK_INTERFACES',
    ...instances.map(
      ([id, vpc, subnet, group, raw]) =>
        `SELECT '1' AS ACCOUNT_ID, 'r' AS REGION, '${id}' AS INSTANCE_ID, '${vpc}' AS VPC_ID, '${subnet}' AS SUBNET_ID,
         PARSE_JSON('[{"GroupId":"${group}"}]') AS SECURITY_GROUPS, PARSE_JSON('${raw}') AS RAW`,
    ),
  );
  await have(
    'AWS_EC2_INSTANCES',
    ...instances.map(
      ([id]) =>
        `SELECT '1' AS ACCOUNT_ID, 'r' AS REGION, '${id}' AS INSTANCE_ID, 'arn' AS INSTANCE_PROFILE_ARN, 'running' AS STATE`,
    ),
  );
  expect(await answersOf('ec2_public_instance')).toEqual([
    'i-1 fail',
    'i-2 pass',
    'i-3 pass',
    'i-4 fail',
    'i-5 fail',
    'i-6 pass',
    'i-7 null',
    'i-8 pass',
    'i-9 pass',
    'j-1 null',
    'j-2 pass',
    'j-3 fail',
    'j-4 pass',
  ]);
});

test('passwords, devices and sessions count where they are of those that are asked of', async () => {
  const user = (account: number, name: string, password: boolean) =>
    `SELECT '${account}' AS ACCOUNT_ID, 'global' AS REGION, '${name}' AS USER_NAME, ${password} AS PASSWORD_ENABLED`;
  await have(
    'AWS_IAM_CREDENTIAL_REPORT',
    user(1, 'robot', false),
    user(2, 'person', true),
    user(3, 'person', true),
    user(4, '<root_account>', true),
  );
  await have('AWS_IAM_SAML_PROVIDERS', "SELECT '3' AS ACCOUNT_ID");
  expect(await answersOf('iam_federation')).toEqual(['1 pass', '2 fail', '3 pass', '4 pass']);

  const summary = (account: number) =>
    `SELECT '${account}' AS ACCOUNT_ID, 'global' AS REGION, TRUE AS ROOT_PASSWORD, 0 AS ROOT_ACCESS_KEYS, TRUE AS ROOT_MFA_ENABLED`;
  const device = (account: number, isRoot: boolean) =>
    `SELECT '${account}' AS ACCOUNT_ID, 'virtual' AS KIND, ${isRoot} AS IS_ROOT`;
  await have('AWS_IAM_ACCOUNT_SUMMARY', summary(1), summary(2));
  await have('AWS_IAM_MFA_DEVICES', device(1, false), device(2, true));
  await have('DETECTION_ACCOUNTS', "SELECT '1' AS ACCOUNT_ID, 'aws' AS PARTITION");
  expect(await answersOf('iam_root_hardware_mfa')).toEqual(['1 pass', '2 fail']);

  const set = (name: string, duration: string) =>
    `SELECT '1' AS ACCOUNT_ID, 'r' AS REGION, '${name}' AS PERMISSION_SET_ARN, '${name}' AS NAME, ${duration} AS SESSION_DURATION, PARSE_JSON('{}') AS INLINE_POLICY,
     PARSE_JSON('[]') AS CUSTOMER_MANAGED_POLICIES, PARSE_JSON('[]') AS MANAGED_POLICIES`;
  await have(
    'AWS_IDENTITY_CENTER_PERMISSION_SETS',
    set('five-hours', "'PT4H60M'"),
    set('minutes', "'PT240M'"),
    set('unsaid', 'NULL::STRING'),
  );
  expect(await answersWith('identity_center_long_session', 'hours', '0')).toEqual([
    'five-hours fail',
    'minutes fail',
    'unsaid fail',
  ]);
  expect(await answersOf('identity_center_long_session')).toEqual([
    'five-hours fail',
    'minutes pass',
    'unsaid pass',
  ]);
});

test('ways to more that are narrowed or by condition fail unless they are accepted', async () => {
  const user = (name: string) =>
    `SELECT '1' AS ACCOUNT_ID, 'global' AS REGION, '${name}' AS ARN, '/' AS PATH`;
  await have('AWS_IAM_USERS', ...['conditional', 'either', 'narrowed', 'none', 'wide'].map(user));
  await have('AWS_IAM_ROLES', `${user('x')} WHERE FALSE`);
  await have(
    'AWS_IAM_STATEMENTS',
    "SELECT '1' AS ACCOUNT_ID, 'x' AS PRINCIPAL_ARN, TRUE AS IS_KNOWN WHERE FALSE",
  );
  const way = (name: string, narrowed: boolean, conditional: boolean) =>
    `SELECT '1' AS ACCOUNT_ID, '${name}' AS PRINCIPAL_ARN, 'm' AS METHOD, ${narrowed} AS IS_NARROWED, ${conditional} AS IS_CONDITIONAL, ARRAY_CONSTRUCT('scp') AS NOT_EVALUATED`;
  await have(
    'AWS_ESCALATION_PATHS',
    way('conditional', false, true),
    way('either', true, false),
    way('either', false, false),
    way('narrowed', true, false),
    way('wide', false, false),
  );
  expect(await answersOf('iam_privilege_escalation')).toEqual([
    'conditional fail',
    'either fail',
    'narrowed fail',
    'none pass',
    'wide fail',
  ]);
  expect(await answersWith('iam_privilege_escalation', 'narrowed', '0')).toEqual([
    'conditional pass',
    'either fail',
    'narrowed pass',
    'none pass',
    'wide fail',
  ]);
});

test('strangers are those of no account of the organization, unless they are allowed', async () => {
  await have('AWS_ACCOUNTS', "SELECT '100000000001' AS ACCOUNT_ID", "SELECT '100000000002' AS ACCOUNT_ID");
  const answersAllowing = (id: string) => answersWith(id, 'allowed_accounts', '["300000000001"]');
  const buckets = { allowed: '300000000001', mine: '100000000002', strange: '200000000001' };
  await have(
    'AWS_S3_BUCKETS',
    ...Object.keys(buckets).map(
      (name) => `SELECT '1' AS ACCOUNT_ID, 'r' AS REGION, '${name}' AS ARN, '${name}' AS NAME`,
    ),
  );
  await have(
    'AWS_S3_BUCKETS_STATEMENTS',
    ...Object.entries(buckets).map(
      ([name, principal]) =>
        `SELECT '1' AS ACCOUNT_ID, 'r' AS REGION, '${name}' AS RESOURCE_ID, 'Allow' AS EFFECT, ARRAY_CONSTRUCT('${principal}') AS AWS_PRINCIPALS`,
    ),
  );
  expect(await answersAllowing('s3_bucket_foreign')).toEqual(['allowed pass', 'mine pass', 'strange fail']);

  const peering = (id: string, one: string, other: string) =>
    `SELECT '1' AS ACCOUNT_ID, 'r' AS REGION, '${id}' AS VPC_PEERING_CONNECTION_ID, '${one}' AS REQUESTER_ACCOUNT_ID, '${other}' AS ACCEPTER_ACCOUNT_ID, 'active' AS STATUS`;
  await have(
    'AWS_EC2_VPC_PEERING_CONNECTIONS',
    peering('allowed', '300000000001', '100000000001'),
    peering('mine', '100000000001', '100000000002'),
    peering('strange-accepter', '100000000001', '200000000001'),
    peering('strange-requester', '200000000001', '100000000001'),
  );
  await have(
    'AWS_EC2_TRANSIT_GATEWAY_ATTACHMENTS',
    "SELECT '1' AS ACCOUNT_ID, 'r' AS REGION, 'a' AS ATTACHMENT_ID, 'x' AS TRANSIT_GATEWAY_OWNER_ID, 'y' AS ATTACHED_RESOURCE_OWNER_ID, 'deleted' AS STATE",
  );
  expect(await answersAllowing('vpc_peering_foreign')).toEqual([
    'allowed pass',
    'mine pass',
    'strange-accepter fail',
    'strange-requester fail',
  ]);
});

test('an endpoint lets everybody do everything by stars, by leaving out a few, and by conditions that narrow nothing', async () => {
  const everything = { Action: '*', Resource: '*', Principal: '*' };
  const endpoint = (id: string, ...statements: readonly object[]) =>
    `SELECT '1' AS ACCOUNT_ID, 'r' AS REGION, '${id}' AS RESOURCE_ID, '${id}' AS VPC_ENDPOINT_ID, '1' AS OWNER_ID, 's' AS SERVICE_NAME, 'v' AS VPC_ID,
     PARSE_JSON('${JSON.stringify({ Statement: statements.length === 1 ? allow(statements[0]) : statements.map(allow) })}') AS POLICY_DOCUMENT`;
  const allow = (statement: object | undefined) => ({ Effect: 'Allow', ...everything, ...statement });
  const one = 'arn:aws:iam::100000000001:root';
  const ours = { 'aws:ResourceOrgID': 'o-exampleorg' };
  await have(
    'AWS_EC2_VPC_ENDPOINTS',
    endpoint('all-but-action', { Action: undefined, NotAction: 's3:DeleteBucket' }),
    endpoint('all-but-principal', { Principal: undefined, NotPrincipal: { AWS: one } }),
    endpoint('all-but-resource', { Resource: undefined, NotResource: 'arn:aws:s3:::secret' }),
    endpoint('any-organization', { Condition: { StringLike: { 'aws:ResourceOrgID': 'o-*' } } }),
    endpoint('aws', { Principal: { AWS: ['*'] } }),
    endpoint('denied', { Effect: 'Deny' }),
    endpoint('lists', { Action: ['*'], Resource: ['*'] }),
    endpoint('one-action', { Action: ['s3:GetObject'] }),
    endpoint('one-principal', { Principal: { AWS: one } }),
    endpoint('one-resource', { Resource: 'arn:aws:s3:::open' }),
    endpoint('our-organization', {
      Condition: { StringEquals: { 'aws:PrincipalOrgID': ['o-exampleorg'] } },
    }),
    endpoint('our-resources', { Condition: { StringEquals: { 'aws:PrincipalTag/a': 'b', ...ours } } }),
    endpoint('second', { Action: 's3:GetObject' }, { Principal: { AWS: '*' } }),
    endpoint('star', {}),
    endpoint('strange-resources', { Condition: { StringNotEquals: ours } }),
    endpoint('tls', { Condition: { Bool: { 'aws:SecureTransport': 'true' } } }),
  );
  const table = policyTables(catalogue).find(({ name }) => name === 'AWS_EC2_VPC_ENDPOINTS');
  if (table === undefined) throw new Error('endpoints have no policies');
  await ask(createView(SCHEMA, statementsView(table)));
  expect(await answersOf('vpc_endpoint_policy')).toEqual([
    'all-but-action fail',
    'all-but-principal fail',
    'all-but-resource fail',
    'any-organization fail',
    'aws fail',
    'denied pass',
    'lists fail',
    'one-action pass',
    'one-principal pass',
    'one-resource pass',
    'our-organization pass',
    'our-resources pass',
    'second fail',
    'star fail',
    'strange-resources fail',
    'tls fail',
  ]);
});

test('a policy allows everything by texts and by lists, in one statement or several, and by leaving out some resources', async () => {
  const documents: Readonly<Record<string, unknown>> = {
    'all-but-actions': { Effect: 'Allow', NotAction: 'iam:*', Resource: '*' },
    'all-but-resources': [{ Effect: 'Allow', Action: '*', NotResource: 'arn:aws:s3:::secret' }],
    denied: { Effect: 'Deny', Action: '*', Resource: '*' },
    lists: [{ Effect: 'Allow', Action: ['s3:GetObject', '*'], Resource: ['arn:aws:s3:::a', '*'] }],
    'one-resource': { Effect: 'Allow', Action: '*', Resource: ['arn:aws:s3:::a'] },
    'one-service': [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }],
    second: [
      { Effect: 'Allow', Action: 's3:*', Resource: '*' },
      { Effect: 'Allow', Action: '*:*', Resource: '*' },
    ],
    texts: { Effect: 'Allow', Action: '*', Resource: '*' },
  };
  const json = (value: object) => `PARSE_JSON('${JSON.stringify(value)}')`;
  const head = (name: string) => `SELECT '1' AS ACCOUNT_ID, 'global' AS REGION, '${name}' AS ARN`;
  const entries = Object.entries(documents).map(([name, Statement]) => ({ name, document: { Statement } }));
  const inline = (name: string, document: object) =>
    `${head(name)}, ${json([
      { PolicyName: 'harmless', PolicyDocument: {} },
      { PolicyName: 'p', PolicyDocument: document },
    ])} AS INLINE_POLICIES`;
  const [user, group, ...roles] = entries.map(({ name, document }) => inline(name, document));
  await have('AWS_IAM_USERS', user ?? '');
  await have('AWS_IAM_GROUPS', group ?? '');
  await have('AWS_IAM_ROLES', ...roles, `${head('none')}, PARSE_JSON('[]') AS INLINE_POLICIES`);
  await have(
    'AWS_IAM_POLICIES',
    ...entries.map(
      ({ name, document }) => `${head(name)}, 1 AS ATTACHMENT_COUNT, ${json(document)} AS DOCUMENT`,
    ),
    `${head('of-aws')}, 2, NULL`,
    `${head('unknown')}, 1, NULL`,
    `${head('unused')}, 0, ${json({ Statement: documents.texts })}`,
  );
  await have(
    'AWS_IAM_AWS_MANAGED_POLICIES',
    `${head('of-aws')}, ${json({ Statement: documents.lists })} AS DOCUMENT`,
  );
  const said = [
    'all-but-actions pass',
    'all-but-resources fail',
    'denied pass',
    'lists fail',
    'one-resource pass',
    'one-service pass',
    'second fail',
    'texts fail',
  ];
  expect(await answersOf('iam_admin_inline')).toEqual(said);
  expect(await answersOf('iam_admin_policy_attached')).toEqual(
    [...said.slice(0, 4), 'of-aws fail', ...said.slice(4), 'unknown null'].sort(),
  );
});

test('of several answers for one resource the worst holds, and not to know is worse than pass', async () => {
  const detection = parseDetection(
    'own/own_worst.sql',
    `/*
title: A detection of ones own
severity: low
per: resource
resource_type: AWS::EC2::VPC
reads: [ec2.vpcs]
why: It is asked of us.
remedy: Ask the others.
*/
SELECT ACCOUNT_ID, REGION, VPC_ID AS RESOURCE_ID, NULL AS RESOURCE_ARN, NAME AS STATUS, 'as it was seen' AS REASON, NULL AS EVIDENCE FROM AWS_EC2_VPCS`,
  );
  const answer = (id: string, status: string) =>
    `SELECT '1' AS ACCOUNT_ID, 'r' AS REGION, '${id}' AS VPC_ID, NULLIF('${status}', 'null') AS NAME`;
  await have(
    'AWS_EC2_VPCS',
    ...['pass', 'null'].map((status) => answer('cannot-tell', status)),
    ...['pass', 'fail', 'null'].map((status) => answer('fails', status)),
    ...['pass', 'pass'].map((status) => answer('passes', status)),
  );
  await have(
    'DETECTION_UNITS',
    `SELECT '1' AS ACCOUNT_ID, 'r' AS REGION, 'ec2.vpcs' AS COLLECTOR, 'seen' AS STATE, NULL::STRING AS REASON, ${ago(1)} AS SINCE, ${ago(1)} AS OBSERVED_AT`,
  );
  await have(
    'DETECTION_ACCOUNTS',
    "SELECT '1' AS ACCOUNT_ID, 'aws' AS PARTITION, TRUE AS IN_SCOPE, FALSE AS IS_MANAGEMENT",
  );
  const rows = await ask(
    `SELECT RESOURCE_ID || ' ' || STATUS AS TOLD FROM (${detectionSelect(detection, { tables: object, detections: object })}) f ORDER BY TOLD`,
  );
  expect(rows.map(({ TOLD }) => TOLD)).toEqual(['cannot-tell unknown', 'fails fail', 'passes pass']);
});

test('a pass of an account that lets nobody in is unknown where its administrator alone told of it, and a failure is one', async () => {
  const detection = DETECTIONS.find(({ id }) => id === 'guardduty_enabled');
  const detector = (account: number, isEnabled: boolean) =>
    `SELECT '${account}' AS ACCOUNT_ID, 'r' AS REGION, '${account}' AS RESOURCE_ID, 'd${account}' AS DETECTOR_ID, TRUE AS HAS_DETECTOR, ${isEnabled} AS IS_ENABLED, 'x' AS STATUS, NULL AS FINDING_FREQUENCY, ARRAY_CONSTRUCT() AS BLIND_TO`;
  const unit = (account: number, state: string, reason: string | null) =>
    `SELECT '${account}' AS ACCOUNT_ID, 'r' AS REGION, 'guardduty.detectors' AS COLLECTOR, '${state}' AS STATE, ${reason ? `'${reason}'` : 'NULL::STRING'} AS REASON, ${ago(1)} AS SINCE, ${ago(1)} AS OBSERVED_AT`;
  await have('AWS_GUARDDUTY_DETECTORS', detector(1, true), detector(2, true), detector(3, false));
  await have(
    'DETECTION_UNITS',
    unit(1, 'seen', null),
    unit(2, 'told', 'closed door'),
    unit(3, 'told', 'closed door'),
  );
  await have(
    'DETECTION_ACCOUNTS',
    ...[1, 2, 3].map(
      (account) =>
        `SELECT '${account}' AS ACCOUNT_ID, 'aws' AS PARTITION, TRUE AS IN_SCOPE, FALSE AS IS_MANAGEMENT`,
    ),
  );
  const rows = await ask(
    `SELECT ACCOUNT_ID, STATUS, REASON, LAST_STATUS, BLIND_SINCE IS NOT NULL AS HAS_SINCE FROM (${detectionSelect(detection as Detection, { tables: object, detections: object })}) f ORDER BY ACCOUNT_ID`,
  );
  expect(rows).toEqual([
    { ACCOUNT_ID: '1', STATUS: 'pass', REASON: 'The detector looks.', LAST_STATUS: null, HAS_SINCE: false },
    {
      ACCOUNT_ID: '2',
      STATUS: 'unknown',
      REASON: 'only its administrator told of it: The detector looks. The account itself: closed door',
      LAST_STATUS: 'pass',
      HAS_SINCE: true,
    },
    { ACCOUNT_ID: '3', STATUS: 'fail', REASON: 'The detector is off.', LAST_STATUS: null, HAS_SINCE: false },
  ]);
});

test('every predicate that the planted organization leaves to the cases is seen negated by one of them', () => {
  const left = [...unseen].flatMap(([id, predicates]) => [...predicates].map((one) => `${id}: ${one}`));
  expect(left).toEqual([]);
});
