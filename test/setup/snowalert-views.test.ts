import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SNOWALERT_VIEWS } from '../../src/setup/snowalert/snowalert-views.ts';
import { connectionTable } from '../installation/connection-table.ts';
import { ACCOUNTS, INVENTORY, type Installation, install } from '../installation/installation.ts';
import { accountOf, removeMemberRole } from '../sandbox/aws/world/plant.ts';
import { lockBucket, type S3State } from '../sandbox/aws/world/s3.ts';

const CLOUDTRAIL = 'AWS_CLOUDTRAIL_TEST_CONNECTION';
const REGION = 'us-east-1';

/** Columns that the rules of SnowAlert's packs read, by object. */
const READ_BY_RULES: Readonly<Record<string, string>> = {
  AWS_COLLECT_IAM_LIST_ACCOUNT_ALIASES: 'ACCOUNT_ID, ACCOUNT_ALIAS, RECORDED_AT',
  AWS_COLLECT_IAM_GET_LOGIN_PROFILE: 'USER_NAME, ACCOUNT_ID, RECORDED_AT',
  AWS_COLLECT_IAM_LIST_ACCESS_KEYS: 'ACCOUNT_ID, USER_NAME, CREATE_DATE, STATUS',
  AWS_COLLECT_IAM_GET_ACCOUNT_PASSWORD_POLICY:
    'ACCOUNT_ID, REQUIRE_UPPERCASE_CHARACTERS, REQUIRE_LOWERCASE_CHARACTERS, REQUIRE_SYMBOLS, REQUIRE_NUMBERS, MINIMUM_PASSWORD_LENGTH, PASSWORD_REUSE_PREVENTION, EXPIRE_PASSWORDS, MAX_PASSWORD_AGE',
  AWS_COLLECT_IAM_GET_CREDENTIAL_REPORT:
    'ACCOUNT_ID, RECORDED_AT, CONTENT_CSV_PARSED[0]:arn::STRING, CONTENT_CSV_PARSED[0]:access_key_1_active',
  AWS_COLLECT_ORGANIZATIONS_LIST_ACCOUNTS_CONNECTION: 'ID, NAME, RECORDED_AT',
  AWS_COLLECT_IAM_GET_ACCOUNT_SUMMARY: 'ACCOUNT_ID, RECORDED_AT, ACCOUNT_MFA_ENABLED',
  AWS_COLLECT_IAM_LIST_VIRTUAL_MFA_DEVICES: 'SERIAL_NUMBER, ACCOUNT_ID',
  AWS_COLLECT_IAM_LIST_ENTITIES_FOR_POLICY:
    'ACCOUNT_ID, POLICY_ARN, USER_ID, USER_NAME, GROUP_NAME, ROLE_NAME, RECORDED_AT',
  AWS_COLLECT_IAM_GET_POLICY_VERSION: 'ACCOUNT_ID, POLICY_ARN, RECORDED_AT, DOCUMENT:Statement',
  AWS_COLLECT_CLOUDTRAIL_DESCRIBE_TRAILS:
    'ACCOUNT_ID, NAME, RECORDED_AT, LOG_FILE_VALIDATION_ENABLED, S3_BUCKET_NAME',
  AWS_COLLECT_S3_GET_BUCKET_POLICY: 'ACCOUNT_ID, BUCKET, POLICY, RECORDED_AT',
  AWS_COLLECT_CONFIG_DESCRIBE_CONFIGURATION_RECORDERS:
    'ACCOUNT_ID, RECORDING_GROUP:allSupported, RECORDING_GROUP:includeGlobalResourceTypes',
  AWS_COLLECT_EC2_DESCRIBE_SECURITY_GROUPS:
    'ACCOUNT_ID, GROUP_ID, GROUP_NAME, DESCRIPTION, RECORDED_AT, IP_PERMISSIONS[0]:IpProtocol',
  CLOUDTRAIL:
    'RAW, EVENT_TIME, USER_IDENTITY_TYPE, SOURCE_IP_ADDRESS, USER_IDENTITY_USERNAME, USER_IDENTITY_ACCESS_KEY_ID, USER_IDENTITY_INVOKEDBY, RECIPIENT_ACCOUNT_ID',
  CLOUDTRAIL_V:
    "DEPLOYMENT, RECIPIENT_ACCOUNT_ID, RAW, EVENT_TIME, EVENT_NAME, ERROR_CODE, ERROR_MESSAGE, SOURCE_IP_ADDRESS, REQUEST_PARAMETERS['bucketName'], USER_IDENTITY['accountId'], USER_IDENTITY_TYPE, USER_IDENTITY_ARN, USER_IDENTITY_SESSION_CONTEXT_SESSION_ISSUER_USER_NAME, AFFECTEDOBJECT",
};

