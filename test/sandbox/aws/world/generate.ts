import type { Account, World, WorldOptions } from '../contract.ts';
import type { IdentityCenterState } from '../identity-center-state.ts';
import { type AccountContent, GeneratedAccount } from './account.ts';
import type { AccountSize, Blueprint } from './blueprint.ts';
import { generateRegionState } from './ec2/region-state.ts';
import { createEntry } from './entry.ts';
import { awsManagedPolicies } from './iam/aws-managed-policies.ts';
import { generateIamState } from './iam/iam-state.ts';
import { accountOfAccessKey } from './identifiers.ts';
import { generateIdentityCenter } from './identity-center/generate.ts';
import { delegatedAdministrators, rootAccessFeatures, trustedServices } from './organization/delegation.ts';
import { generateOrganization, type Organization } from './organization/organization.ts';
import { organizationPolicies, serviceControlPolicies } from './organization/policies.ts';
import { defaultAssetRegions, regionsOf } from './partitions.ts';
import { createRandom } from './random.ts';
import { createReleasingCache } from './releasing-cache.ts';

/** Enough for any fan-out we run; what falls out is generated again, the same, when next asked for. */
const heldAccounts = 64;
const heldRegions = 192;
const heldStates = 512;

/**
 * A whole organization from a seed: the same options give the same world, id by id, in whatever order it is
 * looked at. Throws when asked for fewer than one account.
 */
export function generateWorld(options: WorldOptions): World {
  const { seed, partition = 'aws' } = options;
  if (!Number.isInteger(options.accounts) || options.accounts < 1) {
    throw new Error(`a world has at least one account, not ${options.accounts}`);
  }
  const organization = generateOrganization(seed, options.accounts, partition);
  const [management, hub = management] = organization.accounts;
  if (management === undefined || hub === undefined) throw new Error('the organization came out empty');
  const entry = createEntry(options, { partition, managementId: management.id, hubId: hub.id });
  const regions = regionsOf(partition);
  const accounts = new Map<string, Account>();

  const blueprint = (accountId: string): Blueprint => ({
    seed,
    partition,
    accountId,
    size: accountSize(seed, accountId, organization),
    organizationId: organization.id,
    managementAccountId: management.id,
    assetRegions: options.assetRegions ?? defaultAssetRegions(partition),
  });
  const content: AccountContent = {
    generateIam: (accountId) => generateIamState(blueprint(accountId), entry),
    generateRegion: (accountId, region) => generateRegionState(blueprint(accountId), region),
    enabledRegions: ({ optedInRegions }) =>
      regions.filter(({ name, optIn }) => !optIn || optedInRegions.has(name)).map(({ name }) => name),
    iamCache: createReleasingCache(heldAccounts),
    regionCache: createReleasingCache(heldRegions),
    stateCache: createReleasingCache(heldStates),
    sizeOf: (accountId) => accountSize(seed, accountId, organization),
  };
  for (const [index, record] of organization.accounts.entries()) {
    const random = createRandom(seed, record.id, 'opt-in');
    const optional = regions.filter(({ optIn }) => optIn).map(({ name }) => name);
    const optedIn = index === 3 || random.chance(0.1) ? random.sample(optional, random.integer(1, 2)) : [];
    accounts.set(record.id, new GeneratedAccount(record, record.id === management.id, optedIn, content));
  }

  let identityCenter: IdentityCenterState | undefined;
  return {
    partition,
    seed,
    identityCenter() {
      const active = [...accounts.values()].filter(({ state }) => state === 'ACTIVE');
      identityCenter ??= generateIdentityCenter({ seed, partition, accountIds: active.map(({ id }) => id) });
      return identityCenter;
    },
    organizationId: organization.id,
    rootId: organization.rootId,
    managementAccountId: management.id,
    accounts,
    organizationalUnits: organization.organizationalUnits,
    serviceControlPolicies: serviceControlPolicies(seed, organization),
    organizationPolicies: organizationPolicies(seed, organization),
    delegatedAdministrators: delegatedAdministrators(seed, organization),
    trustedServices: trustedServices(seed),
    rootAccessFeatures: rootAccessFeatures(),
    reviewedAccounts: new Set(),
    inOrganization: true,
    featureSet: 'ALL',
    awsManagedPolicies: awsManagedPolicies(partition),
    regions,
    assetRegions: options.assetRegions ?? defaultAssetRegions(partition),
    memberPolicy: entry.memberPolicy,
    entry: entry.entry,
    accountShape: 'state',
    plantedEvents: [],
    findAccessKey(accessKeyId) {
      const account = accounts.get(accountOfAccessKey(accessKeyId) ?? '');
      for (const user of account?.iam().users.values() ?? []) {
        const key = user.accessKeys.find(({ AccessKeyId }) => AccessKeyId === accessKeyId);
        if (account !== undefined && key !== undefined) return { account, user, key };
      }
      return undefined;
    },
  };
}

/** The network account is large in every world with one, so that even small worlds have lists of many pages. */
function accountSize(seed: number, accountId: string, { accounts }: Organization): AccountSize {
  if (accounts[3]?.id === accountId) return 'large';
  const draw = createRandom(seed, accountId, 'size').fraction();
  return draw < 0.4 ? 'small' : draw < 0.98 ? 'medium' : 'large';
}
