import { parse } from '@cdktn/hcl2json';
import { describe, expect, test } from 'vitest';
import { type HubRole, hubModule, hubTemplate, type Platform } from '../../src/generate/hub-role.ts';
import { templateProblems } from './cloudformation-schema.ts';

const PROVIDER = 'arn:aws:iam::111111111111:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/AB12';

const hub = (platform: Platform, partition = 'aws'): HubRole => ({
  partition,
  accountId: '111111111111',
  name: 'snowcensus',
  path: '/security/',
  platform,
  enters: ['arn:aws:iam::222222222222:role/organization', 'arn:aws:iam::*:role/reader'],
});

const PLATFORMS: readonly (readonly [Platform, object])[] = [
  [{ kind: 'ec2' }, { Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
  [
    { kind: 'ecs' },
    {
      Principal: { Service: 'ecs-tasks.amazonaws.com' },
      Condition: { StringEquals: { 'aws:SourceAccount': '111111111111' } },
    },
  ],
  [
    { kind: 'eks-pod-identity' },
    { Principal: { Service: 'pods.eks.amazonaws.com' }, Action: ['sts:AssumeRole', 'sts:TagSession'] },
  ],
  [
    { kind: 'eks-irsa', oidcProviderArn: PROVIDER, serviceAccount: 'census/runner' },
    {
      Principal: { Federated: PROVIDER },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: {
        StringEquals: {
          'oidc.eks.eu-west-1.amazonaws.com/id/AB12:aud': 'sts.amazonaws.com',
          'oidc.eks.eu-west-1.amazonaws.com/id/AB12:sub': 'system:serviceaccount:census:runner',
        },
      },
    },
  ],
  [
    { kind: 'principals', arns: ['arn:aws:iam::111111111111:user/me'], externalId: 'x-1' },
    { Condition: { StringEquals: { 'sts:ExternalId': 'x-1' } } },
  ],
];

describe.each(PLATFORMS)('the hub role of %o', (platform, statement) => {
  test('is a template that AWS takes, asks nothing, and trusts that platform and itself only', () => {
    const template = hubTemplate(hub(platform));
    expect(templateProblems(template)).toEqual([]);
    expect(template.Parameters).toEqual({});
    const { RoleName, Path, AssumeRolePolicyDocument: trust } = template.Resources.HubRole?.Properties ?? {};
    expect({ RoleName, Path }).toEqual({ RoleName: 'snowcensus', Path: '/security/' });
    expect(trust).toMatchObject({
      Statement: [
        statement,
        {
          Principal: { AWS: 'arn:aws:iam::111111111111:root' },
          Condition: {
            ArnEquals: { 'aws:PrincipalArn': 'arn:aws:iam::111111111111:role/security/snowcensus' },
          },
        },
      ],
    });
    expect(template.Resources.HubProfile !== undefined).toBe(platform.kind === 'ec2');
  });

  test('may assume the roles that are entered and itself, and nothing else', async () => {
    const policy = hubTemplate(hub(platform)).Resources.HubPolicy?.Properties.PolicyDocument;
    expect(policy).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'Enter',
          Effect: 'Allow',
          Action: 'sts:AssumeRole',
          Resource: [
            'arn:aws:iam::*:role/reader',
            'arn:aws:iam::111111111111:role/security/snowcensus',
            'arn:aws:iam::222222222222:role/organization',
          ],
        },
      ],
    });
    const { resource } = (await parse('main.tf', hubModule(hub(platform)))) as {
      readonly resource: Record<string, unknown>;
    };
    expect(Object.keys(resource)).toEqual(
      expect.arrayContaining(['aws_iam_role', 'aws_iam_role_policy']) as string[],
    );
    expect('aws_iam_instance_profile' in resource).toBe(platform.kind === 'ec2');
  });
});

test('in China EC2 has another name', () => {
  expect(JSON.stringify(hubTemplate(hub({ kind: 'ec2' }, 'aws-cn')))).toContain('ec2.amazonaws.com.cn');
});
