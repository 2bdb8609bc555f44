import { PolicyType } from '@aws-sdk/client-organizations';
import type { Account, IamRole, IamState, PolicyDocument, World } from '../../sandbox/aws/contract.ts';
import type { BucketState, S3State } from '../../sandbox/aws/world/s3.ts';

type Statement = PolicyDocument['Statement'][number];

/** A user by its policies, and what the views must say of it. */
interface PrincipalCase {
  readonly says?: readonly Partial<Statement>[];
  /** Names of policies of AWS. */
  readonly attached?: readonly string[];
  readonly groups?: readonly string[];
  readonly boundary?: string;
  /** What AWS_ADMIN_PRINCIPALS says of the conditions; absent where the user is no administrator. */
  readonly admin?: 'none' | 'mfa' | 'some';
  /** Methods of AWS_ESCALATION_PATHS. */
  readonly escalates?: readonly string[];
  /** Nothing of it is left in AWS_IAM_PERMISSIONS. */
  readonly isLost?: boolean;
  /** What its rows of AWS_IAM_PERMISSIONS say was not evaluated, beside SCPs. */
  readonly open?: readonly string[];
}

const VERSION = ['create_policy_version'];
const MFA = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };

/** The planted users, by name. */
export const USERS: Readonly<Record<string, PrincipalCase>> = {
  'access-everything': { says: [{ Action: '*' }], admin: 'none' },
  'access-lists': { says: [{ Action: ['s3:Get*', '*:*'], Resource: ['*'] }], admin: 'none' },
  'access-attached': { attached: ['AdministratorAccess'], admin: 'none' },
  'access-by-group': { groups: ['access-admins'], admin: 'none' },
  'access-by-group-inline': { groups: ['access-writers'], escalates: VERSION },
  'access-mfa': { says: [{ Action: '*', Condition: MFA }], admin: 'mfa', open: ['conditions'] },
  'access-office': {
    says: [{ Action: '*', Condition: { IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } } }],
    admin: 'some',
    open: ['conditions'],
  },
  'access-boundary': {
    says: [{ Action: '*' }],
    boundary: 'PowerUserAccess',
    admin: 'none',
    open: ['boundary'],
  },
  'access-denied-whole': { says: [{ Action: '*' }, { Effect: 'Deny', Action: '*' }], isLost: true },
  'access-denied-part': {
    says: [{ Action: '*' }, { Effect: 'Deny', Action: 'iam:*' }],
    admin: 'none',
    open: ['deny'],
  },
  'access-one-bucket': { says: [{ Action: 's3:*', Resource: 'arn:aws:s3:::one/*' }] },
  'access-but-two': {
    says: [{ NotAction: ['iam:*', 'SSM:*'], Action: undefined as unknown as string }],
    escalates: ['lambda_update_code'],
  },
  'access-version': { says: [{ Action: 'iam:CreatePolicyVersion' }], escalates: VERSION },
  'access-wildcards': { says: [{ Action: 'IAM:Create?olicy*sion' }], escalates: VERSION },
  'access-no-wildcards': { says: [{ Action: ['iam:Create_olicyVersion', 'iam:Create%', 'iam:Create!*'] }] },
  'access-version-denied': {
    says: [{ Action: 'iam:CreatePolicyVersion' }, { Effect: 'Deny', Action: 'iam:*Version' }],
    isLost: true,
  },
  'access-version-denied-elsewhere': {
    says: [
      { Action: 'iam:CreatePolicyVersion' },
      { Effect: 'Deny', Action: 'iam:CreatePolicyVersion', Resource: 'arn:aws:iam::*:policy/kept' },
    ],
    escalates: VERSION,
    open: ['deny'],
  },
  'access-pass-alone': { says: [{ Action: 'iam:PassRole' }] },
  'access-pass-function': {
    says: [{ Action: 'iam:PassRole' }, { Action: ['lambda:CreateFunction', 'lambda:Invoke*'] }],
    escalates: ['pass_role_lambda_invoke'],
  },
  // What a boundary or an SCP takes away for certain, and what only by a closer look.
  'access-limit-scp-denies': { says: [{ Action: ['glacier:DeleteVault', 'Glacier:List*'] }], isLost: true },
  'access-limit-scp-allows-not': { says: [{ Action: 'rekognition:*' }], isLost: true },
  'access-limit-scp-asks': { says: [{ Action: 'polly:DeleteLexicon' }] },
  'access-limit-scp-elsewhere': { says: [{ Action: 'mq:DeleteBroker' }] },
  'access-limit-boundary-but': {
    says: [{ Action: ['iam:CreatePolicyVersion', 'iam:Put*'] }],
    boundary: 'PowerUserAccess',
    isLost: true,
  },
  'access-limit-boundary-again': {
    says: [{ Action: ['iam:ListRoles', 'iam:List*'] }],
    boundary: 'PowerUserAccess',
    open: ['boundary'],
  },
  'access-limit-boundary-names': {
    says: [{ Action: ['s3:PutObject', 'ec2:*', 's3:P?tObject'] }],
    boundary: 'AmazonS3ReadOnlyAccess',
    isLost: true,
  },
  'access-limit-boundary-meets': {
    says: [{ Action: ['s3:GetObject', 's3:*', '*', 's?:Get*'] }],
    boundary: 'AmazonS3ReadOnlyAccess',
    admin: 'none',
    open: ['boundary'],
  },
  'access-limit-letter': {
    says: [{ Action: 'glacierx:Get*' }, { Effect: 'Deny', Action: 'glacierx:Get?' }],
    open: ['deny'],
  },
  'access-assumes': { says: [{ Action: 'sts:AssumeRole', Resource: 'arn:aws:iam::*:role/access-*' }] },
};

