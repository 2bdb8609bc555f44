import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { allOperations } from '../../../sandbox/aws/operations/index.ts';
import { trust } from '../../../sandbox/aws/world/entry.ts';
import { addRole } from '../../add-role.ts';
import { collectors, identityCenter, type Reader, type ReadOutcome, startReader } from '../../reader.ts';

const actions = [...new Set(identityCenter.flatMap((collector) => collector.actions))];

function ids(outcome: ReadOutcome, thing: string): string[] {
  const rows = outcome.rows.get(`AWS_IDENTITY_CENTER_${thing}`) ?? [];
  return rows.map((row) => String(row.RESOURCE_ID)).sort();
}

describe('the organization’s Identity Center', () => {
  let reader: Reader;
  let outcome: ReadOutcome;

  beforeAll(async () => {
    reader = await startReader({}, { quotas: 1 });
    outcome = await reader.readIdentityCenter(reader.access());
  });
  afterAll(() => reader[Symbol.asyncDispose]());

  test('is read whole', () => {
    const { instanceArn, users, groups, memberships, permissionSets, assignments } =
      reader.world.identityCenter();
    expect(outcome.units.map(({ status }) => status)).toEqual(identityCenter.map(() => 'ok'));
    expect(ids(outcome, 'INSTANCES')).toEqual([instanceArn]);
    expect(ids(outcome, 'USERS')).toEqual(users.map(({ UserId }) => UserId).sort());
    expect(ids(outcome, 'GROUPS')).toEqual(groups.map(({ GroupId }) => GroupId).sort());
    expect(ids(outcome, 'GROUP_MEMBERSHIPS')).toEqual(
      memberships.map(({ MembershipId }) => MembershipId).sort(),
    );
    expect(ids(outcome, 'PERMISSION_SETS')).toEqual(
      permissionSets.map(({ set }) => set.PermissionSetArn).sort(),
    );
    expect(ids(outcome, 'ACCOUNT_ASSIGNMENTS')).toEqual(
      assignments
        .map((one) => [one.AccountId, one.PermissionSetArn, one.PrincipalType, one.PrincipalId].join(' '))
        .sort(),
    );
    expect(users.length).toBeGreaterThan(100);
    expect(assignments.length).toBeGreaterThan(20);
  });

  test('has permission sets with all that they grant, and nothing they do not', () => {
    const rows = outcome.rows.get('AWS_IDENTITY_CENTER_PERMISSION_SETS') ?? [];
    for (const {
      set,
      inlinePolicy,
      managedPolicies,
      customerManagedPolicies,
      boundary,
    } of reader.world.identityCenter().permissionSets) {
      const row = rows.find(({ NAME }) => NAME === set.Name);
      expect(row?.INLINE_POLICY).toEqual(inlinePolicy === '' ? undefined : JSON.parse(inlinePolicy));
      expect(row?.MANAGED_POLICIES).toEqual(managedPolicies);
      expect(row?.CUSTOMER_MANAGED_POLICIES).toEqual(customerManagedPolicies);
      expect(row?.PERMISSIONS_BOUNDARY).toEqual(boundary);
    }
  });

  test('has users with their status and primary address', () => {
    const rows = outcome.rows.get('AWS_IDENTITY_CENTER_USERS') ?? [];
    for (const { UserId, UserName, UserStatus } of reader.world.identityCenter().users) {
      const row = rows.find(({ USER_ID }) => USER_ID === UserId);
      expect(row).toMatchObject({ USER_NAME: UserName, STATUS: UserStatus, EMAIL: UserName });
    }
  });

  test('takes the calls that the plan says, and no more', () => {
    const { groups, memberships, permissionSets, assignments } = reader.world.identityCenter();
    const largest = memberships.filter(({ GroupId }) => GroupId === groups[0]?.GroupId);
    const pairs = new Set(assignments.map((one) => `${one.AccountId} ${one.PermissionSetArn}`));
    expect(largest.length).toBeGreaterThan(100);
    expect(reader.aws.metrics.byAction).toMatchObject({
      'sso:ListInstances': 1,
      'identitystore:ListUsers': 2,
      'identitystore:ListGroups': 1,
      'identitystore:ListGroupMemberships': groups.length + 1,
      'sso:ListPermissionSets': 1,
      'sso:DescribePermissionSet': permissionSets.length,
      'sso:GetInlinePolicyForPermissionSet': permissionSets.length,
      'sso:ListManagedPoliciesInPermissionSet': permissionSets.length,
      'sso:ListCustomerManagedPolicyReferencesInPermissionSet': permissionSets.length,
      'sso:GetPermissionsBoundaryForPermissionSet': permissionSets.length,
      'sso:ListAccountsForProvisionedPermissionSet': permissionSets.length,
      'sso:ListAccountAssignments': pairs.size,
    });
  });

  test('stays below the twenty calls a second that both services share', () => {
    const times = reader.aws.metrics.log
      .filter(({ service }) => service === 'sso' || service === 'identitystore')
      .map(({ at }) => at.getTime());
    expect(times.length).toBeGreaterThan(40);
    const busiest = times.map((start) => times.filter((at) => at >= start && at < start + 1000).length);
    expect(Math.max(...busiest)).toBeLessThanOrEqual(20);
    expect(reader.aws.metrics.throttled).toBe(0);
  });
});

