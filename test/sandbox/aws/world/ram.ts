import type { ResourceShare, ResourceShareAssociation } from '@aws-sdk/client-ram';
import type { Account, World } from '../contract.ts';
import { createRandom, type Random } from './random.ts';
import { newest, oldest } from './times.ts';

/** What an account shares from a region, and with whom. */
export interface RamState {
  readonly shares: ResourceShare[];
  readonly associations: ResourceShareAssociation[];
}

/** Where in the world. */
interface RamPlace {
  readonly world: World;
  readonly account: Account;
  readonly region: string;
}

/** Edits go through `account.changeContent('ram <region>', …)`. */
export function ramOf(place: RamPlace): RamState {
  return place.account.content(`ram ${place.region}`, () => {
    const { world, account, region } = place;
    const random = createRandom(world.seed, account.id, region, 'ram');
    const isUsed = world.assetRegions.includes(region);
    const count = isUsed && random.chance(0.5) ? random.integer(1, 2) : 0;
    const made = Array.from({ length: count }, (_, index) => share(place, random, index));
    return {
      shares: made.map((each) => each.share),
      associations: made.flatMap((each) => each.associations),
    };
  });
}

function share({ world, account, region }: RamPlace, random: Random, index: number) {
  const id = [8, 4, 4, 4, 12].map((length) => random.text('0123456789abcdef', length)).join('-');
  const creationTime = random.date(oldest, newest);
  const allowExternalPrincipals = random.chance(0.5);
  const made: ResourceShare = {
    resourceShareArn: `arn:${world.partition}:ram:${region}:${account.id}:resource-share/${id}`,
    name: `shared-${index}`,
    owningAccountId: account.id,
    allowExternalPrincipals,
    status: 'ACTIVE',
    tags: random.chance(0.5) ? [{ key: 'owner', value: 'network' }] : [],
    creationTime,
    lastUpdatedTime: random.date(creationTime, newest),
    featureSet: 'STANDARD',
  };
  const whose = { resourceShareArn: made.resourceShareArn, resourceShareName: made.name, creationTime };
  const subnets = account.region(region).subnets.flatMap(({ SubnetArn }) => SubnetArn ?? []);
  const hasFailed = random.chance(0.3);
  const organization = `arn:${world.partition}:organizations::${world.managementAccountId}:organization/${world.organizationId}`;
  return {
    share: made,
    associations: [
      ...subnets.slice(0, 2).map(
        (associatedEntity): ResourceShareAssociation => ({
          ...whose,
          associatedEntity,
          associationType: 'RESOURCE',
          status: hasFailed ? 'FAILED' : 'ASSOCIATED',
          ...(hasFailed ? { statusMessage: 'The resource cannot be shared' } : {}),
        }),
      ),
      {
        ...whose,
        associatedEntity: allowExternalPrincipals ? '999988887777' : organization,
        associationType: 'PRINCIPAL',
        status: 'ASSOCIATED',
        external: allowExternalPrincipals,
      } satisfies ResourceShareAssociation,
    ],
  };
}
