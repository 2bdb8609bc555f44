import {
  GetAccessKeyLastUsedCommand,
  GetAccountAuthorizationDetailsCommand,
  type GetAccountAuthorizationDetailsCommandInput,
  type GetAccountAuthorizationDetailsResponse,
  GetAccountPasswordPolicyCommand,
  GetAccountSummaryCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetUserCommand,
  type IAMClient,
  ListAccessKeysCommand,
  ListAccountAliasesCommand,
  ListGroupsCommand,
  ListMFADevicesCommand,
  ListVirtualMFADevicesCommand,
  paginateGetAccountAuthorizationDetails,
  paginateListPolicies,
  paginateListRoles,
  paginateListUsers,
} from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { IamState } from '../../contract.ts';
import { allOf, type MemberReader, startMemberReader } from '../../member-reader.ts';
import { addRoles, bigPolicy, makeUserWithOddStrings } from '../../world/plant-oddities.ts';

let reader: MemberReader;
let large: string;
let iam: IAMClient;
let truth: IamState;

beforeAll(async () => {
  reader = await startMemberReader();
  large = reader.accountAt(3);
  iam = await reader.iam(large);
  const found = reader.world.accounts.get(large);
  if (found === undefined) throw new Error('no such account');
  truth = found.iam();
});
afterAll(async () => {
  expect(reader.defects()).toEqual([]);
  await reader[Symbol.asyncDispose]();
});

async function sweep(client: IAMClient, pageSize: number): Promise<GetAccountAuthorizationDetailsResponse[]> {
  return allOf(paginateGetAccountAuthorizationDetails({ client, pageSize }, {}));
}

function sizeOf(page: GetAccountAuthorizationDetailsResponse): number {
  const { UserDetailList = [], GroupDetailList = [], RoleDetailList = [], Policies = [] } = page;
  return UserDetailList.length + GroupDetailList.length + RoleDetailList.length + Policies.length;
}

describe('GetAccountAuthorizationDetails', () => {
  test.each([7, 100, 1000])('gives every entity once in pages of %i', async (pageSize) => {
    const pages = await sweep(iam, pageSize);
    const arns = pages.flatMap((page) => [
      ...(page.UserDetailList ?? []).map(({ Arn }) => Arn),
      ...(page.GroupDetailList ?? []).map(({ Arn }) => Arn),
      ...(page.RoleDetailList ?? []).map(({ Arn }) => Arn),
      ...(page.Policies ?? []).map(({ Arn }) => Arn).filter((arn) => arn?.includes(large)),
    ]);
    const expected = [...truth.users.values(), ...truth.groups.values(), ...truth.roles.values()].map(
      ({ Arn }) => Arn,
    );
    expect(arns).toEqual([...expected, ...truth.policies.keys()]);
    expect(pages.every((page) => sizeOf(page) <= pageSize)).toBe(true);
  });

  test('gives short pages before the last one', async () => {
    const [first, ...rest] = await sweep(iam, 100);
    expect(rest.length).toBeGreaterThan(1);
    expect(first?.IsTruncated).toBe(true);
    expect(sizeOf(first ?? {})).toBe(90);
  });

  test('reports AWS-managed policies only where they are used', async () => {
    const [page] = await sweep(iam, 1000);
    const managed = (page?.Policies ?? []).filter(({ Arn }) => Arn?.includes(':aws:policy'));
    expect(managed.length).toBeGreaterThan(3);
    expect(managed.length).toBeLessThan(reader.world.awsManagedPolicies.size);
    for (const { AttachmentCount = 0, PermissionsBoundaryUsageCount = 0 } of managed) {
      expect(AttachmentCount + PermissionsBoundaryUsageCount).toBeGreaterThan(0);
    }
  });

  test('encodes documents so that decoding and parsing give them back', async () => {
    const [page] = await sweep(iam, 1000);
    for (const { RoleName = '', AssumeRolePolicyDocument = '' } of page?.RoleDetailList ?? []) {
      expect(AssumeRolePolicyDocument).toMatch(/^[A-Za-z0-9%._~-]+$/);
      expect(JSON.parse(decodeURIComponent(AssumeRolePolicyDocument))).toEqual(
        truth.roles.get(RoleName)?.trustPolicy,
      );
    }
  });

  test('leaves out what AWS leaves out', async () => {
    const [page] = await sweep(iam, 1000);
    for (const user of page?.UserDetailList ?? []) expect(user).not.toHaveProperty('PasswordLastUsed');
    for (const role of page?.RoleDetailList ?? []) {
      expect(role).not.toHaveProperty('Description');
      expect(role).not.toHaveProperty('MaxSessionDuration');
    }
    const worn = page?.RoleDetailList?.filter(({ InstanceProfileList }) => InstanceProfileList?.length === 1);
    expect(worn).toHaveLength(2);
  });

  test('answers only the kinds asked for', async () => {
    const page = await iam.send(new GetAccountAuthorizationDetailsCommand({ Filter: ['Group', 'Role'] }));
    expect(page.UserDetailList).toEqual([]);
    expect(page.GroupDetailList).toHaveLength(truth.groups.size);
    expect(page.Policies).toEqual([]);
  });

  test('refuses page sizes, markers and filters that IAM refuses', async () => {
    const send = (input: GetAccountAuthorizationDetailsCommandInput) =>
      iam.send(new GetAccountAuthorizationDetailsCommand(input));
    await expect(send({ MaxItems: 0 })).rejects.toMatchObject({ name: 'ValidationError' });
    await expect(send({ MaxItems: 1001 })).rejects.toMatchObject({ name: 'ValidationError' });
    await expect(send({ Marker: 'made up' })).rejects.toMatchObject({ message: 'Invalid Marker.' });
    const { Marker } = await send({ MaxItems: 10 });
    await expect(send({ Marker, Filter: ['User'] })).rejects.toMatchObject({ message: 'Invalid Marker.' });
    await expect(send({ Filter: ['Nothing' as 'User'] })).rejects.toMatchObject({ name: 'ValidationError' });
  });

  test('carries odd strings, huge documents and more than a thousand entities unharmed', async () => {
    await using own = await startMemberReader({ seed: 11 });
    const account = own.accountAt(6);
    const name = makeUserWithOddStrings(own.world, account);
    const big = bigPolicy(own.world, account, 2_000_000);
    addRoles(own.world, account, 1200);
    const state = own.world.accounts.get(account)?.iam();
    const pages = await sweep(await own.iam(account), 1000);
    expect(pages.length).toBe(2);
    const user = pages.flatMap((page) => page.UserDetailList ?? []).find(({ UserName }) => UserName === name);
    expect(user?.Tags).toEqual(state?.users.get(name)?.tags);
    expect(user?.Arn).toBe(state?.users.get(name)?.Arn);
    expect(JSON.parse(decodeURIComponent(user?.UserPolicyList?.[0]?.PolicyDocument ?? ''))).toEqual(
      state?.users.get(name)?.inlinePolicies[0]?.Document,
    );
    const policy = pages.flatMap((page) => page.Policies ?? []).find(({ Arn }) => Arn === big);
    expect(decodeURIComponent(policy?.PolicyVersionList?.[0]?.Document ?? '').length).toBeGreaterThan(
      2_000_000,
    );
    expect(pages.flatMap((page) => page.RoleDetailList ?? [])).toHaveLength(state?.roles.size ?? 0);
    expect(own.defects()).toEqual([]);
  });
});

