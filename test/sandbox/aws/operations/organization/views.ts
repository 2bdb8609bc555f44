import type * as sdk from '@aws-sdk/client-organizations';
import type { Account, AccountState, OrganizationalUnit, Tag, World } from '../../contract.ts';
import { lineage } from '../../organization-tree.ts';

/** The field of the organization is deprecated and knows this type only. */
const availableTypes: sdk.PolicyTypeSummary[] = [{ Type: 'SERVICE_CONTROL_POLICY', Status: 'ENABLED' }];

/** The older field knows three values only: whatever is neither active nor on its way out shows as suspended. */
const statusOf: Readonly<Record<AccountState, sdk.AccountStatus>> = {
  PENDING_ACTIVATION: 'SUSPENDED',
  ACTIVE: 'ACTIVE',
  SUSPENDED: 'SUSPENDED',
  PENDING_CLOSURE: 'PENDING_CLOSURE',
  CLOSED: 'SUSPENDED',
};

export function describeOrganization(world: World): sdk.Organization {
  const { partition, managementAccountId, organizationId, featureSet } = world;
  return {
    Id: organizationId,
    Arn: `arn:${partition}:organizations::${managementAccountId}:organization/${organizationId}`,
    FeatureSet: featureSet,
    MasterAccountArn: world.accounts.get(managementAccountId)?.arn,
    MasterAccountId: managementAccountId,
    MasterAccountEmail: world.accounts.get(managementAccountId)?.email,
    AvailablePolicyTypes: featureSet === 'ALL' ? availableTypes : [],
  };
}

export function describeRoot(world: World): sdk.Root {
  const { partition, managementAccountId, organizationId, rootId, featureSet } = world;
  const others = new Set(world.organizationPolicies.map(({ type }) => type));
  const enabled = [...others].map((Type) => ({ Type, Status: 'ENABLED' as const }));
  return {
    Id: rootId,
    Arn: `arn:${partition}:organizations::${managementAccountId}:root/${organizationId}/${rootId}`,
    Name: 'Root',
    PolicyTypes: featureSet === 'ALL' ? [...availableTypes, ...enabled] : [],
  };
}

export function describeAccount(world: World, account: Account): sdk.Account {
  return {
    Id: account.id,
    Arn: account.arn,
    Email: account.email,
    Name: account.name,
    Status: statusOf[account.state],
    ...(world.accountShape === 'state'
      ? { State: account.state, Paths: [pathOf(world, account.parentId, account.id)] }
      : {}),
    JoinedMethod: account.joinedMethod,
    JoinedTimestamp: account.joinedAt,
  };
}

export function describeUnit(world: World, unit: OrganizationalUnit): sdk.OrganizationalUnit {
  return {
    Id: unit.id,
    Arn: unit.arn,
    Name: unit.name,
    ...(world.accountShape === 'state' ? { Path: pathOf(world, unit.parentId, unit.id) } : {}),
  };
}

/** Tags of an account; an OU, a root or a policy of a generated organization has none. Undefined for no resource. */
export function resourceTags(world: World, resourceId: string): readonly Tag[] | undefined {
  const account = world.accounts.get(resourceId);
  if (account) return account.tags;
  const known =
    resourceId === world.rootId ||
    world.organizationalUnits.has(resourceId) ||
    [...world.serviceControlPolicies, ...world.organizationPolicies].some(({ id }) => id === resourceId);
  return known ? [] : undefined;
}

/** `o-…/r-…/ou-…/id/`, from the organization down. */
function pathOf(world: World, parentId: string, id: string): string {
  return `${[world.organizationId, ...lineage(world, parentId), id].join('/')}/`;
}
