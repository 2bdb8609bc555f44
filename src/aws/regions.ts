import type { CollectContext } from './catalogue/context.ts';
import { readRegions } from './catalogue/regions.ts';
import { defaultRegions, type Partition } from './partition.ts';

/** The regions of a connection in one account. */
export interface AccountRegions {
  readonly enabled: readonly string[];
  readonly notEnabled: readonly string[];
  /** False when the account would not tell: then `enabled` is what any account has, or what the connection names. */
  readonly certain: boolean;
}

/**
 * Which of the wanted regions the account has enabled. An account that does not let us ask is no reason to read
 * nothing: its default regions are tried, and what is not enabled answers for itself.
 */
export async function readAccountRegions(
  context: CollectContext,
  partition: Partition,
  wanted: 'all' | readonly string[],
): Promise<AccountRegions> {
  let known: Map<string, boolean>;
  try {
    const regions = await readRegions(context);
    known = new Map(
      regions.map((region) => [region.RegionName ?? '', region.OptInStatus !== 'not-opted-in']),
    );
  } catch {
    // The regions collector reports why, as the status of its own unit.
    const enabled = wanted === 'all' ? defaultRegions(partition) : wanted;
    return { enabled, notEnabled: [], certain: false };
  }
  const names = wanted === 'all' ? [...known.keys()] : wanted;
  return {
    enabled: names.filter((name) => known.get(name) === true),
    notEnabled: names.filter((name) => known.get(name) !== true),
    certain: true,
  };
}