/** Questions that rules ask, each of the views and of our own tables. */
const TWO_WAYS: Readonly<Record<string, readonly [theirs: string, ours: string]>> = {
  'console users': [
    'SELECT COUNT(*) AS N FROM COMPAT.AWS_COLLECT_IAM_GET_LOGIN_PROFILE',
    "SELECT COUNT(*) AS N FROM AWS_IAM_CREDENTIAL_REPORT WHERE PASSWORD_ENABLED AND ARN NOT LIKE '%:root'",
  ],
  'active keys': [
    "SELECT COUNT(*) AS N FROM COMPAT.AWS_COLLECT_IAM_LIST_ACCESS_KEYS WHERE STATUS = 'Active'",
    "SELECT COUNT(*) AS N FROM AWS_IAM_ACCESS_KEYS WHERE STATUS = 'Active'",
  ],
  'root without MFA': [
    'SELECT COUNT(*) AS N FROM COMPAT.AWS_COLLECT_IAM_GET_ACCOUNT_SUMMARY WHERE ACCOUNT_MFA_ENABLED = 0',
    'SELECT COUNT(*) AS N FROM AWS_IAM_ACCOUNT_SUMMARY WHERE NOT ROOT_MFA_ENABLED',
  ],
  'weak passwords': [
    'SELECT COUNT(*) AS N FROM COMPAT.AWS_COLLECT_IAM_GET_ACCOUNT_PASSWORD_POLICY WHERE COALESCE(MINIMUM_PASSWORD_LENGTH, 0) < 14',
    'SELECT COUNT(*) AS N FROM AWS_IAM_PASSWORD_POLICY WHERE NOT IS_SET OR MINIMUM_LENGTH < 14',
  ],
  attachments: [
    'SELECT COUNT(*) AS N FROM COMPAT.AWS_COLLECT_IAM_LIST_ENTITIES_FOR_POLICY WHERE COALESCE(USER_NAME, GROUP_NAME, ROLE_NAME) IS NOT NULL',
    `SELECT SUM(ARRAY_SIZE(ATTACHED_POLICIES)) AS N FROM (SELECT ATTACHED_POLICIES FROM AWS_IAM_USERS
     UNION ALL SELECT ATTACHED_POLICIES FROM AWS_IAM_GROUPS UNION ALL SELECT ATTACHED_POLICIES FROM AWS_IAM_ROLES)`,
  ],
  'inline policies': [
    `SELECT COUNT(*) AS N FROM (SELECT POLICY_DOCUMENT FROM COMPAT.AWS_COLLECT_IAM_GET_USER_POLICY
     UNION ALL SELECT POLICY_DOCUMENT FROM COMPAT.AWS_COLLECT_IAM_GET_GROUP_POLICY
     UNION ALL SELECT POLICY_DOCUMENT FROM COMPAT.AWS_COLLECT_IAM_GET_ROLE_POLICY) WHERE POLICY_DOCUMENT LIKE '{%"Statement"%'`,
    `SELECT SUM(ARRAY_SIZE(INLINE_POLICIES)) AS N FROM (SELECT INLINE_POLICIES FROM AWS_IAM_USERS
     UNION ALL SELECT INLINE_POLICIES FROM AWS_IAM_GROUPS UNION ALL SELECT INLINE_POLICIES FROM AWS_IAM_ROLES)`,
  ],
  'everything by a policy': [
    `SELECT COUNT(*) AS N FROM COMPAT.AWS_COLLECT_IAM_GET_POLICY_VERSION v, LATERAL FLATTEN(INPUT => v.DOCUMENT:Statement) s
     WHERE s.VALUE:Effect = 'Allow' AND s.VALUE:Action = '*' AND s.VALUE:Resource = '*'`,
    `SELECT COUNT(*) AS N FROM AWS_IAM_POLICIES WHERE ARN LIKE '%:aws:policy/AdministratorAccess'`,
  ],
  instances: [
    'SELECT SUM(ARRAY_SIZE(INSTANCES)) AS N FROM COMPAT.AWS_COLLECT_EC2_DESCRIBE_INSTANCES',
    'SELECT COUNT(*) AS N FROM AWS_EC2_INSTANCES',
  ],
  'members of groups': [
    'SELECT COUNT(*) AS N FROM COMPAT.AWS_COLLECT_IAM_LIST_GROUPS_FOR_USER',
    'SELECT SUM(ARRAY_SIZE(GROUP_NAMES)) AS N FROM AWS_IAM_USERS',
  ],
  'principals and policies': [
    'SELECT COUNT_IF(ARN IS NOT NULL) AS N FROM COMPAT.AWS_COLLECT_IAM_GET_ACCOUNT_AUTHORIZATION_DETAILS',
    `SELECT (SELECT COUNT(*) FROM AWS_IAM_USERS) + (SELECT COUNT(*) FROM AWS_IAM_GROUPS) + (SELECT COUNT(*) FROM AWS_IAM_ROLES)
     + (SELECT COUNT(*) FROM AWS_IAM_POLICIES) AS N`,
  ],
  'accounts without a recorder of everything': [
    `SELECT COUNT(*) AS N FROM COMPAT.AWS_COLLECT_IAM_LIST_ACCOUNT_ALIASES a WHERE NOT EXISTS (
       SELECT 1 FROM COMPAT.AWS_COLLECT_CONFIG_DESCRIBE_CONFIGURATION_RECORDERS r
       WHERE r.ACCOUNT_ID = a.ACCOUNT_ID AND r.RECORDING_GROUP:allSupported = TRUE)`,
    'SELECT COUNT(*) AS N FROM (SELECT ACCOUNT_ID FROM AWS_CONFIG_RECORDERS GROUP BY ACCOUNT_ID HAVING NOT BOOLOR_AGG(COALESCE(RECORDS_ALL, FALSE)))',
  ],
};

