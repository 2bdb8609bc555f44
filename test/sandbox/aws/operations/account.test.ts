import {
  GetAlternateContactCommand,
  GetContactInformationCommand,
  ListRegionsCommand,
  paginateListRegions,
} from '@aws-sdk/client-account';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Clients, type Cloud, startCloud } from '../cloud.ts';

let cloud: Cloud;
let member: Clients;
let management: Clients;
beforeAll(async () => {
  cloud = await startCloud({}, { quotas: 100 });
  member = cloud.clients(await cloud.memberKeys());
  management = cloud.clients(await cloud.managementKeys());
});
afterAll(async () => {
  expect(cloud.aws.metrics.defects).toEqual([]);
  await cloud.aws.close();
});

test('regions say whether they are on, by default or by choice', async () => {
  cloud.member.optedInRegions.add('il-central-1');
  cloud.member.optedInRegions.delete('af-south-1');
  const { Regions = [] } = await member.account.send(new ListRegionsCommand({}));
  expect(Regions).toHaveLength(34);
  expect(Regions).toContainEqual({ RegionName: 'us-east-1', RegionOptStatus: 'ENABLED_BY_DEFAULT' });
  expect(Regions).toContainEqual({ RegionName: 'il-central-1', RegionOptStatus: 'ENABLED' });
  expect(Regions).toContainEqual({ RegionName: 'af-south-1', RegionOptStatus: 'DISABLED' });
});

test('regions are filtered and paged', async () => {
  const names: (string | undefined)[] = [];
  const enabled = { RegionOptStatusContains: ['ENABLED', 'ENABLED_BY_DEFAULT'] as const };
  const pages = paginateListRegions(
    { client: member.account, pageSize: 5 },
    { RegionOptStatusContains: [...enabled.RegionOptStatusContains] },
  );
  for await (const { Regions = [] } of pages) names.push(...Regions.map(({ RegionName }) => RegionName));
  expect(names).toEqual(cloud.member.enabledRegions());
});

test('the management account asks for its members, a member for itself only', async () => {
  cloud.member.optedInRegions.add('il-central-1');
  const AccountId = cloud.member.id;
  const { Regions } = await management.account.send(
    new ListRegionsCommand({ AccountId, RegionOptStatusContains: ['ENABLED'] }),
  );
  expect(Regions).toContainEqual({ RegionName: 'il-central-1', RegionOptStatus: 'ENABLED' });
  const denied = { name: 'AccessDeniedException', $metadata: { httpStatusCode: 403 } };
  await expect(member.account.send(new ListRegionsCommand({ AccountId }))).rejects.toMatchObject(denied);
  const own = new ListRegionsCommand({ AccountId: cloud.management.id });
  await expect(management.account.send(own)).rejects.toMatchObject(denied);
});

test.each([
  [{ MaxResults: 51 }],
  [{ MaxResults: 0 }],
  [{ NextToken: 'x' }],
  [{ RegionOptStatusContains: ['ON' as 'ENABLED'] }],
])('%o is invalid', async (input) => {
  await expect(member.account.send(new ListRegionsCommand(input))).rejects.toMatchObject({
    name: 'ValidationException',
    reason: 'fieldValidationFailed',
  });
});

test('contacts', async () => {
  const { ContactInformation } = await member.account.send(new GetContactInformationCommand({}));
  expect(ContactInformation?.FullName).toBe(cloud.member.name);
  const types = ['BILLING', 'OPERATIONS', 'SECURITY'] as const;
  const answers = await Promise.all(
    types.map((AlternateContactType) =>
      member.account
        .send(new GetAlternateContactCommand({ AlternateContactType }))
        .then(({ AlternateContact }) => AlternateContact?.AlternateContactType)
        .catch((error: Error) => error.name),
    ),
  );
  expect(answers).toEqual(
    types.map((type) => expect.stringMatching(`^(${type}|ResourceNotFoundException)$`) as string),
  );
  expect(new Set(answers)).toContain('ResourceNotFoundException');
});

test('an alternate contact of a type that there is not is invalid', async () => {
  const strange = new GetAlternateContactCommand({ AlternateContactType: 'LEGAL' as 'BILLING' });
  await expect(member.account.send(strange)).rejects.toMatchObject({ name: 'ValidationException' });
});
