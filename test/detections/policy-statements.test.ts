import { afterAll, beforeAll, expect, test } from 'vitest';
import { catalogue } from '../../src/aws/catalogue/index.ts';
import { policyTables, statementsView } from '../../src/detections/policy-statements.ts';
import { createView } from '../../src/snowflake/ddl.ts';
import type { SnowflakeSession } from '../../src/snowflake/session.ts';
import { type PreparedSandbox, startPreparedSandbox } from '../installation/prepared-sandbox.ts';
import { openServiceSession } from '../installation/service-session.ts';
import { SCHEMA } from '../snowflake/recording-session.ts';

const TABLE = { name: 'THINGS', collector: 'a.things', column: 'POLICY' };

let sandbox: PreparedSandbox;
let session: SnowflakeSession;

beforeAll(async () => {
  sandbox = await startPreparedSandbox({ aws: false, accounts: 3 });
  session = await openServiceSession(sandbox);
  await ask(
    'CREATE TABLE SNOWALERT.DATA.THINGS (ACCOUNT_ID STRING, REGION STRING, RESOURCE_ID STRING, POLICY VARIANT)',
  );
  await ask(createView(SCHEMA, statementsView(TABLE)));
});
afterAll(async () => {
  await session.close();
  await sandbox.close();
});

const ask = (sql: string, binds: readonly string[] = []) => session.execute(sql, { about: 'test', binds });

/** The statements of one policy, as the view has them. */
async function statementsOf(policy: unknown) {
  await ask('DELETE FROM SNOWALERT.DATA.THINGS');
  await ask("INSERT INTO SNOWALERT.DATA.THINGS SELECT '1', 'r', 'x', PARSE_JSON(?)", [
    JSON.stringify(policy),
  ]);
  return ask('SELECT * FROM SNOWALERT.DATA.THINGS_STATEMENTS ORDER BY STATEMENT_INDEX');
}

const allowing = (more: object) => ({
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*', ...more }],
});

test('a statement alone, and texts alone, are lists of one', async () => {
  const policy = {
    Statement: {
      Sid: 's',
      Effect: 'Deny',
      Action: 'S3:GetObject',
      Resource: 'r',
      Principal: { Service: 'logs.amazonaws.com' },
    },
  };
  expect(await statementsOf(policy)).toMatchObject([
    {
      STATEMENT_INDEX: 0,
      SID: 's',
      EFFECT: 'Deny',
      ACTIONS: ['s3:getobject'],
      NOT_ACTIONS: null,
      RESOURCES: ['r'],
      AWS_PRINCIPALS: null,
      SERVICE_PRINCIPALS: ['logs.amazonaws.com'],
      IS_EVERYBODY: false,
      IS_NARROWED: false,
    },
  ]);
});

test('lists, and what is not meant, stay as they are', async () => {
  const account = 'arn:aws:iam::111111111111:root';
  const rows = await statementsOf({
    Statement: [
      {
        Effect: 'Allow',
        NotAction: ['KMS:Decrypt', 'kms:Encrypt'],
        Principal: { AWS: [account, '222222222222'] },
      },
      { Effect: 'Allow', Action: ['a:B'], NotPrincipal: { AWS: account } },
    ],
  });
  expect(rows).toMatchObject([
    {
      NOT_ACTIONS: ['kms:decrypt', 'kms:encrypt'],
      ACTIONS: null,
      AWS_PRINCIPALS: [account, '222222222222'],
      IS_EVERYBODY: false,
    },
    { ACTIONS: ['a:b'], NOT_PRINCIPAL: { AWS: account }, IS_EVERYBODY: true },
  ]);
});

test.each([
  [true, { Principal: '*' }],
  [true, { Principal: { AWS: '*' } }],
  [true, { Principal: { AWS: ['111111111111', '*'] } }],
  [false, { Principal: { AWS: 'arn:aws-cn:iam::111111111111:role/*' } }],
  [false, { Principal: { Federated: 'cognito-identity.amazonaws.com' } }],
  [false, { Principal: '*', Effect: 'Deny' }],
])('everybody: %s for %j', async (isEverybody, more) => {
  expect(await statementsOf(allowing(more))).toMatchObject([{ IS_EVERYBODY: isEverybody }]);
});

test.each([
  [false, undefined],
  [true, { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } }],
  [true, { StringEquals: { 'AWS:sourceaccount': ['111111111111'] } }],
  [
    true,
    { Bool: { 'aws:SecureTransport': 'true' }, ArnLike: { 'aws:SourceArn': 'arn:aws:sns:*:111111111111:t' } },
  ],
  [true, { IpAddress: { 'aws:SourceIp': ['192.0.2.0/24'] } }],
  [false, { IpAddress: { 'aws:SourceIp': ['192.0.2.0/24', '::/0'] } }],
  [false, { Bool: { 'aws:SecureTransport': 'true' } }],
  [false, { StringNotEquals: { 'aws:PrincipalOrgID': 'o-1' } }],
  [false, { StringEqualsIfExists: { 'aws:PrincipalOrgID': 'o-1' } }],
  [false, { 'ForAllValues:StringEquals': { 'aws:PrincipalOrgID': 'o-1' } }],
  [true, { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': 'o-exampleorg1/*' } }],
  [false, { StringLike: { 'aws:PrincipalArn': '*' } }],
  [
    false,
    { StringLike: { 'aws:PrincipalArn': ['arn:aws:iam::111111111111:role/a', 'arn:aws:iam::*:role/a'] } },
  ],
  [true, { StringLike: { 'aws:PrincipalArn': 'arn:aws-cn:iam::111111111111:role/*' } }],
  [false, { StringLike: { 'aws:PrincipalOrgID': 'o-*' } }],
  [false, { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::*' } }],
  [true, { ArnEquals: { 'aws:SourceArn': 'arn:aws:s3:::one-bucket' } }],
  [false, { StringLike: { 'aws:SourceVpce': 'vpce-*' } }],
  [true, { StringLike: { 'aws:userid': 'AROAEXAMPLE000000000:*' } }],
  [false, { IpAddress: { 'aws:SourceIp': ['0.0.0.0/1', '128.0.0.0/1'] } }],
  [false, { IpAddress: { 'aws:SourceIp': '2000::/3' } }],
  [true, { IpAddress: { 'aws:SourceIp': '2001:db8::/32' } }],
  [false, { Bool: { 'elasticfilesystem:AccessedViaMountTarget': 'false' } }],
  [
    true,
    { StringLike: { 'aws:PrincipalOrgID': 'o-*' }, StringEquals: { 'aws:PrincipalAccount': '111111111111' } },
  ],
])('narrowed: %s by %j', async (isNarrowed, Condition) => {
  expect(await statementsOf(allowing({ Principal: '*', Condition }))).toMatchObject([
    { IS_EVERYBODY: true, IS_NARROWED: isNarrowed },
  ]);
});

test('a resource without a policy has no statements', async () => {
  expect(await statementsOf(null)).toEqual([]);
  expect(await statementsOf({})).toEqual([]);
});

test('every table of the catalogue whose resources have a policy has such a view', () => {
  const names = policyTables(catalogue).map(({ name }) => name);
  expect(names).toEqual(
    expect.arrayContaining([
      'AWS_S3_BUCKETS',
      'AWS_KMS_KEYS',
      'AWS_LAMBDA_FUNCTIONS',
      'AWS_EC2_VPC_ENDPOINTS',
    ]),
  );
  expect(names).not.toContain('AWS_IAM_POLICIES');
});