const GROUPS: Readonly<Record<string, PrincipalCase>> = {
  'access-admins': { attached: ['AdministratorAccess'] },
  'access-writers': { says: [{ Action: 'iam:CreatePolicyVersion' }] },
};

/** Roles by whom they trust, and from whom edges lead to them within what is read. */
export const ROLES: Readonly<
  Record<
    string,
    { readonly trusts: (place: Place) => unknown; readonly from: (place: Place) => readonly string[] }
  >
> = {
  'access-of-account': {
    trusts: ({ own }) => ({ AWS: own }),
    from: ({ own }) => [`trust and permission arn:aws:iam::${own}:user/access-assumes`],
  },
  'access-of-user': {
    trusts: ({ own }) => ({ AWS: `arn:aws:iam::${own}:user/access-version` }),
    from: ({ own }) => [`trust arn:aws:iam::${own}:user/access-version`],
  },
  'other-of-account': { trusts: ({ own }) => ({ AWS: own }), from: () => [] },
  'access-of-stranger': {
    trusts: () => ({ AWS: ['arn:aws:iam::999900001111:root', 'arn:aws-cn:iam::999900001111:user/them'] }),
    from: () => ['trust arn:aws-cn:iam::999900001111:user/them', 'trust arn:aws:iam::999900001111:root'],
  },
  'access-of-service': {
    trusts: () => ({ Service: 'ec2.amazonaws.com' }),
    from: () => ['trust ec2.amazonaws.com'],
  },
  'access-of-nobody': { trusts: () => ({ AWS: 'AIDAEXAMPLEGONE000000' }), from: () => [] },
};

interface Place {
  readonly own: string;
}

/** Buckets by their policies, and whom AWS_EXTERNAL_ACCESS must name. */
export const BUCKETS: Readonly<
  Record<string, { readonly says: Partial<Statement>; readonly external?: string }>
