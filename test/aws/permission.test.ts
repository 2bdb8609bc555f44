import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CollectContext } from '../../src/aws/catalogue/context.ts';
import { readInstance } from '../../src/aws/catalogue/identitycenter/instance.ts';
import { askPermission } from '../../src/aws/permission.ts';
import { awsAccounts } from '../../src/connectors/aws-accounts/connector.ts';
import { awsIdentityCenter } from '../../src/connectors/aws-identity-center/connector.ts';
import { allow } from '../sandbox/aws/world/entry.ts';
import { accountOf } from '../sandbox/aws/world/plant.ts';
import { inventory, type Reader, startReader } from './reader.ts';

let reader: Reader;
beforeAll(async () => {
  reader = await startReader();
});
afterAll(() => reader[Symbol.asyncDispose]());

/** Modules that enter the same role, with the account it is in. */
const ROLES = {
  member: { collectors: inventory, account: () => reader.member.id },
  organization: {
    collectors: [...awsAccounts.collectors, ...awsIdentityCenter.collectors],
    account: () => reader.world.managementAccountId,
  },
} as const;

/** What AWS says of every action to a role that may do just `allowed`. */
async function verdicts(
  role: keyof typeof ROLES,
  asked: readonly string[],
  allowed: readonly string[],
): Promise<Record<string, string>> {
  const { world } = reader;
  const accountId = ROLES[role].account();
  const roleArn =
    role === 'member'
      ? `arn:aws:iam::${accountId}:role/${world.entry.memberRoleName}`
      : world.entry.organizationRoleArn;
  accountOf(world, accountId).changeIam((iam) => {
    const entered = iam.roles.get(roleArn.split('/').at(-1) ?? '');
    if (entered)
      entered.inlinePolicies = [
        { PolicyName: 'read', Document: allow([...allowed, 'sso:ListInstances'], '*') },
      ];
  });
  const access = reader.access();
  const hop = { roleArn, externalId: world.entry.externalId };
  const session = await access.enter({ id: accountId, partition: 'aws' }, hop);
  const context = session.context({ region: undefined, accountTags: false });
  const instance = await instanceOf(
    session.context({ region: world.identityCenter().region, accountTags: false }),
  );
  const answers: Record<string, string> = {};
  for (const action of asked) {
    const place = action.startsWith('sso') || action.startsWith('identitystore') ? instance.context : context;
    answers[action] = (await askPermission(place, 'aws', action, instance.facts)).verdict;
  }
  return answers;
}

async function instanceOf(context: CollectContext) {
  const { InstanceArn, IdentityStoreId } = await readInstance(context);
  return { context, facts: { instanceArn: InstanceArn, identityStoreId: IdentityStoreId } };
}

describe.each(Object.keys(ROLES) as (keyof typeof ROLES)[])('the %s role', (role) => {
  const actions = [...new Set(ROLES[role].collectors.flatMap((collector) => collector.actions))].filter(
    (action) => action !== 'sso:ListInstances',
  );

  test.each([0, 1])('has each action of the catalogue asked for by itself (half %i)', async (half) => {
    const allowed = actions.filter((_, index) => index % 2 === half);
    expect(await verdicts(role, actions, allowed)).toEqual(
      Object.fromEntries(
        actions.map((action) => [action, allowed.includes(action) ? granted(action) : 'denied']),
      ),
    );
  });
});

/** There is no key to ask about whose owner would not have to be found first. */
function granted(action: string): string {
  return action === 'iam:GetAccessKeyLastUsed' ? 'untold' : 'allowed';
}
