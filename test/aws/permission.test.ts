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
      Object.fromEntries(actions.map((action) => [action, expected(action, allowed)])),
    );
  });
});

test.each([
  ['may', ['cloudformation:ListResources', 'cloudformation:GetResource']],
  ['may not', []],
])('what is behind Cloud Control is asked for through it, by whoever %s ask it', async (_, doors) => {
  const handlers = inventory
    .filter(({ name }) => name.startsWith('rolesanywhere.'))
    .flatMap(({ actions }) => actions)
    .filter((action) => action.startsWith('rolesanywhere:'));
  expect(new Set(handlers).size).toBe(7);
  for (const may of [handlers, []]) {
    const allowed = [...doors, ...may];
    expect(await verdicts('member', handlers, allowed)).toEqual(
      Object.fromEntries(handlers.map((action) => [action, expected(action, allowed)])),
    );
  }
});

function expected(action: string, allowed: readonly string[]): string {
  const may = allowed.includes(action);
  const [service, operation = ''] = action.split(':');
  if (service === 'rolesanywhere') {
    // Tags are asked for of what is there only.
    if (operation === 'ListTagsForResource') return 'untold';
    const door = operation.startsWith('List') ? 'ListResources' : 'GetResource';
    if (!allowed.includes(`cloudformation:${door}`)) return 'untold';
  }
  // There is no key to ask about whose owner would not have to be found first.
  if (action === 'iam:GetAccessKeyLastUsed' && may) return 'untold';
  return may ? 'allowed' : 'denied';
}