describe('the lists of IAM', () => {
  test('give every user and role once, without what only Get tells', async () => {
    const users = (await allOf(paginateListUsers({ client: iam, pageSize: 10 }, {}))).flatMap(
      (page) => page.Users ?? [],
    );
    expect(users.map(({ UserName }) => UserName)).toEqual([...truth.users.keys()]);
    const roles = (await allOf(paginateListRoles({ client: iam, pageSize: 50 }, {}))).flatMap(
      (page) => page.Roles ?? [],
    );
    expect(roles.map(({ RoleName }) => RoleName)).toEqual([...truth.roles.keys()]);
    for (const role of roles) expect(role).not.toHaveProperty('RoleLastUsed');
    for (const user of users) expect(user).not.toHaveProperty('Tags');
  });

  test('give the policies of a scope', async () => {
    const list = async (input: Parameters<typeof paginateListPolicies>[1]): Promise<number> =>
      (await allOf(paginateListPolicies({ client: iam, pageSize: 20 }, input))).flatMap(
        (page) => page.Policies ?? [],
      ).length;
    expect(await list({ Scope: 'Local' })).toBe(truth.policies.size);
    expect(await list({ Scope: 'AWS' })).toBe(reader.world.awsManagedPolicies.size);
    expect(await list({ OnlyAttached: true })).toBeLessThan(await list({}));
  });

  test('keep to a path', async () => {
    const { Groups = [] } = await iam.send(new ListGroupsCommand({ PathPrefix: '/teams/' }));
    expect(Groups.map(({ Path }) => Path)).toEqual(Groups.map(() => '/teams/'));
    expect(Groups.length).toBeGreaterThan(0);
    await expect(iam.send(new ListGroupsCommand({ PathPrefix: 'teams' }))).rejects.toMatchObject({
      name: 'ValidationError',
    });
  });
});

