import { describe, expect, test } from 'vitest';
import type { Collector } from '../../src/aws/catalogue/entry.ts';
import { forEachInParallel } from '../../src/concurrency/in-parallel.ts';
import { memberRole, organizationRoles } from '../../src/generate/roles.ts';
import { collectors, inventory, type Reader, type ReadOutcome, startReader } from '../aws/reader.ts';
import { actionsOfRole } from '../generate/role-actions.ts';
import type { Account } from '../sandbox/aws/contract.ts';
import { allowMemberOnly } from '../sandbox/aws/world/plant.ts';

describe('the generated policies of the member role', () => {
  const actions = actionsOfRole(memberRole);

  test('let every collector read', async () => {
    await using reader = await startReader({ memberActions: actions });
    expectAllRead(await reader.read(reader.access(), reader.member), actions);
  });

  test('have all that each collector asks for: with its own actions alone it sees everything', async () => {
    await forEachAccount(inventory, async (reader, account, collector) => {
      // Regions are asked for before any collector.
      allowMemberOnly(reader.world, account.id, [...collector.actions, 'ec2:DescribeRegions']);
      const { units } = await reader.read(reader.access(), account, { collectors: [collector] });
      expect(units).toMatchObject([{ collector: collector.name, status: 'ok' }]);
      expect(units[0], collector.name).not.toHaveProperty('rowsBlind');
    });
  });

  test('have nothing that no collector needs: without an action those are denied that ask for it', async () => {
    await forEachAccount(actions, async (reader, account, action) => {
      allowMemberOnly(reader.world, account.id, without(action, actions));
      const needing = inventory.filter((collector) => collector.actions.includes(action));
      expect(needing.length, action).toBeGreaterThan(0);
      expectDenied(await reader.read(reader.access(), account, { collectors: needing }), action);
    });
  });

  /** Each in an account of its own, for the pace is an account’s: so all can be read at once. */
  async function forEachAccount<T>(
    things: readonly T[],
    check: (reader: Reader, account: Account, thing: T) => Promise<void>,
  ): Promise<void> {
    await using reader = await startReader({ accounts: things.length * 2, memberActions: actions });
    const small = reader.members.toSorted((a, b) => SIZES.indexOf(a.size) - SIZES.indexOf(b.size));
    await forEachInParallel(things.entries(), 6, async ([index, thing]) => {
      const account = small[index];
      if (!account) throw new Error('the world is too small');
      await check(reader, account, thing);
    });
  }
});

const SIZES: readonly Account['size'][] = ['small', 'medium', 'large'];

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
