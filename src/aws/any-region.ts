import { defaultRegions, partitionOfRegion } from '../partition.ts';
import { denialOf } from './denial.ts';
import { awsFailure, isDenied } from './outcome.ts';

/**
 * The answer to a question that every region of a partition answers alike, from `first` unless a policy closes that one:
 * a service control policy may close the home region, too. Throws the first refusal where every region that needs no
 * opt-in refuses, and anything else at once.
 */
export async function askAnyRegion<Answer>(
  first: string,
  signal: AbortSignal,
  ask: (region: string) => Promise<Answer>,
): Promise<Answer> {
  const partition = partitionOfRegion(first) ?? 'aws';
  const others = defaultRegions(partition).filter((region) => region !== first);
  let refusal: unknown;
  for (const region of [first, ...others]) {
    try {
      return await ask(region);
    } catch (error) {
      signal.throwIfAborted();
      if (!isDenied(error) || isDeniedEverywhere(error)) throw error;
      refusal ??= error;
    }
  }
  throw refusal;
}

/** Whether a refusal is the same in every region: no policy gives the permission. */
function isDeniedEverywhere(error: unknown): boolean {
  return denialOf(awsFailure(error).message)?.explicit === false;
}
