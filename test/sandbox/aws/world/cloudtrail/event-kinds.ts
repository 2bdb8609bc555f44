/** One kind of call that CloudTrail records. */
export interface EventKind {
  readonly name: string;
  /** First label of the event source: `ec2` for `ec2.amazonaws.com`. */
  readonly source: string;
  readonly readOnly: boolean;
  readonly parameters: Readonly<Record<string, unknown>> | null;
  readonly resource?: { readonly ResourceType: string; readonly ResourceName: string };
  readonly errorCode?: string;
  readonly signIn?: boolean;
  /** Whether an IAM user does it, who has no MFA; a session of a role does unless said. */
  readonly byUser?: boolean;
  /** Whether a user of Identity Center is who it is about. */
  readonly ofIdentityCenter?: boolean;
  /** Its record is many times larger than usual. */
  readonly large?: boolean;
}

/** What happens in an account, most of it reads. */
export const eventKinds: readonly EventKind[] = [
  { name: 'DescribeInstances', source: 'ec2', readOnly: true, parameters: { maxResults: 200 } },
  { name: 'ListBuckets', source: 's3', readOnly: true, parameters: { Host: 's3.amazonaws.com' } },
  { name: 'GetCallerIdentity', source: 'sts', readOnly: true, parameters: null },
  {
    name: 'GetSecretValue',
    source: 'secretsmanager',
    readOnly: true,
    parameters: { secretId: 'prod/database' },
    errorCode: 'AccessDenied',
  },
  {
    name: 'AuthorizeSecurityGroupIngress',
    source: 'ec2',
    readOnly: false,
    parameters: { groupId: 'sg-0123456789abcdef0', ipPermissions: { items: [{ fromPort: 22, toPort: 22 }] } },
    resource: { ResourceType: 'AWS::EC2::SecurityGroup', ResourceName: 'sg-0123456789abcdef0' },
  },
  {
    name: 'CreateAccessKey',
    source: 'iam',
    readOnly: false,
    parameters: { userName: 'deploy' },
    resource: { ResourceType: 'AWS::IAM::User', ResourceName: 'deploy' },
  },
  { name: 'ConsoleLogin', source: 'signin', readOnly: false, parameters: null, signIn: true },
  {
    name: 'StopLogging',
    source: 'cloudtrail',
    readOnly: false,
    parameters: { name: 'old-trail' },
    errorCode: 'AccessDenied',
  },
  {
    name: 'PutKeyPolicy',
    source: 'kms',
    readOnly: false,
    parameters: { keyId: '11111111-2222-4333-8444-555555555555', policyName: 'default' },
    large: true,
  },
  { name: 'Federate', source: 'sso', readOnly: false, parameters: null, ofIdentityCenter: true },
];

/** What happens only where it is planted. */
export const alarmingKinds = {
  signInWithoutMfa: {
    name: 'ConsoleLogin',
    source: 'signin',
    readOnly: false,
    parameters: null,
    signIn: true,
    byUser: true,
  },
  stoppedTrail: {
    name: 'StopLogging',
    source: 'cloudtrail',
    readOnly: false,
    parameters: { name: 'account-trail' },
  },
} as const satisfies Readonly<Record<string, EventKind>>;
