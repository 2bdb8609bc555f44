import { createSign } from 'node:crypto';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { askAwsAt } from '../sandbox/ask-aws.ts';
import { type AwsSandbox, startAws } from '../sandbox/aws/server.ts';
import { generateWorld } from '../sandbox/aws/world/generate.ts';
import { newKeys, useLoginSandbox } from './login-sandbox.ts';

const [stranger, issuer] = [newKeys(), newKeys()];
const ISSUER = 'https://oidc.eks.eu-central-1.amazonaws.com/id/EXAMPLE';
const SUBJECT = 'system:serviceaccount:security:snowcensus';
const world = generateWorld({ seed: 1, accounts: 4, memberActions: [], organizationActions: [] });

let aws: AwsSandbox;
const { refusalOf, userOf, fileWith } = useLoginSandbox(async () => {
  aws = await startAws({ world });
  return {
    users: [
      { name: 'WORKLOAD', workloadIdentity: { type: 'AWS', arn: world.entry.sourceRoleArn } },
      {
        name: 'POD',
        workloadIdentity: {
          type: 'OIDC',
          issuer: ISSUER,
          subject: SUBJECT,
          issuerKeys: { k1: issuer.publicKey },
        },
      },
    ],
    askAws: askAwsAt(aws.url),
  };
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await aws.close();
});

describe('a workload logs in without a secret', () => {
  beforeAll(() => vi.stubEnv('SNOWFLAKE_WIF_ALLOWED_HOST_SUFFIXES', '127.0.0.1'));

  const AWS = { SNOWFLAKE_WORKLOAD_IDENTITY_PROVIDER: 'AWS' };

  /** This process is a session of the role, somewhere in AWS. */
  async function becomeRole(): Promise<void> {
    const region = 'us-east-1';
    const { accessKeyId, secretAccessKey, sourceRoleArn } = world.entry;
    const sts = new STSClient({ region, endpoint: aws.url, credentials: { accessKeyId, secretAccessKey } });
    const { Credentials } = await sts.send(
      new AssumeRoleCommand({ RoleArn: sourceRoleArn, RoleSessionName: 'task' }),
    );
    vi.stubEnv('AWS_REGION', region);
    vi.stubEnv('AWS_ACCESS_KEY_ID', Credentials?.AccessKeyId);
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', Credentials?.SecretAccessKey);
    vi.stubEnv('AWS_SESSION_TOKEN', Credentials?.SessionToken);
  }

  test('as its role in AWS, which AWS itself confirms', async () => {
    await becomeRole();
    expect(await userOf(AWS)).toBe('WORKLOAD');
  });

  test('not where AWS does not know who signed', async () => {
    await becomeRole();
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'wrong');
    const { message, hint } = await refusalOf(AWS);
    expect(message).toBe("no Snowflake user trusts this workload's identity (AWS)");
    expect(hint).toContain('aws sts get-caller-identity');
  });

  const TOKEN = {
    iss: ISSUER,
    sub: SUBJECT,
    aud: ['snowflakecomputing.com'],
    exp: Math.floor(Date.now() / 1000) + 600,
  };
  const asPod = (claims: object, key = issuer.privateKey) => ({
    SNOWFLAKE_WORKLOAD_IDENTITY_PROVIDER: 'OIDC',
    SNOWFLAKE_TOKEN_FILE: fileWith(webToken({ ...TOKEN, ...claims }, key)),
  });

  test("by its service account's token", async () => {
    expect(await userOf(asPod({}))).toBe('POD');
  });

  test.each([
    ['of another service account', asPod({ sub: 'system:serviceaccount:default:default' })],
    ['of another cluster', asPod({ iss: 'https://elsewhere.example' })],
    ['for another audience', asPod({ aud: ['sts.amazonaws.com'] })],
    ['that is over', asPod({ exp: 1 })],
    ['that somebody else signed', asPod({}, stranger.privateKey)],
  ])('not by a token %s', async (_, env) => {
    expect((await refusalOf(env)).message).toBe("no Snowflake user trusts this workload's identity (OIDC)");
  });
});

function webToken(claims: object, privateKey: string): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({ alg: 'RS256', kid: 'k1', typ: 'JWT' })}.${part(claims)}`;
  return `${signed}.${createSign('RSA-SHA256').update(signed).sign(privateKey, 'base64url')}`;
}