describe('what lets us in', () => {
  let reader: Reader;
  afterEach(() => reader[Symbol.asyncDispose]());

  /** A role of the name that the source role may assume, which may do these actions. */
  function role(accountId: string, allowed: readonly string[]) {
    const { memberRoleName, sourceRoleArn, externalId } = reader.world.entry;
    const trusts = trust(sourceRoleArn, externalId);
    return { roleArn: addRole(reader.world, accountId, memberRoleName, trusts, allowed), externalId };
  }

  test('without an action exactly those collectors are denied that declare it', async () => {
    reader = await startReader({ accounts: 4 });
    const { managementAccountId } = reader.world;
    const { groups, permissionSets, assignments } = reader.world.identityCenter();
    // Enough to need every call once; the pace makes more a matter of many seconds.
    groups.splice(2);
    permissionSets.splice(2);
    assignments.splice(4);
    reader.world.identityCenter().applications.splice(1);
    for (const action of actions) {
      const hop = role(
        managementAccountId,
        actions.filter((allowed) => allowed !== action),
      );
      const { units } = await reader.readIdentityCenter(reader.access(), { hop });
      for (const unit of units) {
        const collector = identityCenter.find(({ name }) => name === unit.collector);
        // Rows are blind to what is asked of each; what becomes of those has tests of its own.
        if (action in (collector?.conditional ?? {})) continue;
        const needs = collector?.actions.includes(action);
        expect(unit.status, `${unit.collector} without ${action}`).toBe(needs ? 'denied' : 'ok');
        if (needs) expect(unit.reason).toContain(action);
      }
    }
  });

  test('a delegated administrator reads the same; another account does not', async () => {
    reader = await startReader({ accounts: 6 });
    const wanted = collectors('identitycenter.groups', 'identitycenter.permission_sets');
    const hop = role(reader.member.id, actions);
    const stranger = await reader.readIdentityCenter(reader.access(), { hop, collectors: wanted });
    expect(stranger.units).toMatchObject(wanted.map(() => ({ status: 'denied', rows: 0 })));
    const enabledAt = new Date('2026-01-01T00:00:00Z');
    const services = new Map([['sso.amazonaws.com', enabledAt]]);
    reader.world.delegatedAdministrators.set(reader.member.id, {
      accountId: reader.member.id,
      enabledAt,
      services,
    });
    const delegated = await reader.readIdentityCenter(reader.access(), { hop, collectors: wanted });
    expect(delegated.units).toMatchObject(wanted.map(() => ({ status: 'ok' })));
    expect(ids(delegated, 'GROUPS')).toHaveLength(reader.world.identityCenter().groups.length);
  });
});

