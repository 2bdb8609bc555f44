import type { EC2Client } from '@aws-sdk/client-ec2';
import type { IAMClient } from '@aws-sdk/client-iam';
import { type Clients, startCloud } from './cloud.ts';
import type { World, WorldOptions } from './contract.ts';

/** Reads accounts as the connector would: unmodified SDK clients behind the chain of roles. */
export interface MemberReader extends AsyncDisposable {
  readonly world: World;
  /** The id of the account at this position of the organization. */
  accountAt(index: number): string;
  iam(accountId: string): Promise<IAMClient>;
  ec2(accountId: string, region: string): Promise<EC2Client>;
  /** What the sandbox itself did wrong so far. */
  defects(): readonly string[];
  /** Moves the sandbox's clock on, and that of clients made from now on. */
  wait(seconds: number): void;
}

export async function startMemberReader(options: Partial<WorldOptions> = {}): Promise<MemberReader> {
  const { aws, world, advance, assume, clients, memberRoleArn } = await startCloud(
    { accounts: 12, memberActions: ['iam:*', 'ec2:*'], ...options },
    { quotas: 100 },
  );
  let systemClockOffset = 0;
  const enter = async (accountId: string, region: string): Promise<Clients> => {
    const { entry } = world;
    const hub = await assume(entry, entry.sourceRoleArn, {}, { systemClockOffset });
    const member = await assume(
      hub,
      memberRoleArn(accountId),
      { ExternalId: entry.externalId },
      { systemClockOffset },
    );
    return clients(member, { region, systemClockOffset });
  };
  return {
    world,
    accountAt(index) {
      const id = [...world.accounts.keys()][index];
      if (id === undefined) throw new Error(`the world has no account ${index}`);
      return id;
    },
    iam: async (accountId) => (await enter(accountId, 'us-east-1')).iam,
    ec2: async (accountId, region) => (await enter(accountId, region)).ec2,
    defects: () => aws.metrics.defects,
    wait: (seconds) => {
      systemClockOffset += 1000 * seconds;
      advance(seconds);
    },
    [Symbol.asyncDispose]: () => aws.close(),
  };
}

/** All pages of a paginator. */
export async function allOf<Page>(pages: AsyncIterable<Page>): Promise<Page[]> {
  const all: Page[] = [];
  for await (const page of pages) all.push(page);
  return all;
}
