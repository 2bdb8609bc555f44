import { defaultRegions, type Partition } from '../partition.ts';
import type { CollectContext } from './catalogue/context.ts';
import { readRegions } from './catalogue/ec2/read-regions.ts';
import { type Outcome, outcomeOf } from './outcome.ts';

/** The regions of a connection in one account. */
export interface AccountRegions {
  readonly enabled: readonly string[];
  readonly notEnabled: readonly string[];
  /** Wanted ones that AWS, asked for every region of the partition, does not list. */
  readonly unlisted: readonly string[];
  /** False when the account would not tell: then `enabled` is what any account has, or what the connection names. */
  readonly certain: boolean;
  /** Fate of wanted regions that no answer could name. */
  readonly unnamed?: Outcome;
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
  const listed = wanted === 'all' ? wanted : [...new Set(wanted)];
  let known: Map<string, boolean>;
  try {
    const regions = await readRegions(context);
    known = new Map(
      regions.map((region) => [region.RegionName ?? '', region.OptInStatus !== 'not-opted-in']),
    );
  } catch (error) {
    const unknown = { notEnabled: [], unlisted: [], certain: false };
    if (listed !== 'all') return { ...unknown, enabled: listed };
    return { ...unknown, enabled: defaultRegions(partition), unnamed: untold(error) };
  }
  const names = listed === 'all' ? [...known.keys()] : listed;
  return {
    enabled: names.filter((name) => known.get(name) === true),
    notEnabled: names.filter((name) => known.get(name) === false),
    unlisted: names.filter((name) => !known.has(name)),
    certain: true,
  };
}

function untold(error: unknown): Outcome {
  const outcome = outcomeOf(error, []);
  return {
    ...outcome,
    reason: `The account does not tell which regions it has, so only those that every account has were read: ${outcome.reason}`,
  };
}
