import { ListOrganizationsFeaturesCommand } from '@aws-sdk/client-iam';
import {
  DescribeAccountCommand,
  DescribeOrganizationalUnitCommand,
  DescribeOrganizationCommand,
  DescribePolicyCommand,
  ListAccountsCommand,
  ListAccountsForParentCommand,
  ListAWSServiceAccessForOrganizationCommand,
  ListChildrenCommand,
  ListDelegatedAdministratorsCommand,
  ListDelegatedServicesForAccountCommand,
  ListParentsCommand,
  ListPoliciesCommand,
  ListRootsCommand,
  ListTagsForResourceCommand,
  ListTargetsForPolicyCommand,
  type OrganizationsClient,
  type PolicyType,
  paginateListAccounts,
  paginateListOrganizationalUnitsForParent,
  paginateListTargetsForPolicy,
} from '@aws-sdk/client-organizations';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cloud, startCloud } from '../../cloud.ts';

let cloud: Cloud;
let client: OrganizationsClient;
beforeAll(async () => {
  cloud = await startCloud({ accounts: 70 }, { quotas: 100 });
  client = cloud.clients(await cloud.managementKeys()).organizations;
});
afterAll(async () => {
  expect(cloud.aws.metrics.defects).toEqual([]);
  await cloud.aws.close();
});

describe('ListAccounts', () => {
  test('gives every account once, twenty a page at most, a page now and then not full', async () => {
    const sizes: number[] = [];
    const ids: (string | undefined)[] = [];
    for await (const { Accounts = [] } of paginateListAccounts({ client }, {})) {
      sizes.push(Accounts.length);
      ids.push(...Accounts.map(({ Id }) => Id));
    }
    expect(ids).toEqual([...cloud.world.accounts.keys()]);
    expect(sizes).toEqual([20, 20, 10, 20]);
  });

  test('an account has its state, its older status, and its path from the organization down', async () => {
    const { Accounts = [] } = await client.send(new ListAccountsCommand({}));
    const { organizationId, rootId } = cloud.world;
    expect(Accounts[0]).toEqual({
      Id: cloud.management.id,
      Arn: cloud.management.arn,
      Email: cloud.management.email,
      Name: cloud.management.name,
      State: 'ACTIVE',
      Status: 'ACTIVE',
      Paths: [`${organizationId}/${rootId}/${cloud.management.id}/`],
      JoinedMethod: 'CREATED',
      JoinedTimestamp: cloud.management.joinedAt,
    });
    const nested = [...cloud.world.accounts.values()].find(({ parentId }) => {
      const unit = cloud.world.organizationalUnits.get(parentId);
      return unit !== undefined && unit.parentId !== rootId;
    });
    const unit = cloud.world.organizationalUnits.get(nested?.parentId ?? '');
    const { Account } = await client.send(new DescribeAccountCommand({ AccountId: nested?.id }));
    expect(Account?.Paths?.[0]?.endsWith(`/${unit?.parentId}/${unit?.id}/${nested?.id}/`)).toBe(true);
  });

  test('the older answer has the status alone', async () => {
    cloud.world.accountShape = 'status-only';
    const { Accounts = [] } = await client.send(new ListAccountsCommand({}));
    cloud.world.accountShape = 'state';
    expect(Accounts).toHaveLength(20);
    for (const account of Accounts) {
      expect(account).not.toHaveProperty('State');
      expect(account).not.toHaveProperty('Paths');
      expect(account.Status).toBeDefined();
    }
  });

  test('a closed account stays in the list, suspended in the older field', async () => {
    const closed = [...cloud.world.accounts.values()].find(({ state }) => state === 'CLOSED');
    const { Account } = await client.send(new DescribeAccountCommand({ AccountId: closed?.id }));
    expect(Account).toMatchObject({ State: 'CLOSED', Status: 'SUSPENDED' });
  });

  test.each([
    [{ MaxResults: 21 }, 'MAX_VALUE_EXCEEDED'],
    [{ MaxResults: 0 }, 'MIN_VALUE_EXCEEDED'],
    [{ NextToken: 'made-up' }, 'INVALID_NEXT_TOKEN'],
  ])('%o is invalid', async (input, Reason) => {
    await expect(client.send(new ListAccountsCommand(input))).rejects.toMatchObject({
      name: 'InvalidInputException',
      Reason,
    });
  });
});

describe('page tokens', () => {
  test('are good for their own list only', async () => {
    const { NextToken } = await client.send(new ListAccountsCommand({ MaxResults: 1 }));
    const other = new ListChildrenCommand({ ParentId: cloud.world.rootId, ChildType: 'ACCOUNT', NextToken });
    await expect(client.send(other)).rejects.toMatchObject({ name: 'InvalidInputException' });
  });

  test('do not last', async () => {
    const own = await startCloud();
    const keys = await own.managementKeys();
    const { NextToken } = await own
      .clients(keys)
      .organizations.send(new ListAccountsCommand({ MaxResults: 1 }));
    own.advance(3601);
    const fresh = own.clients(await refreshed(own), { systemClockOffset: 3_601_000 });
    await expect(fresh.organizations.send(new ListAccountsCommand({ NextToken }))).rejects.toMatchObject({
      Reason: 'INVALID_NEXT_TOKEN',
    });
    await own.aws.close();
  });
});

