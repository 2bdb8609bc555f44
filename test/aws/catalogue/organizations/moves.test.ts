import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { OrganizationalUnit } from '../../../sandbox/aws/contract.ts';
import { lineage } from '../../../sandbox/aws/organization-tree.ts';
import { collectors, type Reader, startReader } from '../../reader.ts';

/** What changes in AWS while it is read. */
let reader: Reader;
beforeEach(async () => {
  reader = await startReader({ accounts: 40 });
});
afterEach(() => reader[Symbol.asyncDispose]());

const read = (...names: readonly string[]) =>
  reader.readOrganization(reader.access(), { collectors: collectors(...names) });

const unitNamed = (name: string): OrganizationalUnit => {
  const unit = [...reader.world.organizationalUnits.values()].find((each) => each.name === name);
  if (!unit) throw new Error(`there is no unit ${name}`);
  return unit;
};

/** Reads the list and does something just before the n-th call of an operation is answered. */
async function readAndMeanwhile(operation: string, nth: number, change: () => void) {
  const pause = reader.aws.faults.pauseBefore({ operation, nth });
  const reading = read('organizations.accounts');
  await pause.reached;
  change();
  pause.release();
  return reading;
}

describe('a unit that is moved while the tree is walked', () => {
  const shapes = ['state', 'status-only'] as const;

  test.each(shapes)('is not lost, nor is what is in it (%s)', async (shape) => {
    reader.world.accountShape = shape;
    const [from, to] = [unitNamed('Workloads'), unitNamed('Security')];
    const unit = unitNamed('NonProd');
    expect(unit.parentId).toBe(from.id);
    // Security, to which it is moved, has been asked by then; Workloads, where it was, has not.
    const { units, rows } = await readAndMeanwhile('ListOrganizationalUnitsForParent', 4, () => {
      unit.parentId = to.id;
    });
    expect(units).toMatchObject([{ status: 'ok' }]);
    const nodes = rows.get('AWS_ORGANIZATIONAL_UNITS') ?? [];
    expect(nodes).toHaveLength(reader.world.organizationalUnits.size + 1);
    expect(nodes.find(({ UNIT_ID }) => UNIT_ID === unit.id)).toMatchObject({ OU_PATH: '/Security/NonProd' });
    const within = (rows.get('AWS_ACCOUNTS') ?? []).filter(({ OU_IDS }) =>
      (OU_IDS as string[]).includes(unit.id),
    );
    expect(within.length).toBeGreaterThan(1);
    for (const account of within) expect(account.OU_PATH).toMatch(/^\/Security\/NonProd/);
  });

  test('is told once where it is met twice', async () => {
    const unit = unitNamed('Security');
    const { rows } = await readAndMeanwhile('ListOrganizationalUnitsForParent', 4, () => {
      unit.parentId = unitNamed('Workloads').id;
    });
    const nodes = (rows.get('AWS_ORGANIZATIONAL_UNITS') ?? []).filter(({ UNIT_ID }) => UNIT_ID === unit.id);
    expect(nodes).toMatchObject([{ OU_PATH: '/Workloads/Security' }]);
  });

  test('after the walk: accounts are where AWS says they are', async () => {
    const unit = unitNamed('NonProd');
    const { rows } = await readAndMeanwhile('ListAccounts', 1, () => {
      unit.parentId = reader.world.rootId;
    });
    for (const row of rows.get('AWS_ACCOUNTS') ?? []) {
      const account = reader.world.accounts.get(String(row.MEMBER_ACCOUNT_ID));
      expect(row.OU_IDS).toEqual(lineage(reader.world, account?.parentId ?? ''));
    }
  });
});

test('a unit that is deleted while the tree is walked is gone, and all else is there', async () => {
  const unit = unitNamed('Suspended');
  const { units, rows } = await readAndMeanwhile('ListOrganizationalUnitsForParent', 2, () => {
    for (const account of reader.world.accounts.values()) {
      if (account.parentId === unit.id) account.parentId = reader.world.rootId;
    }
    reader.world.organizationalUnits.delete(unit.id);
  });
  expect(units).toMatchObject([{ status: 'ok' }]);
  expect(rows.get('AWS_ORGANIZATIONAL_UNITS')).toHaveLength(reader.world.organizationalUnits.size + 1);
  expect(rows.get('AWS_ACCOUNTS')).toHaveLength(40);
});

test('a page token that expires is a failure, not the end of the list', async () => {
  const error = { code: 'InvalidInputException', message: 'INVALID_NEXT_TOKEN', status: 400 };
  reader.aws.faults.add({ match: { operation: 'ListAccounts', nth: 2 }, action: { error } });
  const { units } = await read('organizations.accounts', 'organizations.organization');
  expect(units).toMatchObject([
    { collector: 'organizations.accounts', status: 'failed', code: 'InvalidInputException', rows: 0 },
    { collector: 'organizations.organization', status: 'ok', rows: 1 },
  ]);
});

test('a policy that is deleted since it was listed is left out, and all else is there', async () => {
  const [policy] = reader.world.organizationPolicies.splice(1, 1);
  if (!policy) throw new Error('the world has no policy');
  reader.world.organizationPolicies.push(policy);
  const pause = reader.aws.faults.pauseBefore({ operation: 'DescribePolicy', nth: 2 });
  const reading = read('organizations.policies');
  await pause.reached;
  reader.world.serviceControlPolicies.splice(1, 1);
  pause.release();
  const { units, rows } = await reading;
  expect(units).toMatchObject([{ status: 'ok' }]);
  const { serviceControlPolicies, organizationPolicies } = reader.world;
  const left = [...serviceControlPolicies, ...organizationPolicies].map(({ id }) => id);
  expect((rows.get('AWS_ORGANIZATIONS_POLICIES') ?? []).map(({ POLICY_ID }) => POLICY_ID)).toEqual(left);
});

test('a policy whose content is no JSON is kept as the text that it is', async () => {
  const [policy] = reader.world.organizationPolicies;
  if (!policy) throw new Error('the world has no policy');
  policy.content = '{"tags": {"CostCenter"';
  const { units, rows } = await read('organizations.policies');
  expect(units).toMatchObject([{ status: 'ok' }]);
  const contents = (rows.get('AWS_ORGANIZATIONS_POLICIES') ?? []).map(({ CONTENT }) => CONTENT);
  expect(contents.length).toBeGreaterThan(1);
  expect(contents.filter((content) => typeof content === 'string')).toEqual([policy.content]);
});

test('an administrator that is deregistered since it was listed is left out', async () => {
  const [first, second] = reader.world.delegatedAdministrators.keys();
  const pause = reader.aws.faults.pauseBefore({ operation: 'ListDelegatedServicesForAccount' });
  const reading = read('organizations.delegated_administrators');
  await pause.reached;
  reader.world.delegatedAdministrators.delete(first ?? '');
  pause.release();
  const { units, rows } = await reading;
  expect(units).toMatchObject([{ status: 'ok' }]);
  const administrators = rows.get('AWS_ORGANIZATIONS_DELEGATED_ADMINISTRATORS') ?? [];
  expect(administrators.map(({ RESOURCE_ID }) => RESOURCE_ID)).toEqual([second]);
});
