import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeConnection } from '../installation/connection-table.ts';
import { ACCOUNTS, INVENTORY, type Installation, install, summaryOf } from '../installation/installation.ts';
import type { Account, World } from '../sandbox/aws/contract.ts';
import type { StandingFault } from '../sandbox/aws/faults.ts';
import type { AwsSandbox } from '../sandbox/aws/server.ts';

let installation: Installation;
let world: World;
let aws: AwsSandbox;
beforeAll(async () => {
  installation = await install({
    accounts: 8,
    inventory: ['regions: [us-east-1]', 'collectors: [ec2.regions]'],
    env: { AWS_MAX_ATTEMPTS: '1' },
  });
  if (!installation.sandbox.aws) throw new Error('no AWS sandbox');
  aws = installation.sandbox.aws;
  world = installation.sandbox.world;
});
afterAll(() => installation.close());

function query<T>(sql: string): Promise<readonly T[]> {
  return installation.client.query<T>(sql);
}

const denied = (operation: string): StandingFault =>
  aws.faults.add({
    match: { operation },
    action: {
      error: {
        code: 'AccessDeniedException',
        message: 'User: x is not authorized to perform: y',
        status: 400,
      },
    },
  });

const failing = async (connection: string) =>
  summaryOf(await installation.command('run', connection, '--json'), 1);

const listed = (runId: string) =>
  query<{ ACCOUNT_ID: string }>(`SELECT ACCOUNT_ID FROM ${ACCOUNTS} WHERE RUN_ID = '${runId}'`);

