import type { Template } from './cloudformation.ts';
import { block, hclString, jsonText } from './hcl.ts';
import { PROVIDERS } from './terraform.ts';

/** Platform of the process that has the hub role as its own; `principals` are roles and users with an ARN. */
export type Platform =
  | { readonly kind: 'ec2' | 'ecs' | 'eks-pod-identity' }
  | {
      readonly kind: 'eks-irsa';
      readonly oidcProviderArn: string;
      /** `namespace/name` */
      readonly serviceAccount: string;
    }
  | {
      readonly kind: 'principals';
      readonly arns: readonly string[];
      readonly externalId: string | undefined;
    };

/** The role that the process has or assumes first, and that every role of ours trusts. */
export interface HubRole {
  readonly partition: string;
  readonly accountId: string;
  readonly name: string;
  /** `/`, or `/security/`. */
  readonly path: string;
  readonly platform: Platform;
  /** ARNs of the roles that it may assume, `*` for any account. */
  readonly enters: readonly string[];
}

interface Statement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Principal: Readonly<Record<string, string | readonly string[]>>;
  readonly Action: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const DOC = 'For snowcensus: the role of the process, which may assume the roles that are read through.';

/** The role's ARN. */
function hubRoleArn({ partition, accountId, path, name }: HubRole): string {
  return `arn:${partition}:iam::${accountId}:role${path}${name}`;
}

/**
 * Permissions of the role: to assume the roles that connections enter, and itself, where they name it as their first.
 */
export function hubPolicy(hub: HubRole): object {
  const Resource = [...new Set([...hub.enters, hubRoleArn(hub)])].sort();
  return {
    Version: '2012-10-17',
    Statement: [{ Sid: 'Enter', Effect: 'Allow', Action: 'sts:AssumeRole', Resource }],
  };
}

/** Trust of the role: the platform of the process, or principals by name. */
function hubTrust(hub: HubRole): object {
  return { Version: '2012-10-17', Statement: [platformStatement(hub), itself(hub)] };
}

/**
 * A role assumes itself only where its trust policy says so, and a principal cannot be named before it exists:
 * https://aws.amazon.com/blogs/security/announcing-an-update-to-iam-role-trust-policy-behavior/
 */
function itself(hub: HubRole): Statement {
  return {
    Sid: 'Itself',
    Effect: 'Allow',
    Principal: { AWS: `arn:${hub.partition}:iam::${hub.accountId}:root` },
    Action: 'sts:AssumeRole',
    Condition: { ArnEquals: { 'aws:PrincipalArn': hubRoleArn(hub) } },
  };
}

function platformStatement({ platform, partition, accountId }: HubRole): Statement {
  const statement = { Sid: 'Process', Effect: 'Allow', Action: 'sts:AssumeRole' } as const;
  const ofAccount = { StringEquals: { 'aws:SourceAccount': accountId } };
  switch (platform.kind) {
    case 'ec2':
      return {
        ...statement,
        Principal: { Service: partition === 'aws-cn' ? 'ec2.amazonaws.com.cn' : 'ec2.amazonaws.com' },
      };
    case 'ecs':
      return { ...statement, Principal: { Service: 'ecs-tasks.amazonaws.com' }, Condition: ofAccount };
    case 'eks-pod-identity':
      return {
        ...statement,
        Principal: { Service: 'pods.eks.amazonaws.com' },
        Action: ['sts:AssumeRole', 'sts:TagSession'],
        Condition: ofAccount,
      };
    case 'eks-irsa': {
      const issuer = platform.oidcProviderArn.slice(platform.oidcProviderArn.indexOf('/') + 1);
      const subject = `system:serviceaccount:${platform.serviceAccount.replace('/', ':')}`;
      return {
        ...statement,
        Principal: { Federated: platform.oidcProviderArn },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: { StringEquals: { [`${issuer}:aud`]: 'sts.amazonaws.com', [`${issuer}:sub`]: subject } },
      };
    }
    case 'principals':
      return {
        ...statement,
        Principal: { AWS: platform.arns },
        ...(platform.externalId === undefined
          ? {}
          : { Condition: { StringEquals: { 'sts:ExternalId': platform.externalId } } }),
      };
  }
}

/** Steps of a person beside deploying the role, so that the process gets its credentials. */
function hubNote({ platform, name }: HubRole): string {
  switch (platform.kind) {
    case 'ec2':
      return `Give the instance the profile ${name}; its metadata hop limit must be 2 where snowcensus runs in a container.`;
    case 'ecs':
      return 'Name the role as taskRoleArn in the task definition.';
    case 'eks-pod-identity':
      // The tags are transitive, and a role that does not allow sts:TagSession refuses who brings them:
      // https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html
      return 'Associate the role with --disable-session-tags, or every role that is entered must allow sts:TagSession.';
    case 'eks-irsa':
      return 'Annotate the service account with eks.amazonaws.com/role-arn.';
    case 'principals':
      return 'Those it trusts also need a policy of their own that lets them assume it.';
  }
}

/** The stack that makes the role, for the account that the process runs in. It asks nothing. */
export function hubTemplate(hub: HubRole): Template {
  const { name, path, platform } = hub;
  const placed = path === '/' ? {} : { Path: path };
  const role = {
    Type: 'AWS::IAM::Role',
    Properties: {
      RoleName: name,
      ...placed,
      Description: DOC,
      AssumeRolePolicyDocument: hubTrust(hub),
      ManagedPolicyArns: [{ Ref: 'HubPolicy' }],
    },
  };
  const policy = {
    Type: 'AWS::IAM::ManagedPolicy',
    Properties: { Description: DOC, PolicyDocument: hubPolicy(hub) },
  };
  const profile = {
    Type: 'AWS::IAM::InstanceProfile',
    Properties: { InstanceProfileName: name, ...placed, Roles: [{ Ref: 'HubRole' }] },
  };
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: `The role that the process of snowcensus has. ${hubNote(hub)}`,
    Parameters: {},
    Resources: {
      HubPolicy: policy,
      HubRole: role,
      ...(platform.kind === 'ec2' ? { HubProfile: profile } : {}),
    },
    Outputs: { HubRoleArn: { Description: DOC, Value: { 'Fn::GetAtt': ['HubRole', 'Arn'] } } },
  };
}

/** A module of Terraform that makes the role. */
export function hubModule(hub: HubRole): string {
  const { name, path, platform } = hub;
  return [
    `# ${hubNote(hub)}\n`,
    PROVIDERS,
    block('resource "aws_iam_role" "hub"', [
      `name               = ${hclString(name)}`,
      `path               = ${hclString(path)}`,
      `description        = ${hclString(DOC)}`,
      `assume_role_policy = ${jsonText(hubTrust(hub))}`,
    ]),
    block('resource "aws_iam_role_policy" "hub"', [
      'name   = "enter"',
      'role   = aws_iam_role.hub.id',
      `policy = ${jsonText(hubPolicy(hub))}`,
    ]),
    ...(platform.kind === 'ec2'
      ? [
          block('resource "aws_iam_instance_profile" "hub"', [
            `name = ${hclString(name)}`,
            `path = ${hclString(path)}`,
            'role = aws_iam_role.hub.name',
          ]),
        ]
      : []),
    block('output "hub_role_arn"', ['value = aws_iam_role.hub.arn']),
  ].join('\n');
}
