import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ACCOUNTS, INVENTORY, type Installation, install } from '../installation/installation.ts';
import { bigPolicy, makeUserWithOddStrings } from '../sandbox/aws/world/plant-oddities.ts';

const BYTES = 20_000_000;

describe('an account with odd content', () => {
  let installation: Installation;
  let policyArn: string;
  let userName: string;

  beforeAll(async () => {
    installation = await install({ accounts: 3, inventory: ['collectors: [iam.authorization_details]'] });
    const { world } = installation.sandbox;
    const member = [...world.accounts.values()].find((account) => !account.isManagement)?.id ?? '';
    policyArn = bigPolicy(world, member, BYTES);
    userName = makeUserWithOddStrings(world, member);
    await installation.run(ACCOUNTS);
    await installation.run(INVENTORY);
  });

  afterAll(async () => {
    await installation.close();
  });

  it('has its policy of twenty megabytes in the table, whole', async () => {
    const [policy] = await installation.client.query<{ CHARACTERS: number }>(
      'SELECT LENGTH(TO_JSON(DOCUMENT)) AS CHARACTERS FROM AWS_IAM_POLICIES WHERE ARN = ?',
      [policyArn],
    );
    expect(policy?.CHARACTERS).toBeGreaterThan(BYTES);
  });

  it('has its user with unusual Unicode in the table, to the letter', async () => {
    const { world } = installation.sandbox;
    const user = [...world.accounts.values()]
      .filter((account) => !account.isManagement)
      .flatMap((account) => [...account.iam().users.values()])
      .find((candidate) => candidate.UserName === userName);
    const [row] = await installation.client.query<{ TAGS: Record<string, string> }>(
      'SELECT TAGS FROM AWS_IAM_USERS WHERE ARN = ?',
      [user?.Arn ?? ''],
    );
    expect(row?.TAGS).toEqual(Object.fromEntries((user?.tags ?? []).map(({ Key, Value }) => [Key, Value])));
    expect(Object.keys(row?.TAGS ?? {}).length).toBeGreaterThan(0);
  });
});
