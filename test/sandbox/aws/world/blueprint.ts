import type { Partition } from '../contract.ts';
import { createRandom, type Random } from './random.ts';

export type AccountSize = 'small' | 'medium' | 'large';

/** The little that an account's whole content follows from; everything else is generated and released. */
export interface Blueprint {
  readonly seed: number;
  readonly partition: Partition;
  readonly accountId: string;
  readonly size: AccountSize;
  readonly organizationId: string;
  readonly managementAccountId: string;
  readonly assetRegions: readonly string[];
}

/** The stream of one place inside the account. */
export function randomOf(blueprint: Blueprint, ...place: readonly (string | number)[]): Random {
  return createRandom(blueprint.seed, blueprint.accountId, ...place);
}

/** How many of a thing an account of each size has, from and to. */
export type Quantity = Readonly<Record<AccountSize, readonly [number, number]>>;

export function quantity(blueprint: Blueprint, random: Random, amounts: Quantity): number {
  return random.integer(...amounts[blueprint.size]);
}

/** ARN of a thing in the account's IAM: `iamArn(blueprint, 'role', '/path/', 'name')`. */
export function iamArn(blueprint: Blueprint, kind: string, path: string, name: string): string {
  return `arn:${blueprint.partition}:iam::${blueprint.accountId}:${kind}${path}${name}`;
}