describe('an Identity Center that', () => {
  let reader: Reader;
  afterEach(() => reader[Symbol.asyncDispose]());

  test('is in another region is no empty one, and the reason says what to set', async () => {
    reader = await startReader();
    const { units, rows } = await reader.readIdentityCenter(reader.access(), { homeRegion: 'us-west-2' });
    expect(units).toHaveLength(identityCenter.length);
    for (const unit of units) {
      expect(unit).toMatchObject({ status: 'failed', code: 'no_identity_center_instance', rows: 0 });
      expect(unit.reason).toContain('in us-west-2: set identity_center_region');
    }
    expect(rows.size).toBe(0);
    expect(reader.aws.metrics.byAction).toMatchObject({ 'sso:ListInstances': 1 });
  });

  test('is only replicated into the region is named with its own', async () => {
    const ListInstances = () => ({
      Instances: [
        {
          InstanceArn: 'arn:aws:sso:::instance/ssoins-0123456789abcdef',
          IdentityStoreId: 'd-0123456789',
          OwnerAccountId: '123456789012',
          PrimaryRegion: 'ap-south-1',
        },
      ],
    });
    const operations = { ...allOperations, sso: { ...allOperations.sso, ListInstances } };
    reader = await startReader({}, { operations });
    const { units } = await reader.readIdentityCenter(reader.access());
    for (const unit of units) expect(unit.reason).toContain('at home in ap-south-1');
  });

  test('of another account is not taken where there is an own one', async () => {
    const known = allOperations.sso ?? {};
    const operations = {
      ...allOperations,
      sso: {
        ...known,
        ListInstances: async (call: Parameters<NonNullable<(typeof known)[string]>>[0]) => {
          const { Instances = [] } = ((await known.ListInstances?.(call)) ?? {}) as { Instances?: object[] };
          const strange = {
            InstanceArn: 'arn:aws:sso:::instance/ssoins-0123456789abcdef',
            IdentityStoreId: 'd-0123456789',
            OwnerAccountId: '123456789012',
          };
          return { Instances: [strange, ...Instances] };
        },
      },
    };
    reader = await startReader({}, { operations });
    const { units, rows } = await reader.readIdentityCenter(reader.access());
    expect(units.map(({ status }) => status)).toEqual(identityCenter.map(() => 'ok'));
    expect(rows.get('AWS_IDENTITY_CENTER_USERS')?.length).toBeGreaterThan(0);
  });

  test('loses groups and permission sets while it is read is read without them', async () => {
    const known = allOperations.sso ?? {};
    const store = allOperations.identitystore ?? {};
    let gone = '';
    const operations = {
      ...allOperations,
      sso: {
        ...known,
        ListPermissionSets: async (call: Parameters<NonNullable<(typeof known)[string]>>[0]) => {
          const answer = await known.ListPermissionSets?.(call);
          const [removed] = call.world.identityCenter().permissionSets.splice(0, 1);
          gone = removed?.set.PermissionSetArn ?? '';
          return answer ?? {};
        },
      },
      identitystore: {
        ...store,
        ListGroups: async (call: Parameters<NonNullable<(typeof store)[string]>>[0]) => {
          const answer = await store.ListGroups?.(call);
          call.world.identityCenter().groups.splice(0, 1);
          return answer ?? {};
        },
      },
    };
    reader = await startReader({}, { operations });
    const outcome = await reader.readIdentityCenter(reader.access());
    const { groups, memberships, permissionSets } = reader.world.identityCenter();
    expect(outcome.units.map(({ status }) => status)).toEqual(identityCenter.map(() => 'ok'));
    expect(gone).not.toBe('');
    expect(ids(outcome, 'PERMISSION_SETS')).toHaveLength(permissionSets.length);
    expect(ids(outcome, 'PERMISSION_SETS')).not.toContain(gone);
    const left = memberships.filter(({ GroupId }) => groups.some((group) => group.GroupId === GroupId));
    expect(ids(outcome, 'GROUP_MEMBERSHIPS')).toHaveLength(left.length);
  });

  test('lists a membership twice has it once, and keeps a policy that is no JSON as text', async () => {
    reader = await startReader();
    const { memberships, permissionSets } = reader.world.identityCenter();
    const distinct = memberships.length;
    const [first] = memberships;
    const [set] = permissionSets;
    if (!first || !set) throw new Error('the world has no memberships');
    memberships.push(first);
    set.inlinePolicy = '{ not JSON %2F';
    const outcome = await reader.readIdentityCenter(reader.access(), {
      collectors: collectors('identitycenter.group_memberships', 'identitycenter.permission_sets'),
    });
    expect(outcome.unit('identitycenter.group_memberships')).toMatchObject({ status: 'ok', rows: distinct });
    expect(outcome.unit('identitycenter.permission_sets').status).toBe('ok');
    const rows = outcome.rows.get('AWS_IDENTITY_CENTER_PERMISSION_SETS') ?? [];
    expect(rows.find(({ NAME }) => NAME === set.set.Name)?.INLINE_POLICY).toBe('{ not JSON %2F');
  });

  test.each([
    ['ListInstances', identityCenter.map(({ name }) => name)],
    ['ListAccountAssignments', ['identitycenter.account_assignments']],
    ['DescribePermissionSet', ['identitycenter.permission_sets']],
  ])('answers %s with nothing at all is no empty one', async (operation, failing) => {
    const operations = { ...allOperations, sso: { ...allOperations.sso, [operation]: () => ({}) } };
    reader = await startReader({ accounts: 4 }, { operations });
    const { units } = await reader.readIdentityCenter(reader.access(), {
      collectors: collectors(...failing),
    });
    for (const unit of units)
      expect(unit).toMatchObject({ status: 'failed', code: 'unusable_answer', rows: 0 });
  });
});