/** Each test goes on from the state that the one before left. */
describe('an organization, run after run', () => {
  test('is read whole', async () => {
    const summary = await installation.run(ACCOUNTS);
    expect(summary).toMatchObject({ status: 'ok', units: { denied: 0, failed: 0 } });
    expect(await listed(summary.runId)).toHaveLength(8);
    expect(summary.tables).toMatchObject({
      AWS_ORGANIZATIONS_SNAPSHOTS: 1,
      AWS_ORGANIZATIONAL_UNITS_SNAPSHOTS: world.organizationalUnits.size + 1,
      AWS_IAM_ORGANIZATIONS_FEATURES_SNAPSHOTS: 1,
      AWS_ORGANIZATIONS_POLICIES_SNAPSHOTS: 7,
    });
  });

  test('shows its tree with depth and numbers of accounts', async () => {
    const tree = await query<Record<string, unknown>>(
      'SELECT * FROM AWS_ORGANIZATIONAL_UNIT_TREE ORDER BY OU_PATH',
    );
    expect(tree).toHaveLength(world.organizationalUnits.size + 1);
    expect(tree[0]).toMatchObject({ OU_PATH: '/', DEPTH: 0, ACCOUNTS: 1, ACCOUNTS_BELOW: 8, UNITS: 5 });
    const security = tree.find((unit) => unit.OU_PATH === '/Security');
    expect(security).toMatchObject({ DEPTH: 1, PARENT_ID: world.rootId, ACCOUNTS: 2, ACCOUNTS_BELOW: 2 });
    const direct = tree.reduce((sum, unit) => sum + Number(unit.ACCOUNTS), 0);
    expect(direct).toBe(8);
    const workloads = tree.filter((unit) => String(unit.OU_PATH).startsWith('/Workloads'));
    expect(workloads[0]?.ACCOUNTS_BELOW).toBe(
      workloads.reduce((sum, unit) => sum + Number(unit.ACCOUNTS), 0),
    );
  });

  test('tells who left, moved, was renamed and joined', async () => {
    const [moved, renamed, leaves] = [...world.accounts.values()].slice(-3) as [Account, Account, Account];
    const [unit] = [...world.organizationalUnits.values()].filter(({ name }) => name === 'Security');
    moved.parentId = unit?.id ?? '';
    const before = renamed.name;
    renamed.name = 'a new name';
    world.accounts.delete(leaves.id);
    const second = await installation.run(ACCOUNTS);
    world.accounts.set(leaves.id, leaves);
    const third = await installation.run(ACCOUNTS);
    const events = await query<Record<string, unknown>>(
      'SELECT ACCOUNT_ID, EVENT, BEFORE, AFTER, RUN_ID FROM AWS_ACCOUNTS_EVENTS ORDER BY RUN_ID, EVENT',
    );
    const path = expect.stringMatching(/^\//);
    expect(events).toEqual([
      { ACCOUNT_ID: leaves.id, EVENT: 'LEFT', BEFORE: path, AFTER: null, RUN_ID: second.runId },
      { ACCOUNT_ID: moved.id, EVENT: 'MOVED', BEFORE: path, AFTER: '/Security', RUN_ID: second.runId },
      {
        ACCOUNT_ID: renamed.id,
        EVENT: 'RENAMED',
        BEFORE: before,
        AFTER: 'a new name',
        RUN_ID: second.runId,
      },
      { ACCOUNT_ID: leaves.id, EVENT: 'JOINED', BEFORE: null, AFTER: path, RUN_ID: third.runId },
    ]);
  });

  test('is listed whole where something else is denied, and inventories read that list', async () => {
    const fault = denied('DescribePolicy');
    const summary = await installation.run(ACCOUNTS);
    fault.remove();
    expect(summary).toMatchObject({ status: 'partial', units: { denied: 1, failed: 0 } });
    expect(await listed(summary.runId)).toHaveLength(8);
    const blind = await query('SELECT COLLECTOR, STATUS FROM CONNECTOR_BLIND_SPOTS');
    expect(blind).toEqual([{ COLLECTOR: 'organizations.policies', STATUS: 'denied' }]);
    expect(await query('SELECT 1 FROM AWS_ORGANIZATIONS_POLICIES')).toHaveLength(7);
    const inventory = await installation.run(INVENTORY);
    expect(inventory.error).toBeUndefined();
    expect(inventory.accounts).toBe(8);
  });

  test('without its list leaves no half list and fails, and inventories read the one before', async () => {
    const fault = denied('ListAccounts');
    const summary = await failing(ACCOUNTS);
    fault.remove();
    expect(summary.status).toBe('failed');
    expect(summary.error).toContain('the list could not be read');
    expect(summary.units.ok).toBeGreaterThan(3);
    expect(await listed(summary.runId)).toEqual([]);
    expect(await query('SELECT 1 FROM AWS_ORGANIZATIONS_POLICIES')).toHaveLength(7);
    const inventory = await installation.run(INVENTORY);
    expect(inventory.accounts).toBe(8);
    expect(inventory.error).toContain('ended failed; this run reads the accounts of an earlier one');
  });

  test('narrowed to other collectors leaves the list as it was', async () => {
    const summary = await installation.run(ACCOUNTS, '--collector', 'organizations.organization');
    expect(summary).toMatchObject({ status: 'ok', units: { ok: 1 } });
    expect(await listed(summary.runId)).toEqual([]);
    const inventory = await installation.run(INVENTORY);
    expect(inventory).toMatchObject({ accounts: 8 });
    expect(inventory.error).toBeUndefined();
  });
});

describe('the account that the role is in', () => {
  const connection = (name: string, accountId: string) =>
    makeConnection(
      installation.client,
      name,
      `module: aws_accounts
source_role_arn: ${world.entry.sourceRoleArn}
destination_role_arn: arn:aws:iam::${accountId}:role/${world.entry.memberRoleName}
destination_role_external_id: ${world.entry.externalId}`,
    );

  beforeAll(() => {
    const management = world.accounts.get(world.managementAccountId)?.iam();
    const role = management?.roles.get(world.entry.organizationRoleArn.split('/').at(-1) ?? '');
    for (const { Document } of role?.inlinePolicies ?? [])
      world.memberPolicy.Statement.push(...Document.Statement);
  });

  test('may be a delegated administrator’s', async () => {
    const [administrator = ''] = world.delegatedAdministrators.keys();
    await connection('DELEGATED_CONNECTION', administrator);
    const summary = await installation.run('DELEGATED_CONNECTION');
    expect(summary).toMatchObject({ status: 'ok', units: { denied: 0, failed: 0 } });
    expect(summary.tables).toMatchObject({
      AWS_ACCOUNTS_SNAPSHOTS: 8,
      AWS_ORGANIZATIONS_POLICIES_SNAPSHOTS: 7,
    });
  });

  test('is named with the role where it is any other', async () => {
    const member = [...world.accounts.values()].find(
      ({ id, isManagement }) => !isManagement && !world.delegatedAdministrators.has(id),
    );
    await connection('MEMBER_CONNECTION', member?.id ?? '');
    const summary = await failing('MEMBER_CONNECTION');
    expect(summary.units).toMatchObject({ ok: 1, failed: 0 });
    expect(summary.error).toContain(
      `(the role arn:aws:iam::${member?.id}:role/${world.entry.memberRoleName} is in account ${member?.id}, ` +
        'which is neither the management account nor a delegated administrator of an organization)',
    );
  });

  test('is named where it is in no organization', async () => {
    world.inOrganization = false;
    const summary = await failing(ACCOUNTS);
    world.inOrganization = true;
    expect(summary.units).toMatchObject({ ok: 0, failed: 0 });
    expect(summary.error).toContain(
      `is in account ${world.managementAccountId}, which is in no organization`,
    );
  });
});
