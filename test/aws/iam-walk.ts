import * as sdk from '@aws-sdk/client-iam';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { World } from '../sandbox/aws/contract.ts';

/** One entity, by the names that the landing tables give to its facts. */
export type Walked = Readonly<Record<string, unknown>>;

/** Everything a walk found, by table. */
export type Walk = Readonly<Record<string, readonly Walked[]>>;

/** The SDK's own client in an account, past everything that is ours. */
export async function iamClient(world: World, accountId: string): Promise<sdk.IAMClient> {
  const { accessKeyId, secretAccessKey, sourceRoleArn, memberRoleName, externalId } = world.entry;
  const hub = await assume({ accessKeyId, secretAccessKey }, sourceRoleArn);
  const role = `arn:${world.partition}:iam::${accountId}:role/${memberRoleName}`;
  return new sdk.IAMClient({ region: 'us-east-1', credentials: await assume(hub, role, externalId) });
}

interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

async function assume(credentials: Keys, roleArn: string, externalId?: string): Promise<Keys> {
  const sts = new STSClient({ region: 'us-east-1', credentials });
  const { Credentials } = await sts.send(
    new AssumeRoleCommand({
      RoleArn: roleArn,
      RoleSessionName: 'walk',
      ...(externalId === undefined ? {} : { ExternalId: externalId }),
    }),
  );
  sts.destroy();
  if (!Credentials?.AccessKeyId || !Credentials.SecretAccessKey || !Credentials.SessionToken) {
    throw new Error(`no credentials came for ${roleArn}`);
  }
  const { AccessKeyId, SecretAccessKey, SessionToken } = Credentials;
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
}

/** Asks for every entity and everything of it one by one, as inventories usually do. */
export async function walkIam(iam: sdk.IAMClient): Promise<Walk> {
  const users = await pages(sdk.paginateListUsers({ client: iam }, {}), ({ Users }) => Users);
  const groups = await pages(sdk.paginateListGroups({ client: iam }, {}), ({ Groups }) => Groups);
  const roles = await pages(sdk.paginateListRoles({ client: iam }, {}), ({ Roles }) => Roles);
  const local = sdk.paginateListPolicies({ client: iam }, { Scope: 'Local' });
  const attached = sdk.paginateListPolicies({ client: iam }, { Scope: 'AWS', OnlyAttached: true });
  const policies = [
    ...(await pages(local, ({ Policies }) => Policies)),
    ...(await pages(attached, ({ Policies }) => Policies)),
  ];
  return {
    AWS_IAM_USERS: await each(users, ({ UserName = '' }) => walkUser(iam, UserName)),
    AWS_IAM_GROUPS: await each(groups, (group) => walkGroup(iam, group)),
    AWS_IAM_ROLES: await each(roles, ({ RoleName = '' }) => walkRole(iam, RoleName)),
    AWS_IAM_ROLE_SETTINGS: await each(roles, ({ RoleName = '' }) => walkRoleSettings(iam, RoleName)),
    AWS_IAM_POLICIES: await each(policies, ({ Arn = '' }) => walkPolicy(iam, Arn)),
    AWS_IAM_AWS_MANAGED_POLICIES: await each(policies.filter(isOfAws), ({ Arn = '' }) =>
      walkDocument(iam, Arn),
    ),
    AWS_IAM_ACCESS_KEYS: (await each(users, ({ UserName = '' }) => walkKeys(iam, UserName))).flat(),
    AWS_IAM_MFA_DEVICES: (await each(users, ({ UserName = '' }) => walkDevices(iam, UserName))).flat(),
  };
}

async function walkUser(iam: sdk.IAMClient, UserName: string): Promise<Walked> {
  const { User } = await iam.send(new sdk.GetUserCommand({ UserName }));
  const { Groups } = await iam.send(new sdk.ListGroupsForUserCommand({ UserName }));
  const attached = await iam.send(new sdk.ListAttachedUserPoliciesCommand({ UserName }));
  const { PolicyNames = [] } = await iam.send(new sdk.ListUserPoliciesCommand({ UserName }));
  const inline = await each(PolicyNames, (PolicyName) =>
    iam.send(new sdk.GetUserPolicyCommand({ UserName, PolicyName })),
  );
  return {
    ARN: User?.Arn,
    USER_NAME: UserName,
    USER_ID: User?.UserId,
    CREATE_DATE: User?.CreateDate?.toISOString(),
    GROUP_NAMES: Groups?.map(({ GroupName }) => GroupName),
    ATTACHED_POLICIES: attached.AttachedPolicies?.map(attachment),
    INLINE_POLICIES: inline.length > 0 ? inline.map(inlinePolicy) : undefined,
    TAGS: tags(User?.Tags),
  };
}

async function walkGroup(iam: sdk.IAMClient, { GroupName = '', ...group }: sdk.Group): Promise<Walked> {
  const attached = await iam.send(new sdk.ListAttachedGroupPoliciesCommand({ GroupName }));
  const { PolicyNames = [] } = await iam.send(new sdk.ListGroupPoliciesCommand({ GroupName }));
  const inline = await each(PolicyNames, (PolicyName) =>
    iam.send(new sdk.GetGroupPolicyCommand({ GroupName, PolicyName })),
  );
  return {
    ARN: group.Arn,
    GROUP_NAME: GroupName,
    GROUP_ID: group.GroupId,
    CREATE_DATE: group.CreateDate?.toISOString(),
    ATTACHED_POLICIES: attached.AttachedPolicies?.map(attachment),
    INLINE_POLICIES: inline.map(inlinePolicy),
  };
}

