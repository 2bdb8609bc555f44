import { AccountClient } from '@aws-sdk/client-account';
import { EC2Client } from '@aws-sdk/client-ec2';
import { IAMClient } from '@aws-sdk/client-iam';
import { OrganizationsClient } from '@aws-sdk/client-organizations';
import { AssumeRoleCommand, type AssumeRoleCommandInput, STSClient } from '@aws-sdk/client-sts';
import type { Account, World, WorldOptions } from './contract.ts';
import { type AwsSandbox, type AwsSandboxOptions, startAws } from './server.ts';
import { generateWorld } from './world/generate.ts';

export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

interface ClientOptions {
  readonly region?: string;
  readonly systemClockOffset?: number;
  readonly maxAttempts?: number;
}

/** A running sandbox with a generated organization, and the unmodified SDK pointed at it. */
export interface Cloud {
  readonly aws: AwsSandbox;
  readonly world: World;
  /** The management account, the hub, and an active member. */
  readonly management: Account;
  readonly hub: Account;
  readonly member: Account;
  /** Moves the sandbox's clock. */
  advance(seconds: number): void;
  clients(keys: Keys, options?: ClientOptions): Clients;
  assume(
    from: Keys,
    roleArn: string,
    input?: Partial<AssumeRoleCommandInput>,
    options?: ClientOptions,
  ): Promise<Keys>;
  /** The hub session, from which all other roles are assumed. */
  hubKeys(): Promise<Keys>;
  memberRoleArn(accountId: string): string;
  memberKeys(accountId?: string): Promise<Keys>;
  managementKeys(): Promise<Keys>;
}

export interface Clients {
  readonly sts: STSClient;
  readonly iam: IAMClient;
  readonly ec2: EC2Client;
  readonly organizations: OrganizationsClient;
  readonly account: AccountClient;
}

const readActions = [
  'iam:Get*',
  'iam:List*',
  'iam:Generate*',
  'ec2:Describe*',
  'account:Get*',
  'account:List*',
];

export async function startCloud(
  options: Partial<WorldOptions> = {},
  serverOptions: Partial<AwsSandboxOptions> = {},
): Promise<Cloud> {
  const world = generateWorld({
    seed: 7,
    accounts: 26,
    memberActions: readActions,
    organizationActions: ['organizations:*', 'account:*'],
    ...options,
  });
  let offset = 0;
  const aws = await startAws({ world, clock: () => new Date(Date.now() + offset), ...serverOptions });
  const [management, hub, member] = world.accounts.values();
  if (!management || !hub || !member) throw new Error('the world is too small');
  const { entry } = world;

  const clients = (keys: Keys, given: ClientOptions = {}): Clients => {
    const settings = { endpoint: aws.url, region: 'us-east-1', credentials: keys, maxAttempts: 1, ...given };
    return {
      sts: new STSClient(settings),
      iam: new IAMClient(settings),
      ec2: new EC2Client(settings),
      organizations: new OrganizationsClient(settings),
      account: new AccountClient(settings),
    };
  };
  const assume: Cloud['assume'] = async (from, roleArn, input = {}, given = {}) => {
    const command = new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: 'test-session', ...input });
    const { Credentials } = await clients(from, given).sts.send(command);
    return {
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      sessionToken: Credentials?.SessionToken ?? '',
    };
  };
  const hubKeys = () => assume(entry, entry.sourceRoleArn);
  const memberRoleArn = (accountId: string) =>
    `arn:${world.partition}:iam::${accountId}:role/${entry.memberRoleName}`;
  const withExternalId = { ExternalId: entry.externalId };
  return {
    ...{ aws, world, management, hub, member, clients, assume, hubKeys, memberRoleArn },
    advance: (seconds) => {
      offset += seconds * 1000;
    },
    memberKeys: async (accountId = member.id) =>
      assume(await hubKeys(), memberRoleArn(accountId), withExternalId),
    managementKeys: async () => assume(await hubKeys(), entry.organizationRoleArn, withExternalId),
  };
}
