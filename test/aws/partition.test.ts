import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import type { ServiceFacts } from '../../src/aws/catalogue/service-facts.ts';
import { SERVICES } from '../../src/aws/catalogue/services.ts';
import { homeRegion } from '../../src/aws/home-region.ts';
import { defaultRegions, KNOWN_REGIONS, PARTITIONS, partitionOfRegion } from '../../src/partition.ts';

/** Where services are at home, by the SDK's name. */
const homes = new Map<string | undefined, ServiceFacts['homes']>(
  SERVICES.map(({ api, homes }) => [api, homes]),
);

test.each([
  ['aws', undefined, 'us-east-1'],
  ['aws', 'Organizations', 'us-east-1'],
  ['aws-us-gov', 'IAM', 'us-gov-west-1'],
  ['aws-us-gov', 'Organizations', 'us-gov-west-1'],
  ['aws-cn', 'IAM', 'cn-north-1'],
  ['aws-cn', 'Organizations', 'cn-northwest-1'],
  ['aws-cn', 'Account', 'cn-northwest-1'],
  ['aws-eusc', 'IAM', 'eusc-de-east-1'],
  ['aws-iso', 'Organizations', 'us-iso-east-1'],
  ['aws-iso-b', 'Account', 'us-isob-east-1'],
  ['aws-iso-e', undefined, 'eu-isoe-west-1'],
  ['aws-iso-f', 'IAM', 'us-isof-south-1'],
] as const)('in %s, %s is signed for its own region', (partition, service, region) => {
  expect(homes.get(service)?.[partition] ?? homeRegion(partition)).toBe(region);
  expect(partitionOfRegion(region)).toBe(partition);
});

/** What the SDK's own endpoint rules know, which no package exports. */
async function partitionsOfSdk(): Promise<ReadonlyMap<string, readonly string[]>> {
  const file = join(
    import.meta.dirname,
    '../../node_modules/@aws-sdk/core/dist-es/submodules/client/util-endpoints/lib/aws/partitions.js',
  );
  const { partitionsInfo } = (await import(pathToFileURL(file).href)) as {
    readonly partitionsInfo: {
      readonly partitions: readonly { readonly id: string; readonly regions: Record<string, object> }[];
    };
  };
  return new Map(
    partitionsInfo.partitions.map(({ id, regions }) => [
      id,
      Object.keys(regions).filter((region) => !region.endsWith('-global')),
    ]),
  );
}

test('partitions and their regions are those that the SDK knows', async () => {
  const sdk = await partitionsOfSdk();
  const ours = (partition: string) =>
    KNOWN_REGIONS.filter((region) => partitionOfRegion(region) === partition);
  expect(new Set(PARTITIONS)).toEqual(new Set(sdk.keys()));
  for (const [partition, regions] of sdk) expect(ours(partition).toSorted()).toEqual(regions.toSorted());
});

test('every partition has its home among the regions that need no opt-in', () => {
  for (const partition of PARTITIONS) expect(defaultRegions(partition)).toContain(homeRegion(partition));
});

test('a name that no partition knows is in none', () => {
  for (const name of ['us-esat-1', 'aws-global', 'us-east-1a', '', 'toString']) {
    expect(partitionOfRegion(name)).toBeUndefined();
  }
});
