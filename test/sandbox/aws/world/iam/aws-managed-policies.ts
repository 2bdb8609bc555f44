import type { ManagedPolicy, Partition, PolicyStatement } from '../../contract.ts';
import { iamId } from '../identifiers.ts';
import { createRandom } from '../random.ts';

interface ManagedPolicyFacts {
  readonly name: string;
  readonly path?: string;
  readonly description: string;
  /** How often AWS has changed it; the last version is the default. */
  readonly revisions: number;
  readonly statements: readonly PolicyStatement[];
}

const readableServices = [
  ...['acm', 'apigateway', 'athena', 'autoscaling', 'backup', 'cloudformation', 'cloudfront', 'cloudtrail'],
  ...['cloudwatch', 'config', 'dynamodb', 'ec2', 'ecr', 'ecs', 'eks', 'elasticache', 'elasticfilesystem'],
  ...[
    'elasticloadbalancing',
    'events',
    'glue',
    'guardduty',
    'iam',
    'kinesis',
    'kms',
    'lambda',
    'logs',
    'rds',
  ],
  ...[
    'redshift',
    'route53',
    's3',
    'secretsmanager',
    'securityhub',
    'sns',
    'sqs',
    'ssm',
    'states',
    'tag',
    'wafv2',
  ],
];

const actions = (verbs: readonly string[]): string[] =>
  readableServices.flatMap((service) => verbs.map((verb) => `${service}:${verb}*`));

const allow = (action: string | string[], resource: string | string[] = '*'): PolicyStatement => ({
  Effect: 'Allow',
  Action: action,
  Resource: resource,
});

const catalogue: readonly ManagedPolicyFacts[] = [
  {
    name: 'AdministratorAccess',
    description: 'Provides full access to AWS services and resources.',
    revisions: 1,
    statements: [allow('*')],
  },
  {
    name: 'PowerUserAccess',
    description: 'Full access to services and resources, but not to users and groups.',
    revisions: 5,
    statements: [
      { Effect: 'Allow', NotAction: ['iam:*', 'organizations:*', 'account:*'], Resource: '*' },
      allow(['iam:ListRoles', 'organizations:DescribeOrganization', 'account:ListRegions']),
    ],
  },
  {
    name: 'ReadOnlyAccess',
    description: 'Read-only access to services and resources.',
    revisions: 140,
    statements: [allow(actions(['Describe', 'Get', 'List', 'BatchGet']))],
  },
  {
    name: 'SecurityAudit',
    description: 'Read access to security configuration metadata.',
    revisions: 62,
    statements: [allow(actions(['Describe', 'List'])), allow(['iam:Get*', 'iam:GenerateCredentialReport'])],
  },
  {
    name: 'ViewOnlyAccess',
    path: '/job-function/',
    description: 'View resources and basic metadata across services.',
    revisions: 21,
    statements: [allow(actions(['List']))],
  },
  {
    name: 'Billing',
    path: '/job-function/',
    description: 'Permissions for billing and cost management.',
    revisions: 9,
    statements: [allow(['aws-portal:*Billing', 'budgets:*', 'ce:*', 'cur:*', 'purchase-orders:*'])],
  },
  {
    name: 'IAMUserChangePassword',
    description: 'Lets an IAM user change their own password.',
    revisions: 2,
    statements: [allow(['iam:ChangePassword', 'iam:GetAccountPasswordPolicy'])],
  },
  {
    name: 'AmazonS3FullAccess',
    description: 'Full access to all buckets.',
    revisions: 2,
    statements: [allow(['s3:*', 's3-object-lambda:*'])],
  },
  {
    name: 'AmazonS3ReadOnlyAccess',
    description: 'Read-only access to all buckets.',
    revisions: 3,
    statements: [allow(['s3:Get*', 's3:List*', 's3:Describe*'])],
  },
  {
    name: 'AmazonEC2FullAccess',
    description: 'Full access to Amazon EC2.',
    revisions: 5,
    statements: [allow(['ec2:*', 'elasticloadbalancing:*', 'cloudwatch:*', 'autoscaling:*'])],
  },
  {
    name: 'AmazonSSMManagedInstanceCore',
    description: 'Core functionality of Systems Manager on an instance.',
    revisions: 2,
    statements: [
      allow(['ssm:DescribeAssociation', 'ssm:GetParameters', 'ssm:UpdateInstanceInformation']),
      allow(['ssmmessages:CreateControlChannel', 'ssmmessages:OpenDataChannel', 'ec2messages:GetMessages']),
    ],
  },
  {
    name: 'AWSLambdaBasicExecutionRole',
    path: '/service-role/',
    description: 'Write permissions to CloudWatch Logs.',
    revisions: 1,
    statements: [allow(['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'])],
  },
  {
    name: 'AmazonECSTaskExecutionRolePolicy',
    path: '/service-role/',
    description: 'Lets ECS pull images and write logs.',
    revisions: 2,
    statements: [
      allow(['ecr:GetAuthorizationToken', 'ecr:BatchGetImage', 'logs:CreateLogStream', 'logs:PutLogEvents']),
    ],
  },
  {
    name: 'AWSOrganizationsServiceTrustPolicy',
    path: '/aws-service-role/',
    description: 'Lets Organizations share trust with other approved services.',
    revisions: 2,
    statements: [allow('iam:CreateServiceLinkedRole')],
  },
  {
    name: 'AWSSupportServiceRolePolicy',
    path: '/aws-service-role/',
    description: 'Lets AWS Support read resources.',
    revisions: 48,
    statements: [allow(actions(['Describe']))],
  },
];

/** The same in every account and every world of a partition, ids included; by ARN. */
export function awsManagedPolicies(partition: Partition): Map<string, ManagedPolicy> {
  return new Map(
    catalogue.map((facts) => [awsManagedPolicyArn(partition, facts.name), policy(partition, facts)]),
  );
}

/** Throws on a name that is not in the catalogue, so that nothing is attached that does not exist. */
export function awsManagedPolicyArn(partition: Partition, name: string): string {
  const facts = catalogue.find((candidate) => candidate.name === name);
  if (facts === undefined) throw new Error(`${name} is not one of the AWS-managed policies of this world`);
  return `arn:${partition}:iam::aws:policy${facts.path ?? '/'}${name}`;
}

function policy(partition: Partition, facts: ManagedPolicyFacts): ManagedPolicy {
  const first = new Date('2015-02-06T18:39:46Z');
  const changed = (revision: number): Date => new Date(first.getTime() + (revision - 1) * 23 * 86_400_000);
  const document = { Version: '2012-10-17' as const, Statement: [...facts.statements] };
  return {
    PolicyName: facts.name,
    PolicyId: iamId(createRandom('aws-managed', facts.name), 'ANPA'),
    Arn: awsManagedPolicyArn(partition, facts.name),
    Path: facts.path ?? '/',
    Description: facts.description,
    CreateDate: first,
    UpdateDate: changed(facts.revisions),
    DefaultVersionId: `v${facts.revisions}`,
    versions: [
      { VersionId: `v${facts.revisions}`, CreateDate: changed(facts.revisions), Document: document },
    ],
  };
}
