import type { AccountState, OrganizationalUnit, Partition, Tag } from '../../contract.ts';
import { accountId, organizationsSuffix } from '../identifiers.ts';
import { createRandom, type Random } from '../random.ts';
import { newest, oldest } from '../times.ts';
import { type AccountIdentity, accountIdentity } from './account-names.ts';

/** What an account is from the organization's side. */
export interface AccountRecord {
  readonly id: string;
  readonly arn: string;
  readonly name: string;
  readonly email: string;
  readonly state: AccountState;
  readonly joinedMethod: 'INVITED' | 'CREATED';
  readonly joinedAt: Date;
  readonly parentId: string;
  readonly tags: Tag[];
}

export interface Organization {
  readonly id: string;
  readonly rootId: string;
  readonly organizationalUnits: Map<string, OrganizationalUnit>;
  /** The management account first, the hub account (if there are two) second. */
  readonly accounts: AccountRecord[];
}

/** OU paths from the root, each written after its parent. */
const tree = [
  'Security',
  'Infrastructure',
  'Workloads',
  'Workloads/Prod',
  'Workloads/Prod/PCI & Payments',
  'Workloads/NonProd',
  'Workloads/NonProd/Staging',
  'Sandbox',
  'Suspended',
] as const;
type OuPath = (typeof tree)[number];

export function generateOrganization(seed: number, count: number, partition: Partition): Organization {
  const random = createRandom(seed, 'organization');
  const id = `o-${organizationsSuffix(random, 10)}`;
  const rootId = `r-${organizationsSuffix(random, 4)}`;
  const accountIds = uniqueAccountIds(random, count);
  const [managementId = ''] = accountIds;
  const arn = (kind: string, name: string): string =>
    `arn:${partition}:organizations::${managementId}:${kind}/${id}/${name}`;
  const ouIds = new Map(tree.map((path) => [path, ouId(random, rootId)]));
  const states = accountStates(random, count);

  return {
    id,
    rootId,
    organizationalUnits: new Map(
      tree.map((path) => {
        const ou = ouIds.get(path) ?? '';
        const parentId = ouIds.get(path.slice(0, path.lastIndexOf('/')) as OuPath) ?? rootId;
        return [ou, { id: ou, arn: arn('ou', ou), name: path.slice(path.lastIndexOf('/') + 1), parentId }];
      }),
    ),
    accounts: accountIds.map((account, index) => {
      const own = createRandom(seed, account, 'account');
      const identity = accountIdentity(own, index);
      const state = states.get(index) ?? 'ACTIVE';
      const parent = ouOf(index, identity, state, own);
      return {
        id: account,
        arn: arn('account', account),
        name: identity.name,
        email: `aws+${identity.team}-${index}@example.com`,
        state,
        joinedMethod: index > 3 && own.chance(0.2) ? 'INVITED' : 'CREATED',
        joinedAt: own.date(oldest, newest),
        parentId: parent === undefined ? rootId : (ouIds.get(parent) ?? rootId),
        tags: accountTags(own, identity),
      };
    }),
  };
}

function ouId(random: Random, rootId: string): string {
  return `ou-${rootId.slice(2)}-${organizationsSuffix(random, 8)}`;
}

function uniqueAccountIds(random: Random, count: number): string[] {
  const ids = new Set<string>();
  while (ids.size < count) ids.add(accountId(random, ids.size % 9 === 5));
  return [...ids];
}

/** About one account in 15 is not active, at least one from 12 accounts up; the first four always are. */
function accountStates(random: Random, count: number): Map<number, AccountState> {
  const inactive = count < 12 ? 0 : Math.max(1, Math.floor(count / 15));
  const candidates = Array.from({ length: Math.max(0, count - 4) }, (_, index) => index + 4);
  const kinds = ['SUSPENDED', 'CLOSED', 'PENDING_CLOSURE'] as const;
  const states = new Map<number, AccountState>(
    random
      .sample(candidates, inactive)
      .map((index, nth) => [index, kinds[nth % kinds.length] ?? 'SUSPENDED']),
  );
  if (count >= 200) states.set(count - 1, 'PENDING_ACTIVATION');
  return states;
}

function ouOf(
  index: number,
  identity: AccountIdentity,
  state: AccountState,
  random: Random,
): OuPath | undefined {
  if (index === 0) return undefined;
  if (state !== 'ACTIVE' && state !== 'PENDING_ACTIVATION') return 'Suspended';
  if (index <= 2) return 'Security';
  if (index === 3) return 'Infrastructure';
  if (identity.environment === 'sandbox') return 'Sandbox';
  if (identity.environment === 'prod') {
    return identity.team === 'payments' || random.chance(0.2)
      ? 'Workloads/Prod/PCI & Payments'
      : 'Workloads/Prod';
  }
  return identity.environment === 'staging' ? 'Workloads/NonProd/Staging' : 'Workloads/NonProd';
}

function accountTags(random: Random, { team, environment }: AccountIdentity): Tag[] {
  if (random.chance(0.1)) return [];
  return [
    { Key: 'env', Value: environment },
    { Key: 'owner', Value: `${team}@example.com` },
    { Key: 'cost-center', Value: String(random.integer(1000, 9999)) },
    ...(random.chance(0.15) ? [{ Key: 'note', Value: 'café / naïve = "quoted" + señor' }] : []),
  ];
}
