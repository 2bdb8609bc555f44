import * as sdk from '@aws-sdk/client-cloudcontrol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cloud, startCloud } from '../../cloud.ts';
import { allOf } from '../../member-reader.ts';
import {
  type ProfileState,
  type RolesAnywhereState,
  rolesAnywhereOf,
} from '../../world/iam/roles-anywhere.ts';

const region = 'us-east-1';
const TypeName = 'AWS::RolesAnywhere::Profile';
const LIST = 'cloudformation:ListResources';
const READ = 'cloudformation:GetResource';
const HANDLERS = ['ListProfiles', 'GetProfile', 'ListTagsForResource'].map((each) => `rolesanywhere:${each}`);

let cloud: Cloud;
let client: sdk.CloudControlClient;

beforeAll(async () => {
  cloud = await startCloud({ memberActions: [LIST, READ, ...HANDLERS] }, { quotas: 100 });
  const account = [...cloud.world.accounts.values()][3];
  if (!account) throw new Error('the world is too small');
  rolesAnywhereOf({ world: cloud.world, account, region });
  account.changeContent<RolesAnywhereState>(`rolesanywhere ${region}`, ({ profiles }) => {
    profiles.clear();
    for (let n = 0; n < 30; n += 1) profiles.set(`profile-${n}`, profile(n));
  });
  const credentials = await cloud.memberKeys(account.id);
  client = new sdk.CloudControlClient({ endpoint: cloud.aws.url, region, credentials, maxAttempts: 1 });
});
afterAll(async () => {
  expect(cloud.aws.metrics.defects).toEqual([]);
  await cloud.aws.close();
});

function profile(n: number): ProfileState {
  return {
    ProfileId: `profile-${n}`,
    ProfileArn: `arn:aws:rolesanywhere:${region}:1:profile/profile-${n}`,
    Name: `named-${n}`,
    Enabled: true,
    RoleArns: [],
    ManagedPolicyArns: [],
    DurationSeconds: 3_600,
    RequireInstanceProperties: true,
    AcceptRoleSessionName: false,
    AttributeMappings: [],
    Tags: [],
  };
}

const list = (input: Partial<sdk.ListResourcesInput> = {}) =>
  client.send(new sdk.ListResourcesCommand({ TypeName, ...input }));
const get = (Identifier: string) => client.send(new sdk.GetResourceCommand({ TypeName, Identifier }));

test('lists have 25 on a page whatever is asked for, and not all that a read has', async () => {
  const pages = await allOf(sdk.paginateListResources({ client, pageSize: 100 }, { TypeName }));
  const found = pages.map(({ ResourceDescriptions = [] }) => ResourceDescriptions);
  expect(found.map(({ length }) => length)).toEqual([25, 5]);
  expect(JSON.parse(found[0]?.[0]?.Properties ?? '')).toEqual({
    ...profile(0),
    Name: undefined,
    RequireInstanceProperties: false,
  });
  const { ResourceDescription } = await get('profile-0');
  expect(JSON.parse(ResourceDescription?.Properties ?? '')).toEqual(profile(0));
});

test('what is not there, not a type, or not a page is refused', async () => {
  await expect(get('gone')).rejects.toBeInstanceOf(sdk.ResourceNotFoundException);
  await expect(list({ TypeName: 'Nobody::Has::This' })).rejects.toBeInstanceOf(sdk.TypeNotFoundException);
  await expect(list({ NextToken: 'made up' })).rejects.toBeInstanceOf(sdk.InvalidRequestException);
  await expect(list({ TypeName: 'AWS:Nothing' })).rejects.toMatchObject({ name: 'ValidationException' });
  await expect(list({ MaxResults: 101 })).rejects.toMatchObject({ name: 'ValidationException' });
});

describe('a caller that may not', () => {
  test.each([
    [LIST, () => list(), 'AccessDeniedException'],
    [READ, () => get('profile-0'), 'AccessDeniedException'],
    ['rolesanywhere:ListProfiles', () => list(), 'InvalidRequestException'],
    ['rolesanywhere:GetProfile', () => get('profile-0'), 'InvalidRequestException'],
    ['rolesanywhere:ListTagsForResource', () => list(), 'InvalidRequestException'],
    ['rolesanywhere:ListTagsForResource', () => get('profile-0'), 'InvalidRequestException'],
  ])('%s is refused', async (action, ask, name) => {
    const [statement] = cloud.world.memberPolicy.Statement;
    if (!statement) throw new Error('the role has no policy');
    const { Action } = statement;
    statement.Action = [Action ?? []].flat().filter((each) => each !== action);
    const asked = ask();
    await expect(asked).rejects.toMatchObject({ name });
    await expect(asked).rejects.toThrow(`is not authorized to perform: ${action} on resource: `);
    statement.Action = Action ?? [];
    await expect(ask()).resolves.toBeDefined();
  });
});