async function walkRole(iam: sdk.IAMClient, RoleName: string): Promise<Walked> {
  const { Role } = await iam.send(new sdk.GetRoleCommand({ RoleName }));
  const attached = await iam.send(new sdk.ListAttachedRolePoliciesCommand({ RoleName }));
  const { PolicyNames = [] } = await iam.send(new sdk.ListRolePoliciesCommand({ RoleName }));
  const inline = await each(PolicyNames, (PolicyName) =>
    iam.send(new sdk.GetRolePolicyCommand({ RoleName, PolicyName })),
  );
  return {
    ARN: Role?.Arn,
    ROLE_NAME: RoleName,
    TRUST_POLICY: document(Role?.AssumeRolePolicyDocument),
    ATTACHED_POLICIES: attached.AttachedPolicies?.map(attachment),
    INLINE_POLICIES: inline.map(inlinePolicy),
    LAST_USED_AT: Role?.RoleLastUsed?.LastUsedDate?.toISOString(),
    LAST_USED_REGION: Role?.RoleLastUsed?.Region,
    TAGS: tags(Role?.Tags),
  };
}

async function walkRoleSettings(iam: sdk.IAMClient, RoleName: string): Promise<Walked> {
  const { Role } = await iam.send(new sdk.GetRoleCommand({ RoleName }));
  return {
    ARN: Role?.Arn,
    ROLE_NAME: RoleName,
    DESCRIPTION: Role?.Description,
    MAX_SESSION_SECONDS: Role?.MaxSessionDuration,
  };
}

async function walkPolicy(iam: sdk.IAMClient, PolicyArn: string): Promise<Walked> {
  const { Policy } = await iam.send(new sdk.GetPolicyCommand({ PolicyArn }));
  const VersionId = Policy?.DefaultVersionId;
  const { PolicyVersion } = await iam.send(new sdk.GetPolicyVersionCommand({ PolicyArn, VersionId }));
  return {
    ARN: PolicyArn,
    POLICY_NAME: Policy?.PolicyName,
    ATTACHMENT_COUNT: Policy?.AttachmentCount,
    DEFAULT_VERSION_ID: VersionId,
    DOCUMENT: isOfAws({ Arn: PolicyArn }) ? undefined : document(PolicyVersion?.Document),
  };
}

async function walkDocument(iam: sdk.IAMClient, PolicyArn: string): Promise<Walked> {
  const { Policy } = await iam.send(new sdk.GetPolicyCommand({ PolicyArn }));
  const VersionId = Policy?.DefaultVersionId;
  const { PolicyVersion } = await iam.send(new sdk.GetPolicyVersionCommand({ PolicyArn, VersionId }));
  return { ARN: PolicyArn, DEFAULT_VERSION_ID: VersionId, DOCUMENT: document(PolicyVersion?.Document) };
}

function isOfAws({ Arn }: sdk.Policy): boolean {
  return Arn?.includes(':iam::aws:policy/') === true;
}

async function walkKeys(iam: sdk.IAMClient, UserName: string): Promise<Walked[]> {
  const { AccessKeyMetadata = [] } = await iam.send(new sdk.ListAccessKeysCommand({ UserName }));
  return each(AccessKeyMetadata, async ({ AccessKeyId, Status, CreateDate }) => {
    const { AccessKeyLastUsed: use } = await iam.send(new sdk.GetAccessKeyLastUsedCommand({ AccessKeyId }));
    return {
      ACCESS_KEY_ID: AccessKeyId,
      USER_NAME: UserName,
      STATUS: Status,
      CREATE_DATE: CreateDate?.toISOString(),
      LAST_USED_AT: use?.LastUsedDate?.toISOString(),
      LAST_USED_SERVICE: use?.LastUsedDate && use.ServiceName,
      LAST_USED_REGION: use?.LastUsedDate && use.Region,
    };
  });
}

async function walkDevices(iam: sdk.IAMClient, UserName: string): Promise<Walked[]> {
  const { MFADevices = [] } = await iam.send(new sdk.ListMFADevicesCommand({ UserName }));
  return MFADevices.map(({ SerialNumber, EnableDate }) => ({
    SERIAL_NUMBER: SerialNumber,
    USER_NAME: UserName,
    ENABLED_AT: EnableDate?.toISOString(),
  }));
}

function attachment({ PolicyArn, PolicyName }: sdk.AttachedPolicy): Walked {
  return { Arn: PolicyArn, Name: PolicyName };
}

function inlinePolicy(policy: sdk.PolicyDetail): Walked {
  return { PolicyName: policy.PolicyName, PolicyDocument: document(policy.PolicyDocument) };
}

function document(encoded: string | undefined): unknown {
  return encoded === undefined ? undefined : JSON.parse(decodeURIComponent(encoded));
}

function tags(list: readonly sdk.Tag[] = []): Walked {
  return Object.fromEntries(list.map(({ Key, Value }) => [Key, Value]));
}

async function pages<Page, Item>(
  pagesOf: AsyncIterable<Page>,
  items: (page: Page) => readonly Item[] | undefined,
): Promise<Item[]> {
  const found: Item[] = [];
  for await (const page of pagesOf) found.push(...(items(page) ?? []));
  return found;
}

async function each<Item, Result>(
  items: readonly Item[],
  ask: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  return Promise.all(items.map(ask));
}
