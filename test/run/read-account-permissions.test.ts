import { describe, expect, test } from 'vitest';
import type { Collector } from '../../src/aws/catalogue/entry.ts';
import { forEachInParallel } from '../../src/concurrency/in-parallel.ts';
import { memberRole, organizationRoles } from '../../src/generate/roles.ts';
import { collectors, type Reader, type ReadOutcome, startReader } from '../aws/reader.ts';
import { actionsOfRole } from '../generate/role-actions.ts';
import { allowMemberOnly } from '../sandbox/aws/world/plant.ts';

describe('the generated policies of the member role', () => {
  const actions = actionsOfRole(memberRole);

  test('let every collector read', async () => {
    await using reader = await startReader({ memberActions: actions });
    expectAllRead(await reader.read(reader.access(), reader.member), actions);
  });

  test('without any one action deny exactly the collectors that need it', { timeout: 120_000 }, async () => {
    // Each account misses another action: the pace is an account's own, so all can be read at once.
    await using reader = await startReader({ accounts: actions.length * 2, memberActions: actions });
    const access = reader.access();
    const small = reader.members.toSorted((a, b) => a.iam().users.size - b.iam().users.size);
    await forEachInParallel(actions.entries(), 6, async ([index, action]) => {
      const account = small[index];
      if (!account) throw new Error(`there is no account to be without ${action}`);
      allowMemberOnly(reader.world, account.id, without(action, actions));
      expectDenied(await reader.read(access, account), action);
    });
  });
});

const READS: Readonly<Record<string, (reader: Reader) => Promise<ReadOutcome>>> = {
  organization: (reader) => reader.readOrganization(reader.access(), { accountTags: true }),
  'identity-center': (reader) => reader.readIdentityCenter(reader.access()),
};

describe.each(organizationRoles)('the generated policies of the $name role', (role) => {
  const actions = actionsOfRole(role);

  async function readWith(allowed: readonly string[]) {
    await using reader = await startReader({ accounts: 4, organizationActions: allowed });
    const read = READS[role.name];
    if (!read) throw new Error(`nobody knows how to read with the ${role.name} role`);
    return await read(reader);
  }

  test('let every collector read', async () => {
    expectAllRead(await readWith(actions), actions);
  });

  test.each(actions)('without %s deny exactly the collectors that need it', async (action) => {
    expectDenied(await readWith(without(action, actions)), action);
  });
});

function without(action: string, actions: readonly string[]): readonly string[] {
  return actions.filter((each) => each !== action);
}

function expectAllRead({ units }: ReadOutcome, actions: readonly string[]): void {
  expect(units.filter(({ status }) => status !== 'ok')).toEqual([]);
  expect(new Set(units.flatMap((unit) => collectorOf(unit.collector).actions))).toEqual(new Set(actions));
}

function expectDenied({ units }: ReadOutcome, action: string): void {
  expect(units.some(({ collector }) => collectorOf(collector).actions.includes(action))).toBe(true);
  for (const { collector, status, reason } of units) {
    const { actions, conditional } = collectorOf(collector);
    // Whether a collector uses what it may need is the account's matter; none other must suffer.
    if (action in conditional) continue;
    const needed = actions.includes(action);
    expect(status, `${collector} without ${action}`).toBe(needed ? 'denied' : 'ok');
    if (needed) expect(reason).toContain(action);
  }
}

function collectorOf(name: string): Collector {
  const [collector] = collectors(name);
  if (!collector) throw new Error(`there is no collector ${name}`);
  return collector;
}
