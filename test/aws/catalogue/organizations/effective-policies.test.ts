import { afterEach, expect, test } from 'vitest';
import { AwsError, type World } from '../../../sandbox/aws/contract.ts';
import { readerWith } from '../../changed-operations.ts';
import { collectors, type Reader, startReader } from '../../reader.ts';

let reader: Reader;
afterEach(() => reader[Symbol.asyncDispose]());

async function read(name: string, table: string) {
  const outcome = await reader.readOrganization(reader.access(), { collectors: collectors(name) });
  return { unit: outcome.units[0], rows: outcome.rows.get(table) ?? [] };
}

const readEffective = () => read('organizations.effective_policies', 'AWS_ORGANIZATIONS_EFFECTIVE_POLICIES');
const readInvalid = () =>
  read('organizations.invalid_effective_policies', 'AWS_ORGANIZATIONS_INVALID_EFFECTIVE_POLICIES');

/** A policy of a type that is younger than the SDK, attached to the root. */
function plantNewType(world: World): void {
  world.organizationPolicies.push({
    id: 'p-newtype001',
    name: 'new',
    description: 'Of a type that came after the SDK',
    type: 'QUANTUM_POLICY' as never,
    awsManaged: false,
    content: '{"quantum":{"@@assign":"on"}}',
    targets: [world.rootId],
  });
}

test('policies of a type that AWS has added since are read like any other', async () => {
  reader = await startReader({ accounts: 4 });
  plantNewType(reader.world);
  const { unit, rows } = await read('organizations.policies', 'AWS_ORGANIZATIONS_POLICIES');
  expect(unit).toMatchObject({ status: 'ok' });
  expect(rows.find(({ POLICY_ID }) => POLICY_ID === 'p-newtype001')).toMatchObject({
    TYPE: 'QUANTUM_POLICY',
    CONTENT: { quantum: { '@@assign': 'on' } },
  });
});

test('a type without an effect of its own takes no other with it', async () => {
  reader = await startReader({ accounts: 4 });
  const before = await readEffective();
  plantNewType(reader.world);
  expect((await readEffective()).rows).toHaveLength(before.rows.length);
  expect((await readInvalid()).unit).toMatchObject({ status: 'ok' });
});

test('what policies come to is told of each active account, type by type', async () => {
  reader = await startReader({ accounts: 6 });
  const { unit, rows } = await readEffective();
  expect(unit).toMatchObject({ status: 'ok' });
  const active = [...reader.world.accounts.values()].filter(({ state }) => state === 'ACTIVE');
  const optOut = rows.filter(({ POLICY_TYPE }) => POLICY_TYPE === 'AISERVICES_OPT_OUT_POLICY');
  expect(new Set(optOut.map(({ MEMBER_ACCOUNT_ID }) => MEMBER_ACCOUNT_ID))).toEqual(
    new Set(active.map(({ id }) => id)),
  );
  for (const { CONTENT } of optOut) {
    expect(CONTENT).toEqual({ services: { default: { opt_out_policy: 'optOut' } } });
  }
  // Backups are attached to nothing, and service control policies come to nothing of their own.
  const types = new Set(rows.map(({ POLICY_TYPE }) => POLICY_TYPE));
  for (const none of ['BACKUP_POLICY', 'SERVICE_CONTROL_POLICY']) expect(types).not.toContain(none);
});

test('an invalid policy that was mended since it was listed is no row, and takes no other with it', async () => {
  let mended: string | undefined;
  reader = await readerWith(
    'organizations',
    {
      ListEffectivePolicyValidationErrors: (own) => async (call) => {
        const answer = (await own(call)) as object;
        const { AccountId } = call.input as { AccountId?: string };
        return AccountId === mended ? { ...answer, EffectivePolicyValidationErrors: [] } : answer;
      },
    },
    { accounts: 16 },
  );
  const before = (await readInvalid()).rows;
  expect(before.length).toBeGreaterThan(1);
  expect(before[0]).toMatchObject({ ERROR_CODES: ['ELEMENTS_TOO_MANY'] });
  mended = String(before[0]?.MEMBER_ACCOUNT_ID);
  const { unit, rows } = await readInvalid();
  expect(unit).toMatchObject({ status: 'ok' });
  expect(rows).toHaveLength(before.filter((row) => row.MEMBER_ACCOUNT_ID !== mended).length);
});

test('where the partition has no such policies there is nothing to read', async () => {
  const unsupported = () => () => {
    throw new AwsError(
      'UnsupportedAPIEndpointException',
      "This action isn't available in the current Region.",
    );
  };
  reader = await readerWith(
    'organizations',
    { ListAccountsWithInvalidEffectivePolicy: unsupported, DescribeEffectivePolicy: unsupported },
    { accounts: 4 },
  );
  for (const { unit, rows } of [await readInvalid(), await readEffective()]) {
    expect(unit).toMatchObject({ status: 'absent', code: 'UnsupportedAPIEndpointException' });
    expect(rows).toEqual([]);
  }
});

test('an organization without a resource policy is a row that says so', async () => {
  reader = await startReader({ accounts: 4 });
  const name = 'organizations.resource_policy';
  const table = 'AWS_ORGANIZATIONS_RESOURCE_POLICY';
  expect((await read(name, table)).rows).toMatchObject([{ HAS_POLICY: true, CONTENT: { Statement: [{}] } }]);
  reader.world.delegatedAdministrators.clear();
  const { unit, rows } = await read(name, table);
  expect(unit).toMatchObject({ status: 'ok' });
  expect(rows).toMatchObject([{ HAS_POLICY: false }]);
});
