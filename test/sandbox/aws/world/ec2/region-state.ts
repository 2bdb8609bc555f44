import type { Reservation, SecurityGroup, Subnet } from '@aws-sdk/client-ec2';
import type { RegionState } from '../../contract.ts';
import { type Blueprint, quantity, randomOf } from '../blueprint.ts';
import { generateTrails } from '../cloudtrail/trails.ts';
import { resourceId } from '../identifiers.ts';
import { generateBalancing } from './balancing.ts';
import { generateInstance } from './instances.ts';
import { generateLaunch } from './launch.ts';
import { generateNetwork } from './network.ts';
import { generateRegionDefaults } from './region-defaults.ts';
import { customGroups, defaultGroup } from './security-groups.ts';
import { generateStorage } from './storage.ts';
import { generateTransit } from './transit.ts';
import { customNetwork, defaultNetwork } from './vpcs.ts';
import { zonesOf } from './zones.ts';

/** A region with assets is built out; every other holds the default VPC that AWS put there. */
export function generateRegionState(blueprint: Blueprint, region: string): RegionState {
  const isUsed = blueprint.assetRegions.includes(region);
  const random = randomOf(blueprint, region);
  const customCount = isUsed
    ? quantity(blueprint, random, { small: [1, 1], medium: [1, 3], large: [3, 5] })
    : 0;
  const custom = Array.from({ length: customCount }, (_, index) => customNetwork(blueprint, region, index));
  // Some owners delete the default VPC where they build their own.
  const keepsDefault = !isUsed || random.chance(0.8);
  const networks = [...(keepsDefault ? [defaultNetwork(blueprint, region)] : []), ...custom];
  const securityGroups = networks.flatMap(({ vpc }) => {
    const vpcId = vpc.VpcId ?? '';
    const own = defaultGroup(blueprint, region, vpcId);
    return vpc.IsDefault === true ? [own] : [own, ...customGroups(blueprint, region, vpcId)];
  });
  const subnets = networks.flatMap((network) => network.subnets);
  const started = custom.length === 0 ? [] : reservations(blueprint, region, subnets, securityGroups);
  return {
    zones: zonesOf(blueprint, region),
    trails: generateTrails(blueprint, region),
    vpcs: networks.map(({ vpc }) => vpc),
    subnets,
    securityGroups,
    reservations: started,
    ...generateNetwork(blueprint, region, networks, started),
    ...generateTransit(blueprint, region, networks),
    ...generateStorage(blueprint, region, started),
    ...generateLaunch(blueprint, region, custom.length > 0),
    ...generateBalancing(blueprint, region, networks),
    defaults: generateRegionDefaults(blueprint, region),
  };
}

/** Mostly one instance each, as people start them; now and then several at once. */
function reservations(
  blueprint: Blueprint,
  region: string,
  subnets: readonly Subnet[],
  securityGroups: readonly SecurityGroup[],
): Reservation[] {
  const random = randomOf(blueprint, region, 'reservations');
  const total = quantity(blueprint, random, { small: [0, 5], medium: [3, 20], large: [250, 400] });
  const used = new Map<string, number>();
  const made: Reservation[] = [];
  let started = 0;
  while (started < total) {
    const first = started;
    const count = Math.min(random.pick([1, 1, 1, 1, 2, 5]), total - first);
    const subnet = random.pick(subnets);
    const groups = random
      .sample(
        securityGroups.filter(({ VpcId }) => VpcId === subnet.VpcId),
        random.integer(1, 2),
      )
      .map(({ GroupId, GroupName }) => ({ GroupId, GroupName }));
    made.push({
      ReservationId: resourceId(random, 'r'),
      OwnerId: blueprint.accountId,
      Groups: [],
      Instances: Array.from({ length: count }, (_, launch) =>
        generateInstance(blueprint, first + launch, launch, {
          region,
          subnet,
          groups,
          privateIp: nextAddress(subnet, used),
        }),
      ),
    });
    started += count;
  }
  return made;
}

/** Addresses in a subnet are given out in order, from the fifth: AWS keeps the first four. */
function nextAddress(subnet: Subnet, used: Map<string, number>): string {
  const position = (used.get(subnet.SubnetId ?? '') ?? 3) + 1;
  used.set(subnet.SubnetId ?? '', position);
  const [first, second, third] = (subnet.CidrBlock ?? '').split('.');
  return `${first}.${second}.${Number(third) + Math.floor(position / 256)}.${position % 256}`;
}