describe('single facts of IAM', () => {
  test('name keys and their last use', async () => {
    for (const { UserName, accessKeys } of truth.users.values()) {
      if (accessKeys.length < 2) continue;
      const { AccessKeyMetadata = [] } = await iam.send(new ListAccessKeysCommand({ UserName }));
      expect(AccessKeyMetadata.map(({ AccessKeyId, Status }) => ({ AccessKeyId, Status }))).toEqual(
        accessKeys.map(({ AccessKeyId, Status }) => ({ AccessKeyId, Status })),
      );
    }
    const keys = [...truth.users.values()].flatMap(({ accessKeys }) => accessKeys);
    const never = keys.find(({ lastUsed }) => lastUsed === undefined);
    const used = keys.find(({ lastUsed }) => lastUsed !== undefined);
    const lastUse = async (AccessKeyId: string | undefined) =>
      (await iam.send(new GetAccessKeyLastUsedCommand({ AccessKeyId }))).AccessKeyLastUsed;
    expect(await lastUse(never?.AccessKeyId)).toEqual({ ServiceName: 'N/A', Region: 'N/A' });
    expect((await lastUse(used?.AccessKeyId))?.LastUsedDate).toEqual(used?.lastUsed?.date);
    await expect(lastUse(reader.world.entry.accessKeyId)).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  test('show MFA devices and never their seeds', async () => {
    const user = [...truth.users.values()].find(({ mfaDevices }) => mfaDevices.length > 0);
    const { MFADevices = [] } = await iam.send(new ListMFADevicesCommand({ UserName: user?.UserName }));
    expect(MFADevices.map(({ SerialNumber }) => SerialNumber)).toEqual(
      user?.mfaDevices.map(({ SerialNumber }) => SerialNumber),
    );
    const { VirtualMFADevices = [] } = await iam.send(new ListVirtualMFADevicesCommand({}));
    expect(VirtualMFADevices.length).toBeGreaterThan(1);
    for (const device of VirtualMFADevices) {
      expect(device.SerialNumber).toContain(':mfa/');
      expect(device).not.toHaveProperty('Base32StringSeed');
    }
  });

  test('give one user, role and policy with tags and documents', async () => {
    const user = [...truth.users.values()].find(({ tags }) => tags.length > 0);
    const { User } = await iam.send(new GetUserCommand({ UserName: user?.UserName }));
    expect(User?.Tags).toEqual(user?.tags);
    const { Role } = await iam.send(new GetRoleCommand({ RoleName: reader.world.entry.memberRoleName }));
    expect(Role?.MaxSessionDuration).toBe(3600);
    const [policy] = truth.policies.values();
    const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn: policy?.Arn }));
    expect(Policy?.DefaultVersionId).toBe(policy?.DefaultVersionId);
    const { PolicyVersion } = await iam.send(
      new GetPolicyVersionCommand({ PolicyArn: policy?.Arn, VersionId: policy?.DefaultVersionId }),
    );
    expect(PolicyVersion?.IsDefaultVersion).toBe(true);
  });

  test('are NoSuchEntity where there is nothing', async () => {
    const missing = { name: 'NoSuchEntityException', $metadata: { httpStatusCode: 404 } };
    await expect(iam.send(new GetUserCommand({ UserName: 'nobody' }))).rejects.toMatchObject(missing);
    await expect(iam.send(new GetRoleCommand({ RoleName: 'nobody' }))).rejects.toMatchObject(missing);
    await expect(iam.send(new GetUserCommand({}))).rejects.toMatchObject({ name: 'ValidationError' });
  });

  test('count and describe the account', async () => {
    const { SummaryMap } = await iam.send(new GetAccountSummaryCommand({}));
    expect(SummaryMap?.Users).toBe(truth.users.size);
    expect(SummaryMap?.Roles).toBe(truth.roles.size);
    const outcomes = await Promise.all(
      [...Array(8).keys()].slice(1).map(async (index) => {
        const account = reader.accountAt(index);
        if (reader.world.accounts.get(account)?.state !== 'ACTIVE') return 'inactive';
        const client = await reader.iam(account);
        const known = reader.world.accounts.get(account)?.iam();
        const { AccountAliases = [] } = await client.send(new ListAccountAliasesCommand({}));
        expect(AccountAliases).toEqual(known?.accountAlias === undefined ? [] : [known.accountAlias]);
        const asked = client.send(new GetAccountPasswordPolicyCommand({}));
        if (known?.passwordPolicy === undefined) {
          await expect(asked).rejects.toMatchObject({ name: 'NoSuchEntityException' });
          return 'none';
        }
        expect((await asked).PasswordPolicy).toEqual(known.passwordPolicy);
        return 'set';
      }),
    );
    expect(outcomes).toContain('none');
    expect(outcomes).toContain('set');
  });
});