> = {
  'ext-everybody': { says: { Principal: '*' as never }, external: 'everybody * false' },
  'ext-organization': {
    says: { Principal: { AWS: '*' }, Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-exampleorg1' } } },
    external: 'everybody * true',
  },
  'ext-perhaps-organization': {
    says: { Principal: { AWS: '*' }, Condition: { StringEqualsIfExists: { 'aws:PrincipalOrgID': 'o-1' } } },
    external: 'everybody * false',
  },
  'ext-stranger': {
    says: { Principal: { AWS: ['999900001111'] } },
    external: 'foreign account 999900001111 false',
  },
  'ext-stranger-gov': {
    says: { Principal: { AWS: 'arn:aws-us-gov:iam::999900001111:role/them' } },
    external: 'foreign account arn:aws-us-gov:iam::999900001111:role/them false',
  },
  'ext-but-one': {
    says: { NotPrincipal: { AWS: '999900001111' } } as Partial<Statement>,
    external: 'everybody * false',
  },
  'ext-service': { says: { Principal: { Service: 'logs.amazonaws.com' } } },
  'ext-gone': { says: { Principal: { AWS: 'AROAEXAMPLEGONE000000' } } },
  'ext-denied': { says: { Effect: 'Deny', Principal: '*' as never } },
};

/** Roles of Identity Center that were planted, and what AWS_IDENTITY_CENTER_ROLE_DRIFT must say of them. */
export const DRIFTED: Readonly<
  Record<
    string,
    {
      readonly attached: readonly string[];
      readonly says?: readonly Partial<Statement>[];
      readonly drift: string;
    }
  >
> = {
  AWSReservedSSO_AdministratorAccess_00000000000000aa: { attached: ['AdministratorAccess'], drift: 'none' },
  AWSReservedSSO_AdministratorAccess_00000000000000bb: {
    attached: ['AdministratorAccess', 'PowerUserAccess'],
    drift: 'policies differ',
  },
  AWSReservedSSO_AdministratorAccess_00000000000000cc: {
    attached: ['AdministratorAccess'],
    says: [{ Action: 'sts:*' }],
    drift: 'inline policy differs',
  },
  AWSReservedSSO_Was_Here_00000000000000dd: { attached: [], drift: 'set is gone' },
  AWSReservedSSO_Unused_00000000000000ee: { attached: [], drift: 'not assigned' },
};

/** Plants all of it in one account, of which Identity Center assigns AdministratorAccess to a user. */
export function plantAccess(world: World, account: Account): void {
  account.changeIam((iam) => {
    for (const [index, [name, one]] of Object.entries(GROUPS).entries()) {
      const key = { GroupName: name, GroupId: `AGPAPLANTED${index}`, Arn: arn(account, `group/${name}`) };
      iam.groups.set(name, { ...key, ...policiesOf(world, one), Path: '/', CreateDate });
    }
    for (const [index, [name, one]] of Object.entries(USERS).entries()) {
      iam.users.set(name, {
        ...{
          UserName: name,
          UserId: `AIDAPLANTED${index}`,
          Arn: arn(account, `user/${name}`),
          Path: '/',
          CreateDate,
        },
        ...{
          passwordEnabled: false,
          mfaDevices: [],
          accessKeys: [],
          groups: [...(one.groups ?? [])],
          tags: [],
        },
        ...policiesOf(world, one),
        ...(one.boundary ? { permissionsBoundaryArn: awsPolicy(world, one.boundary) } : {}),
      });
    }
    for (const [name, { trusts }] of Object.entries(ROLES)) {
      addRole(
        iam,
        account,
        name,
        '/',
        { Principal: trusts({ own: account.id }) as never },
        { inlinePolicies: [], attachedPolicyArns: [] },
      );
    }
    for (const [name, one] of Object.entries(DRIFTED)) {
      const trust = {
        Principal: { Federated: arn(account, 'saml-provider/AWSSSO') },
        Action: 'sts:AssumeRoleWithSAML',
      };
      addRole(iam, account, name, '/aws-reserved/sso.amazonaws.com/', trust, policiesOf(world, one));
    }
  });
  account.changeContent<S3State>('s3', (state) => {
    state.buckets.clear();
    for (const [name, { says }] of Object.entries(BUCKETS)) {
      const bare = { name, region: 'us-east-1', createdAt: CreateDate, versioning: {}, grants: [], tags: [] };
      const policy = {
        Version: '2012-10-17',
        Statement: [statement({ Action: 's3:GetObject', ...says })],
      } as const;
      state.buckets.set(name, { ...bare, policy: policy as unknown as NonNullable<BucketState['policy']> });
    }
  });
  plantAssignment(world, account);
  plantScps(world, account);
  world.organizationPolicies.push({
    id: 'p-plantedrcp0',
    name: 'resource control',
    description: '',
    type: PolicyType.RESOURCE_CONTROL_POLICY,
    awsManaged: false,
    content: JSON.stringify({
      Version: '2012-10-17',
      Statement: {
        Effect: 'Deny',
        Principal: '*',
        Action: 'S3:*',
        Resource: '*',
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    }),
    targets: [world.rootId],
  });
}

/** Instead of FullAWSAccess the account has all but one service; one more is denied, and two are in part. */
function plantScps({ serviceControlPolicies }: World, { id }: Account): void {
  for (const policy of serviceControlPolicies) {
    if (policy.name === 'FullAWSAccess') policy.targets = policy.targets.filter((target) => target !== id);
  }
  serviceControlPolicies.push({
    id: 'p-plantedscp0',
    name: 'all but',
    description: '',
    document: document([
      { NotAction: 'rekognition:*' } as Partial<Statement>,
      { Effect: 'Deny', Action: 'glacier:*' },
      { Effect: 'Deny', Action: 'polly:*', Condition: { Bool: { 'aws:ViaAWSService': 'false' } } },
      { Effect: 'Deny', Action: 'mq:*', Resource: 'arn:aws:mq:*:*:broker:kept' },
    ]),
    targets: [id],
  });
}

const CreateDate = new Date('2026-01-01T00:00:00Z');

function plantAssignment(world: World, account: Account): void {
  const { permissionSets, assignments, users } = world.identityCenter();
  const admin = permissionSets.find(({ set }) => set.Name === 'AdministratorAccess');
  const [user] = users;
  if (!admin || !user?.UserId) throw new Error('no permission set or user to assign');
  assignments.push({
    AccountId: account.id,
    PermissionSetArn: admin.set.PermissionSetArn,
    PrincipalType: 'USER',
    PrincipalId: user.UserId,
  });
}

function addRole(
  iam: IamState,
  account: Account,
  name: string,
  Path: string,
  trust: Partial<Statement>,
  policies: Pick<IamRole, 'inlinePolicies' | 'attachedPolicyArns'>,
): void {
  iam.roles.set(name, {
    ...{
      RoleName: name,
      RoleId: `AROAPLANTED${iam.roles.size}`,
      Arn: arn(account, `role${Path}${name}`),
      Path,
      CreateDate,
    },
    ...{ MaxSessionDuration: 3600, tags: [], ...policies },
    trustPolicy: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', ...trust } as Statement],
    },
  });
}

function policiesOf(world: World, { says = [], attached = [] }: PrincipalCase) {
  return {
    inlinePolicies: says.length > 0 ? [{ PolicyName: 'planted', Document: document(says) }] : [],
    attachedPolicyArns: attached.map((name) => awsPolicy(world, name)),
  };
}

function document(says: readonly Partial<Statement>[]): PolicyDocument {
  const filled = says.map(statement);
  // IAM takes a statement alone as well as a list.
  return { Version: '2012-10-17', Statement: (filled.length === 1 ? filled[0] : filled) as Statement[] };
}

function statement(one: Partial<Statement>): Statement {
  return { Effect: 'Allow', Resource: '*', ...one } as Statement;
}

function awsPolicy({ partition }: World, name: string): string {
  return `arn:${partition}:iam::aws:policy/${name}`;
}

function arn({ id }: Account, resource: string): string {
  return `arn:aws:iam::${id}:${resource}`;
}
