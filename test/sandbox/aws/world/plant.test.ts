import {
  DescribeInstancesCommand,
  DescribeSecurityGroupsCommand,
  DescribeVpcsCommand,
} from '@aws-sdk/client-ec2';
import { ListUsersCommand } from '@aws-sdk/client-iam';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type MemberReader, startMemberReader } from '../member-reader.ts';
import {
  addUser,
  allowOnly,
  closeAccount,
  denyAction,
  denyRegionByScp,
  openSecurityGroup,
  refuseExternalId,
  removeAccount,
  removeMemberRole,
  suspendAccount,
  terminateInstance,
} from './plant.ts';

let reader: MemberReader;
beforeEach(async () => {
  reader = await startMemberReader();
});
afterEach(() => reader[Symbol.asyncDispose]());

const listUsers = async (accountId: string) => (await reader.iam(accountId)).send(new ListUsersCommand({}));
const listVpcs = async (accountId: string, region: string) =>
  (await reader.ec2(accountId, region)).send(new DescribeVpcsCommand({}));
/** Two active accounts of every world: the planted one and one that must not notice. */
const planted = (): string => reader.accountAt(2);
const bystander = (): string => reader.accountAt(1);

describe('a planted problem shows in its account and nowhere else', () => {
  test.each([
    ['no member role', removeMemberRole],
    ['another external id', refuseExternalId],
    ['a suspended account', suspendAccount],
    ['a closed account', closeAccount],
    ['an account that left', removeAccount],
  ])('%s lets nobody in', async (_, plant) => {
    await expect(listUsers(planted())).resolves.toBeDefined();
    const account = planted();
    plant(reader.world, account);
    await expect(listUsers(account)).rejects.toMatchObject({ name: 'AccessDenied' });
    await expect(listUsers(bystander())).resolves.toBeDefined();
  });

  test('a region denied by SCP is denied, global services and other regions are not', async () => {
    denyRegionByScp(reader.world, [planted()], 'eu-west-1');
    await expect(listVpcs(planted(), 'eu-west-1')).rejects.toMatchObject({ name: 'UnauthorizedOperation' });
    await expect(listVpcs(planted(), 'us-east-1')).resolves.toBeDefined();
    await expect(listUsers(planted())).resolves.toBeDefined();
    await expect(listVpcs(bystander(), 'eu-west-1')).resolves.toBeDefined();
  });

  test('an action taken from the member role is denied everywhere and can be given back', async () => {
    denyAction(reader.world, 'iam:ListUsers');
    for (const account of [planted(), bystander()]) {
      await expect(listUsers(account)).rejects.toMatchObject({ name: 'AccessDenied' });
      await expect(listVpcs(account, 'us-east-1')).resolves.toBeDefined();
    }
    allowOnly(reader.world, ['iam:ListUsers']);
    await expect(listUsers(planted())).resolves.toBeDefined();
    await expect(listVpcs(planted(), 'us-east-1')).rejects.toMatchObject({ name: 'UnauthorizedOperation' });
  });

  test('an unknown account is an error', () => {
    expect(() => removeMemberRole(reader.world, '000000000000')).toThrow('000000000000 is not an account');
  });
});

describe('a planted change is what the next reader sees', () => {
  test('an instance is gone', async () => {
    const account = reader.accountAt(3);
    const client = await reader.ec2(account, 'us-east-1');
    const count = async (): Promise<number> =>
      (await client.send(new DescribeInstancesCommand({}))).Reservations?.flatMap((r) => r.Instances ?? [])
        .length ?? 0;
    const before = await count();
    const id = terminateInstance(reader.world, account, 'us-east-1');
    expect(await count()).toBe(before - 1);
    await expect(client.send(new DescribeInstancesCommand({ InstanceIds: [id] }))).rejects.toMatchObject({
      name: 'InvalidInstanceID.NotFound',
    });
  });

  test('a group is open to the world', async () => {
    const account = reader.accountAt(3);
    const client = await reader.ec2(account, 'us-east-1');
    const id = openSecurityGroup(reader.world, account, 'us-east-1');
    const { SecurityGroups = [] } = await client.send(
      new DescribeSecurityGroupsCommand({
        Filters: [
          { Name: 'ip-permission.cidr', Values: ['0.0.0.0/0'] },
          { Name: 'ip-permission.from-port', Values: ['22'] },
        ],
      }),
    );
    expect(SecurityGroups.map(({ GroupId }) => GroupId)).toContain(id);
    expect(openSecurityGroup(reader.world, account, 'us-east-1')).not.toBe(id);
  });

  test('a user is new', async () => {
    addUser(reader.world, planted(), 'newcomer', new Date());
    const names = async (account: string): Promise<(string | undefined)[] | undefined> =>
      (await listUsers(account)).Users?.map(({ UserName }) => UserName);
    expect(await names(planted())).toContain('newcomer');
    expect(await names(bystander())).not.toContain('newcomer');
  });
});
