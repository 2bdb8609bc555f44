import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeConnection } from '../installation/connection-table.ts';
import { type Installation, install } from '../installation/installation.ts';
import type { World } from '../sandbox/aws/contract.ts';
import type { IdentityCenterState } from '../sandbox/aws/identity-center-state.ts';

const CONNECTION = 'AWS_IDENTITY_CENTER_TEST_CONNECTION';

/** A way into an account, as the view tells it: what a walk over the world finds must be what SQL finds. */
function waysOf({ assignments, memberships, permissionSets, users, groups }: IdentityCenterState): string[] {
  const ways = assignments.flatMap(({ AccountId, PermissionSetArn, PrincipalType, PrincipalId }) => {
    const set = permissionSets.find((one) => one.set.PermissionSetArn === PermissionSetArn)?.set.Name;
    const group = groups.find(({ GroupId }) => GroupId === PrincipalId)?.DisplayName ?? null;
    const ids =
      PrincipalType === 'USER'
        ? [PrincipalId]
        : memberships
            .filter(({ GroupId }) => GroupId === PrincipalId)
            .map(({ MemberId }) => MemberId?.UserId);
    return ids.map((id) => {
      const user = users.find(({ UserId }) => UserId === id);
      return JSON.stringify([AccountId, set, id, user?.UserName ?? null, user?.UserStatus ?? null, group]);
    });
  });
  return ways.sort();
}

function statement({ entry }: World, region: string): string {
  return `module: aws_identity_center
source_role_arn: ${entry.sourceRoleArn}
destination_role_arn: ${entry.organizationRoleArn}
destination_role_external_id: ${entry.externalId}
identity_center_region: ${region}`;
}

describe('Identity Center, read by the program', () => {
  let installation: Installation;
  let world: World;

  beforeAll(async () => {
    installation = await install({ accounts: 8, seed: 3 });
    world = installation.sandbox.world;
    const { region } = world.identityCenter();
    const { client } = installation;
    await makeConnection(client, CONNECTION, statement(world, region));
    await installation.run(CONNECTION);
  });

  afterAll(async () => {
    await installation.close();
  });

  async function ways(): Promise<string[]> {
    const rows = await installation.client.query<Record<string, unknown>>(
      'SELECT ACCOUNT_ID, PERMISSION_SET_NAME, USER_ID, USER_NAME, USER_STATUS, GROUP_NAME FROM AWS_IDENTITY_CENTER_ACCESS',
    );
    return rows.map((row) => JSON.stringify(Object.values(row))).sort();
  }

  it('shows every way of every user into every account, as a walk over it does', async () => {
    const expected = waysOf(world.identityCenter());
    expect(expected.length).toBeGreaterThan(100);
    expect(expected.some((way) => way.endsWith('null,null,null]'))).toBe(true);
    expect(await ways()).toEqual(expected);
    expect(installation.sandbox.aws?.metrics.throttled).toBe(0);
  });

  it('tells whom a row is about from whom was asked', async () => {
    const assignments = 'AWS_IDENTITY_CENTER_ACCOUNT_ASSIGNMENTS';
    for (const view of [assignments, `${assignments}_CHANGES`, 'AWS_IDENTITY_CENTER_ACCESS']) {
      const [asked] = await installation.client.query(
        `SELECT COUNT(DISTINCT SOURCE_ACCOUNT_ID) AS N, MAX(SOURCE_ACCOUNT_ID) AS ID FROM ${view}`,
      );
      if (view.endsWith('_CHANGES')) expect(asked).toEqual({ N: 0, ID: null });
      else expect(asked).toEqual({ N: 1, ID: world.managementAccountId });
    }
  });

  it('says in its own table how the account was read', async () => {
    const rows = await installation.client.query(`SELECT ACCOUNT_ID, STATUS, UNITS_OK FROM ${CONNECTION}`);
    expect(rows).toEqual([{ ACCOUNT_ID: world.managementAccountId, STATUS: 'ok', UNITS_OK: 9 }]);
  });

  it('keeps what it knew when the instance is not where it is said to be, and says what to set', async () => {
    const before = await ways();
    await installation.client.query(
      `ALTER TABLE ${CONNECTION} SET COMMENT = '${statement(world, 'us-west-2')}'`,
    );
    const result = await installation.command('run', CONNECTION);
    expect(result.code).toBe(1);
    const spots = await installation.client.query<{ CODE: string; REASON: string }>(
      'SELECT CODE, REASON FROM CONNECTOR_BLIND_SPOTS WHERE CONNECTION = ?',
      [CONNECTION],
    );
    expect(spots).toHaveLength(9);
    for (const { CODE, REASON } of spots) {
      expect(CODE).toBe('no_identity_center_instance');
      expect(REASON).toContain('set identity_center_region');
    }
    expect(await ways()).toEqual(before);
  });
});