let installation: Installation;
let denied: string;

const ask = <T = Record<string, unknown>>(sql: string) => installation.client.query<T>(sql);
const setUp = (...args: readonly string[]) =>
  installation.command('setup', '--part', 'schema', '--snowalert-views', 'COMPAT', ...args);
const namesOf = async (kind: string) =>
  (await ask<{ name: string }>(`SHOW ${kind} IN SCHEMA SNOWALERT.COMPAT`)).map(({ name }) => name);

beforeAll(async () => {
  installation = await install({
    accounts: 6,
    seed: 3,
    inventory: [`regions: [${REGION}]`],
  });
  const { world } = installation.sandbox;
  const { entry } = world;
  const members = [...world.accounts.values()].filter(
    ({ id, isManagement, state }) => !isManagement && state === 'ACTIVE' && !entry.sourceRoleArn.includes(id),
  );
  denied = members[0]?.id ?? '';
  removeMemberRole(world, denied);
  const locking = accountOf(world, members[1]?.id ?? '');
  locking.changeContent<S3State>('s3', ({ buckets }) => {
    const createdAt = new Date('2025-01-01T00:00:00Z');
    const bare = { region: REGION, createdAt, versioning: {}, grants: [], tags: [] };
    buckets.set('locked', { ...bare, name: 'locked' });
  });
  lockBucket(world, locking, 'locked');
  for (const { id } of members) {
    accountOf(world, id).changeRegion(REGION, ({ trails }) => {
      const basic = { ReadWriteType: 'WriteOnly', IncludeManagementEvents: true } as const;
      for (const trail of trails) {
        trail.selectors = { TrailARN: trail.trail.TrailARN, EventSelectors: [basic] };
      }
    });
  }
  for (const sql of connectionTable(
    CLOUDTRAIL,
    `module: aws_cloudtrail
source_role_arn: ${entry.sourceRoleArn}
destination_role_name: ${entry.memberRoleName}
external_id: ${entry.externalId}
accounts_connection_name: ${ACCOUNTS}
lookback_hours: 2
regions: [${REGION}]`,
  ))
    await ask(sql);
}, 600_000);
afterAll(() => installation.close());