describe('tree', () => {
  test('can be walked from the root to every account', async () => {
    const { Roots = [] } = await client.send(new ListRootsCommand({}));
    expect(Roots).toMatchObject([{ Id: cloud.world.rootId, Name: 'Root' }]);
    const accounts: string[] = [];
    const units: string[] = [];
    const parents = [cloud.world.rootId];
    for (let parent = parents.pop(); parent !== undefined; parent = parents.pop()) {
      for await (const page of paginateListOrganizationalUnitsForParent({ client }, { ParentId: parent })) {
        for (const { Id = '' } of page.OrganizationalUnits ?? []) {
          units.push(Id);
          parents.push(Id);
        }
      }
      let NextToken: string | undefined;
      do {
        const page = await client.send(new ListAccountsForParentCommand({ ParentId: parent, NextToken }));
        accounts.push(...(page.Accounts ?? []).map(({ Id = '' }) => Id));
        NextToken = page.NextToken;
      } while (NextToken !== undefined);
    }
    expect(new Set(units)).toEqual(new Set(cloud.world.organizationalUnits.keys()));
    expect(units).toHaveLength(cloud.world.organizationalUnits.size);
    expect(new Set(accounts)).toEqual(new Set(cloud.world.accounts.keys()));
    expect(accounts).toHaveLength(cloud.world.accounts.size);
  });

  test('children and parents agree', async () => {
    const [unit] = cloud.world.organizationalUnits.values();
    const { Children = [] } = await client.send(
      new ListChildrenCommand({ ParentId: cloud.world.rootId, ChildType: 'ORGANIZATIONAL_UNIT' }),
    );
    expect(Children).toContainEqual({ Id: unit?.id, Type: 'ORGANIZATIONAL_UNIT' });
    const { Parents } = await client.send(new ListParentsCommand({ ChildId: unit?.id }));
    expect(Parents).toEqual([{ Id: cloud.world.rootId, Type: 'ROOT' }]);
    const described = await client.send(
      new DescribeOrganizationalUnitCommand({ OrganizationalUnitId: unit?.id }),
    );
    expect(described.OrganizationalUnit).toMatchObject({ Name: unit?.name, Arn: unit?.arn });
  });

  test.each([
    ['AccountNotFoundException', new DescribeAccountCommand({ AccountId: '000000000000' })],
    ['ParentNotFoundException', new ListAccountsForParentCommand({ ParentId: 'ou-none-none' })],
    ['ChildNotFoundException', new ListParentsCommand({ ChildId: '000000000000' })],
    [
      'OrganizationalUnitNotFoundException',
      new DescribeOrganizationalUnitCommand({ OrganizationalUnitId: 'ou-x' }),
    ],
    ['TargetNotFoundException', new ListTagsForResourceCommand({ ResourceId: '000000000000' })],
  ])('%s', async (name, command) => {
    await expect(client.send(command as DescribeAccountCommand)).rejects.toMatchObject({ name });
  });
});

test('the organization, its policies, tags and delegates', async () => {
  const { Organization } = await client.send(new DescribeOrganizationCommand({}));
  expect(Organization).toMatchObject({
    Id: cloud.world.organizationId,
    MasterAccountId: cloud.management.id,
  });
  const { Policies } = await client.send(new ListPoliciesCommand({ Filter: 'SERVICE_CONTROL_POLICY' }));
  expect(Policies).toMatchObject([
    { Name: 'FullAWSAccess', AwsManaged: true },
    { Name: 'stay-in-the-organization', AwsManaged: false },
  ]);
  const tagged = [...cloud.world.accounts.values()].find(({ tags }) => tags.length > 0);
  const { Tags } = await client.send(new ListTagsForResourceCommand({ ResourceId: tagged?.id }));
  expect(Tags).toEqual(tagged?.tags);
});

describe('delegation', () => {
  test('an administrator is listed with its services, by service too', async () => {
    const { DelegatedAdministrators = [] } = await client.send(new ListDelegatedAdministratorsCommand({}));
    expect(DelegatedAdministrators).toHaveLength(2);
    expect(DelegatedAdministrators[0]).toMatchObject({ Id: cloud.hub.id, State: 'ACTIVE' });
    const ipam = new ListDelegatedAdministratorsCommand({ ServicePrincipal: 'ipam.amazonaws.com' });
    expect((await client.send(ipam)).DelegatedAdministrators).toHaveLength(1);
    const services = new ListDelegatedServicesForAccountCommand({ AccountId: cloud.hub.id });
    const { DelegatedServices = [] } = await client.send(services);
    expect(DelegatedServices.map(({ ServicePrincipal }) => ServicePrincipal)).toEqual([
      'guardduty.amazonaws.com',
      'iam.amazonaws.com',
      'securityhub.amazonaws.com',
    ]);
    const { EnabledServicePrincipals = [] } = await client.send(
      new ListAWSServiceAccessForOrganizationCommand({}),
    );
    const trusted = EnabledServicePrincipals.map(({ ServicePrincipal }) => ServicePrincipal);
    expect(trusted).toEqual(expect.arrayContaining(['guardduty.amazonaws.com', 'ipam.amazonaws.com']));
  });

  test.each([
    ['AccountNotRegisteredException', () => cloud.member.id],
    ['AccountNotFoundException', () => '000000000000'],
  ])('%s', async (name, account) => {
    const command = new ListDelegatedServicesForAccountCommand({ AccountId: account() });
    await expect(client.send(command)).rejects.toMatchObject({ name });
  });
});

