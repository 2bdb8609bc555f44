import {
  IdentitystoreClient,
  ListGroupMembershipsCommand,
  ListGroupsCommand,
  ListUsersCommand,
} from '@aws-sdk/client-identitystore';
import { ListInstancesCommand, ListPermissionSetsCommand, SSOAdminClient } from '@aws-sdk/client-sso-admin';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Cloud, type Keys, startCloud } from '../../cloud.ts';
import type { IdentityCenterState } from '../../identity-center-state.ts';

let cloud: Cloud;
let state: IdentityCenterState;
beforeEach(async () => {
  // A clock that stands still, so that the bucket does not fill by itself.
  const now = Date.now();
  const actions = ['sso:*', 'identitystore:*'];
  cloud = await startCloud(
    { accounts: 6, organizationActions: actions, memberActions: actions },
    { clock: () => new Date(now) },
  );
  state = cloud.world.identityCenter();
});
afterEach(async () => {
  expect(cloud.aws.metrics.defects).toEqual([]);
  await cloud.aws.close();
});

function clients(keys: Keys, region = state.region) {
  const settings = { endpoint: cloud.aws.url, region, credentials: keys, maxAttempts: 1 };
  return { sso: new SSOAdminClient(settings), store: new IdentitystoreClient(settings) };
}

test('pages hold a hundred at most, and a token is good for its own list only', async () => {
  const { store } = clients(await cloud.managementKeys());
  const IdentityStoreId = state.identityStoreId;
  const first = await store.send(new ListUsersCommand({ IdentityStoreId }));
  expect(first.Users).toHaveLength(100);
  const NextToken = first.NextToken;
  const second = await store.send(new ListUsersCommand({ IdentityStoreId, NextToken }));
  expect(second.Users).toHaveLength(state.users.length - 100);
  expect(second.NextToken).toBeUndefined();
  const invalid = { name: 'ValidationException' };
  await expect(store.send(new ListUsersCommand({ IdentityStoreId, MaxResults: 101 }))).rejects.toMatchObject(
    invalid,
  );
  await expect(store.send(new ListGroupsCommand({ IdentityStoreId, NextToken }))).rejects.toMatchObject(
    invalid,
  );
});

test('the instance answers in its own region only, where other regions just have none', async () => {
  const { sso, store } = clients(await cloud.managementKeys(), 'us-west-2');
  expect((await sso.send(new ListInstancesCommand({}))).Instances).toEqual([]);
  const missing = { name: 'ResourceNotFoundException' };
  const { instanceArn: InstanceArn, identityStoreId: IdentityStoreId } = state;
  await expect(sso.send(new ListPermissionSetsCommand({ InstanceArn }))).rejects.toMatchObject(missing);
  await expect(store.send(new ListUsersCommand({ IdentityStoreId }))).rejects.toMatchObject(missing);
});

test('a member account sees the instance and nothing in it', async () => {
  const { sso, store } = clients(await cloud.memberKeys());
  const { Instances } = await sso.send(new ListInstancesCommand({}));
  expect(Instances).toMatchObject([{ OwnerAccountId: cloud.management.id, Status: 'ACTIVE' }]);
  const denied = { name: 'AccessDeniedException' };
  const { instanceArn: InstanceArn, identityStoreId: IdentityStoreId } = state;
  await expect(sso.send(new ListPermissionSetsCommand({ InstanceArn }))).rejects.toMatchObject(denied);
  await expect(store.send(new ListUsersCommand({ IdentityStoreId }))).rejects.toMatchObject(denied);
});

test('a group that is not there is not found', async () => {
  const { store } = clients(await cloud.managementKeys());
  const request = { IdentityStoreId: state.identityStoreId, GroupId: '00000000-0000-0000-0000-000000000000' };
  await expect(store.send(new ListGroupMembershipsCommand(request))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
});

test('both services together have twenty calls a second', async () => {
  const { sso, store } = clients(await cloud.managementKeys());
  const { identityStoreId: IdentityStoreId } = state;
  const calls = Array.from({ length: 24 }, (_, nth) =>
    nth % 2 === 0
      ? sso.send(new ListInstancesCommand({}))
      : store.send(new ListGroupsCommand({ IdentityStoreId })),
  );
  const refused = (await Promise.allSettled(calls)).filter((result) => result.status === 'rejected');
  expect(refused).toHaveLength(4);
  expect(refused[0]?.reason).toMatchObject({ name: 'ThrottlingException' });
});