describe('before anything was read', () => {
  test('only the view of what cannot be read is made: an empty one would be taken for an answer', async () => {
    const { code, stderr } = await setUp();
    expect(code, stderr).toBe(0);
    expect(await namesOf('VIEWS')).toEqual(['SNOWCENSUS_BLIND_SPOTS_VIOLATION_QUERY']);
  });
});

describe('after the runs', () => {
  beforeAll(async () => {
    for (const connection of [ACCOUNTS, INVENTORY, CLOUDTRAIL]) await installation.run(connection);
    const { code, stderr } = await setUp();
    expect(code, stderr).toBe(0);
  }, 600_000);

  test('every view is made, and its rows can be read whole by the reader', async () => {
    expect((await namesOf('VIEWS')).sort()).toEqual(SNOWALERT_VIEWS.map(({ name }) => name).sort());
    await ask('USE ROLE ACCOUNTADMIN');
    await ask('GRANT USAGE ON WAREHOUSE SNOWCENSUS_WH TO ROLE SNOWCENSUS_READER');
    await ask('USE ROLE SNOWCENSUS_READER');
    try {
      const empty: string[] = [];
      for (const { name } of SNOWALERT_VIEWS) {
        const rows = await ask(`SELECT * FROM SNOWALERT.COMPAT.${name}`);
        if (rows.length === 0) empty.push(name);
      }
      expect(empty).toEqual([]);
    } finally {
      await ask('USE ROLE SNOWCENSUS_OWNER');
    }
  }, 60_000);

  test.each(Object.entries(READ_BY_RULES))('%s has the columns that rules read', async (name, columns) => {
    expect((await ask(`SELECT ${columns} FROM SNOWALERT.COMPAT.${name} LIMIT 1`)).length).toBe(1);
  });

  test.each(Object.entries(TWO_WAYS))('%s are as many as our tables say', async (_, [theirs, ours]) => {
    const [there] = await ask<{ N: number }>(theirs.replaceAll('COMPAT.', 'SNOWALERT.COMPAT.'));
    expect([there]).toEqual(await ask(ours));
    expect(there?.N).toBeGreaterThan(0);
  });

  test('an account without an alias has a row, and a refused one has none and a violation instead', async () => {
    const read = await ask<{ ACCOUNT_ID: string }>(
      'SELECT ACCOUNT_ID FROM SNOWALERT.COMPAT.AWS_COLLECT_IAM_LIST_ACCOUNT_ALIASES ORDER BY 1',
    );
    const seen = await ask('SELECT ACCOUNT_ID FROM AWS_IAM_ACCOUNT_SUMMARY ORDER BY 1');
    expect(read).toEqual(seen);
    expect(read.map(({ ACCOUNT_ID }) => ACCOUNT_ID)).not.toContain(denied);
    const violations = await ask<{ N: number; SPOTS: number; IDS: number }>(
      `SELECT COUNT(*) AS N, COUNT(DISTINCT IDENTITY::STRING) AS IDS, (SELECT COUNT(*) FROM CONNECTOR_BLIND_SPOTS) AS SPOTS
       FROM SNOWALERT.COMPAT.SNOWCENSUS_BLIND_SPOTS_VIOLATION_QUERY WHERE ALERT_TIME IS NOT NULL AND DESCRIPTION IS NOT NULL`,
    );
    const [{ N, SPOTS, IDS } = { N: 0, SPOTS: 0, IDS: 0 }] = violations;
    expect({ N, IDS }).toEqual({ N: SPOTS, IDS: SPOTS });
    const [ofDenied] = await ask<{ N: number }>(
      `SELECT COUNT(*) AS N FROM SNOWALERT.COMPAT.SNOWCENSUS_BLIND_SPOTS_VIOLATION_QUERY WHERE OBJECT:account_id = '${denied}'`,
    );
    expect(ofDenied?.N).toBeGreaterThan(0);
  });

  test('what a bucket refused is an error of its row, and no missing policy', async () => {
    expect(
      await ask(
        "SELECT POLICY, ERROR:message::STRING AS MESSAGE FROM SNOWALERT.COMPAT.AWS_COLLECT_S3_GET_BUCKET_POLICY WHERE BUCKET = 'locked'",
      ),
    ).toEqual([{ POLICY: null, MESSAGE: 'not read: Policy' }]);
  });

  test('the support policy is a row without names exactly where nobody has it', async () => {
    const without = await ask<{ ACCOUNT_ID: string }>(
      `SELECT ACCOUNT_ID FROM SNOWALERT.COMPAT.AWS_COLLECT_IAM_LIST_ENTITIES_FOR_POLICY WHERE POLICY_ARN LIKE '%:aws:policy/AWSSupportAccess'
       AND COALESCE(USER_NAME, GROUP_NAME, ROLE_NAME) IS NULL ORDER BY 1`,
    );
    const { world } = installation.sandbox;
    const read = await ask<{ ACCOUNT_ID: string }>(
      'SELECT ACCOUNT_ID FROM AWS_IAM_ACCOUNT_SUMMARY ORDER BY 1',
    );
    const expected = read.filter(({ ACCOUNT_ID }) => {
      const { users, groups, roles } = accountOf(world, ACCOUNT_ID).iam();
      return ![...users.values(), ...groups.values(), ...roles.values()].some(({ attachedPolicyArns }) =>
        attachedPolicyArns.some((arn) => arn.endsWith('/AWSSupportAccess')),
      );
    });
    expect(without).toEqual(expected);
  });

  test('a second time nothing is changed', async () => {
    installation.sandbox.snowflake.resetMetrics();
    await setUp();
    const changing = installation.sandbox.snowflake.metrics.log
      .map(({ sqlText }) => sqlText)
      .filter((sql) => /^(?:create|grant)\b/i.test(sql) && sql.includes('"COMPAT"'));
    expect(changing).toEqual([]);
  });
});