describe('policies', () => {
  test('of every type the root has enabled are listed, with content and targets', async () => {
    const { Roots = [] } = await client.send(new ListRootsCommand({}));
    const types = (Roots[0]?.PolicyTypes ?? []).map(({ Type }) => Type);
    expect(types).toHaveLength(6);
    for (const Filter of types) {
      const { Policies = [] } = await client.send(new ListPoliciesCommand({ Filter }));
      expect(Policies.length, Filter).toBeGreaterThan(0);
      const [first] = Policies;
      expect(first?.Arn).toContain(`/${Filter?.toLowerCase()}/${first?.Id}`);
      const { Policy } = await client.send(new DescribePolicyCommand({ PolicyId: first?.Id }));
      expect(Policy?.PolicySummary).toEqual(first);
      expect(typeof JSON.parse(Policy?.Content ?? '')).toBe('object');
    }
  });

  test('a full access policy hangs on everything, twenty targets a page at most', async () => {
    const sizes: number[] = [];
    const kinds = new Set<string | undefined>();
    for await (const { Targets = [] } of paginateListTargetsForPolicy(
      { client },
      { PolicyId: 'p-FullAWSAccess' },
    )) {
      sizes.push(Targets.length);
      for (const { Type } of Targets) kinds.add(Type);
    }
    const everything = 1 + cloud.world.organizationalUnits.size + cloud.world.accounts.size;
    expect(sizes.reduce((sum, size) => sum + size)).toBe(everything);
    expect(Math.max(...sizes)).toBe(20);
    expect(kinds).toEqual(new Set(['ROOT', 'ORGANIZATIONAL_UNIT', 'ACCOUNT']));
  });

  test.each([
    ['PolicyNotFoundException', new DescribePolicyCommand({ PolicyId: 'p-none' })],
    ['PolicyNotFoundException', new ListTargetsForPolicyCommand({ PolicyId: 'p-none' })],
    ['InvalidInputException', new ListPoliciesCommand({ Filter: 'NO_POLICY' as PolicyType })],
  ])('%s', async (name, command) => {
    await expect(client.send(command as DescribePolicyCommand)).rejects.toMatchObject({ name });
  });
});

test('a delegated administrator may read like the management account, and root access where IAM is its', async () => {
  const hub = cloud.clients(await cloud.hubKeys());
  cloud.hub.changeIam((iam) => {
    for (const role of iam.roles.values()) {
      role.inlinePolicies.push({
        PolicyName: 'organization',
        Document: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Action: ['organizations:*', 'iam:List*'], Resource: '*' }],
        },
      });
    }
  });
  await expect(hub.organizations.send(new ListAccountsCommand({}))).resolves.toBeDefined();
  const features = new ListOrganizationsFeaturesCommand({});
  expect(await hub.iam.send(features)).toMatchObject({
    OrganizationId: cloud.world.organizationId,
    EnabledFeatures: ['RootCredentialsManagement'],
  });
  cloud.world.delegatedAdministrators.get(cloud.hub.id)?.services.delete('iam.amazonaws.com');
  await expect(hub.iam.send(features)).rejects.toMatchObject({
    name: 'AccountNotManagementOrDelegatedAdministratorException',
  });
});

test('an account of no organization hears so', async () => {
  cloud.world.inOrganization = false;
  try {
    for (const command of [new DescribeOrganizationCommand({}), new ListAccountsCommand({})]) {
      await expect(client.send(command as ListAccountsCommand)).rejects.toMatchObject({
        name: 'AWSOrganizationsNotInUseException',
      });
    }
  } finally {
    cloud.world.inOrganization = true;
  }
});

test('a member may ask which organization it is in, and nothing else', async () => {
  cloud.world.memberPolicy.Statement = [{ Effect: 'Allow', Action: 'organizations:*', Resource: '*' }];
  const member = cloud.clients(await cloud.memberKeys()).organizations;
  await expect(member.send(new DescribeOrganizationCommand({}))).resolves.toBeDefined();
  await expect(member.send(new ListAccountsCommand({}))).rejects.toMatchObject({
    name: 'AccessDeniedException',
    message: "You don't have permissions to access this resource.",
  });
});

/** Management keys for a client and a sandbox that are an hour ahead. */
async function refreshed(own: Cloud) {
  const ahead = { systemClockOffset: 3_601_000 };
  const hub = await own.assume(own.world.entry, own.world.entry.sourceRoleArn, {}, ahead);
  const { organizationRoleArn, externalId } = own.world.entry;
  return own.assume(hub, organizationRoleArn, { ExternalId: externalId }, ahead);
}
