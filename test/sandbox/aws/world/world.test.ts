import { describe, expect, test } from 'vitest';
import type { Account, World } from '../contract.ts';
import { generateWorld } from './generate.ts';
import { addUser } from './plant.ts';

const region = 'us-east-1';

function world(accounts: number, seed = 1): World {
  return generateWorld({
    seed,
    accounts,
    memberActions: ['iam:GetUser'],
    organizationActions: ['organizations:ListAccounts'],
  });
}

function content(account: Account): unknown {
  const { arn, name, email, state, parentId, tags } = account;
  return { arn, name, email, state, parentId, tags, iam: account.iam(), region: account.region(region) };
}

function accountsOf({ accounts }: World): Account[] {
  return [...accounts.values()];
}

describe('a generated world', () => {
  test('is the same for the same seed, in whatever order it is looked at', () => {
    const forwards = accountsOf(world(12)).map(content);
    const backwards = accountsOf(world(12)).reverse().map(content).reverse();
    expect(backwards).toEqual(forwards);
  });

  test('differs from seed to seed', () => {
    const ids = (seed: number): string[] => [...world(12, seed).accounts.keys()];
    expect(ids(1)).not.toEqual(ids(2));
  });

  test('keeps the content of an account when the organization grows', () => {
    const small = accountsOf(world(12))
      .slice(0, 4)
      .map((account) => account.iam());
    const large = accountsOf(world(120))
      .slice(0, 4)
      .map((account) => account.iam());
    expect(large).toEqual(small);
  });

  test('has accounts of every state in a large organization and one inactive in twelve', () => {
    const states = accountsOf(world(300)).map(({ state }) => state);
    expect(new Set(states)).toEqual(
      new Set(['ACTIVE', 'SUSPENDED', 'CLOSED', 'PENDING_CLOSURE', 'PENDING_ACTIVATION']),
    );
    expect(accountsOf(world(12)).filter(({ state }) => state !== 'ACTIVE')).toHaveLength(1);
    expect(states.filter((state) => state !== 'ACTIVE')).toHaveLength(21);
  });

  test('has awkward names, duplicate names and leading zeros', () => {
    const accounts = accountsOf(world(60));
    expect(accounts.some(({ id }) => id.startsWith('0'))).toBe(true);
    expect(accounts.every(({ id }) => /^\d{12}$/.test(id))).toBe(true);
    expect(new Set(accounts.map(({ name }) => name)).size).toBeLessThan(accounts.length);
    expect(new Set(accounts.map(({ email }) => email)).size).toBe(accounts.length);
    expect(accounts.some(({ name }) => /[^\u0020-\u007e]/.test(name))).toBe(true);
  });

  test('nests organizational units three deep, and every account hangs somewhere', () => {
    const { accounts, organizationalUnits, rootId } = world(120);
    const depth = (id: string): number =>
      id === rootId ? 0 : 1 + depth(organizationalUnits.get(id)?.parentId ?? 'nowhere');
    expect(Math.max(...[...accounts.values()].map(({ parentId }) => depth(parentId)))).toBe(3);
  });

  test('writes every id in the form AWS gives it', () => {
    const { accounts, organizationalUnits, organizationId, rootId } = world(4);
    expect(organizationId).toMatch(/^o-[a-z0-9]{10}$/);
    expect(rootId).toMatch(/^r-[a-z0-9]{4}$/);
    for (const id of organizationalUnits.keys()) expect(id).toMatch(/^ou-[a-z0-9]{4}-[a-z0-9]{8}$/);
    for (const account of accounts.values()) {
      const iam = account.iam();
      for (const user of iam.users.values()) {
        expect(user.UserId).toMatch(/^AIDA[A-Z2-7]{17}$/);
        expect(user.UserName).toMatch(/^[\w+=,.@-]{1,64}$/);
        for (const key of user.accessKeys) expect(key.AccessKeyId).toMatch(/^AKIA[A-Z2-7]{16}$/);
      }
      for (const role of iam.roles.values()) {
        expect(role.RoleId).toMatch(/^AROA[A-Z2-7]{17}$/);
        expect(role.RoleName).toMatch(/^[\w+=,.@-]{1,64}$/);
      }
      const { reservations, vpcs, subnets, securityGroups } = account.region(region);
      const instances = reservations.flatMap(({ Instances = [] }) => Instances);
      for (const { InstanceId } of instances) expect(InstanceId).toMatch(/^i-0[0-9a-f]{16}$/);
      for (const { VpcId } of vpcs) expect(VpcId).toMatch(/^vpc-0[0-9a-f]{16}$/);
      for (const { SubnetId } of subnets) expect(SubnetId).toMatch(/^subnet-0[0-9a-f]{16}$/);
      for (const { GroupId } of securityGroups) expect(GroupId).toMatch(/^sg-0[0-9a-f]{16}$/);
    }
  });

  test('never gives an id twice', () => {
    const ids = accountsOf(world(40)).flatMap((account) => {
      const iam = account.iam();
      const state = account.region(region);
      return [
        ...[...iam.users.values()].flatMap(({ UserId, accessKeys }) => [
          UserId,
          ...accessKeys.map(({ AccessKeyId }) => AccessKeyId),
        ]),
        ...[...iam.roles.values()].map(({ RoleId }) => RoleId),
        ...[...iam.policies.values()].map(({ PolicyId }) => PolicyId),
        ...state.reservations.flatMap(({ Instances = [] }) => Instances.map(({ InstanceId }) => InstanceId)),
        ...state.securityGroups.map(({ GroupId }) => GroupId),
        ...state.subnets.map(({ SubnetId }) => SubnetId),
      ];
    });
    expect(ids.length).toBeGreaterThan(1000);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('refers only to what exists', () => {
    const generated = world(12);
    for (const account of generated.accounts.values()) {
      const iam = account.iam();
      const known = new Set([...iam.policies.keys(), ...generated.awsManagedPolicies.keys()]);
      for (const entity of [...iam.users.values(), ...iam.roles.values(), ...iam.groups.values()]) {
        for (const arn of entity.attachedPolicyArns) expect(known).toContain(arn);
      }
      for (const user of iam.users.values()) {
        for (const group of user.groups) expect([...iam.groups.keys()]).toContain(group);
      }
      for (const policy of iam.policies.values()) {
        expect(policy.versions.map(({ VersionId }) => VersionId)).toContain(policy.DefaultVersionId);
      }
    }
  });

  test('has an account whose IAM and instances fill several pages', () => {
    const large = accountsOf(world(12))[3];
    expect(large?.iam().roles.size).toBeGreaterThan(100);
    const instances = large?.region(region).reservations.flatMap(({ Instances = [] }) => Instances);
    expect(instances?.length).toBeGreaterThan(200);
  });

  test('leaves regions without assets with the default VPC alone', () => {
    const state = accountsOf(world(12))[1]?.region('sa-east-1');
    expect(state?.vpcs).toHaveLength(1);
    expect(state?.vpcs[0]?.IsDefault).toBe(true);
    expect(state?.securityGroups.map(({ GroupName }) => GroupName)).toEqual(['default']);
    expect(state?.reservations).toEqual([]);
  });

  test('knows the regions of its partition and which of them an account has', () => {
    const generated = world(12);
    expect(generated.regions.filter(({ optIn }) => !optIn)).toHaveLength(17);
    expect(generated.regions.filter(({ optIn }) => optIn)).toHaveLength(17);
    const withMore = accountsOf(generated).find(({ optedInRegions }) => optedInRegions.size > 0);
    expect(withMore?.enabledRegions().length).toBeGreaterThan(17);
    const without = accountsOf(generated).find(({ optedInRegions }) => optedInRegions.size === 0);
    expect(() => without?.region('me-south-1')).toThrow('me-south-1 is not enabled');
  });

  test('stays in its partition', () => {
    const china = generateWorld({
      seed: 3,
      accounts: 3,
      partition: 'aws-cn',
      memberActions: ['ec2:*'],
      organizationActions: ['organizations:*'],
    });
    expect(china.entry.sourceRoleArn).toMatch(/^arn:aws-cn:iam::\d{12}:role\/snowcensus-hub$/);
    const text = JSON.stringify(accountsOf(china).map((account) => [...account.iam().roles.values()]));
    expect(text).not.toContain('arn:aws:');
    expect(accountsOf(china)[0]?.region('cn-north-1').vpcs.length).toBeGreaterThan(0);
  });

  test('refuses to be empty', () => {
    expect(() => world(0)).toThrow('at least one account');
  });
});

describe('the way in', () => {
  test('puts the member role into every account but the management account', () => {
    const generated = world(12);
    const { memberRoleName, organizationRoleArn } = generated.entry;
    const holders = accountsOf(generated).filter((account) => account.iam().roles.has(memberRoleName));
    expect(holders).toHaveLength(11);
    expect(holders.some(({ isManagement }) => isManagement)).toBe(false);
    expect(organizationRoleArn).toContain(generated.managementAccountId);
  });

  test('finds a key in its account, and none that was never given out', () => {
    const generated = world(12);
    const found = generated.findAccessKey(generated.entry.accessKeyId);
    expect(found?.user.UserName).toBe('snowcensus');
    expect(found?.key.secretAccessKey).toBe(generated.entry.secretAccessKey);
    for (const account of generated.accounts.values()) {
      for (const user of account.iam().users.values()) {
        for (const { AccessKeyId } of user.accessKeys) {
          expect(generated.findAccessKey(AccessKeyId)?.account.id).toBe(account.id);
        }
      }
    }
    expect(generated.findAccessKey('AKIAIOSFODNN7EXAMPLE')).toBeUndefined();
    expect(generated.findAccessKey('nonsense')).toBeUndefined();
  });
});

describe('content that is not used', () => {
  test('is released, and generated the same when used again', () => {
    const [first, ...others] = accountsOf(world(100));
    const before = first?.iam();
    for (const account of others) account.iam();
    expect(first?.iam()).not.toBe(before);
    expect(first?.iam()).toEqual(before);
  });

  test('keeps its changes', () => {
    const generated = world(100);
    const [first, ...others] = accountsOf(generated);
    if (first === undefined) throw new Error('no account');
    const count = first.iam().users.size;
    addUser(generated, first.id, 'newcomer', new Date('2026-11-02T00:00:00Z'));
    expect(first.iam().users.size).toBe(count + 1);
    for (const account of others) account.iam();
    expect(first.iam().users.get('newcomer')?.accessKeys).toHaveLength(1);
    expect(first.iam().users.size).toBe(count + 1);
  });
});