describe('what is there under these names', () => {
  test.each([
    ['TABLE', 'CREATE TABLE SNOWALERT.KEPT.AWS_COLLECT_IAM_LIST_USERS (USER_NAME STRING)'],
    ['VIEW', 'CREATE VIEW SNOWALERT.KEPT.CLOUDTRAIL_V AS SELECT 1 AS N'],
  ])('a %s of other people is not replaced, and nothing is made beside it', async (_, sql) => {
    await ask('CREATE OR REPLACE SCHEMA SNOWALERT.KEPT');
    await ask(sql);
    const { code, stderr } = await installation.command(
      'setup',
      '--part',
      'schema',
      '--snowalert-views',
      'KEPT',
    );
    expect(code).toBe(1);
    expect(stderr).toContain('of other people by these names');
    expect(stderr).toContain(/AWS_COLLECT\w+USERS|CLOUDTRAIL_V/.exec(sql)?.[0] ?? '-');
    const views = await ask<{ name: string }>('SHOW VIEWS IN SCHEMA SNOWALERT.KEPT');
    expect(views.length).toBeLessThan(2);
  });
});

test('the script of the whole setup has them, to be reviewed', async () => {
  const { stdout } = await installation.command('setup', '--print', '--snowalert-views', 'COMPAT');
  for (const { name } of SNOWALERT_VIEWS) expect(stdout).toContain(`"COMPAT"."${name}" COPY GRANTS`);
});
