import { setTimeout as sleep } from 'node:timers/promises';
import { transientError } from '../../../errors.ts';
import { brokenAnswer, requiredList, withoutMember } from '../answer.ts';
import type { CollectContext } from '../context.ts';

/** State of a job of IAM that looks up what was used, with a page of what it found. */
interface JobAnswer<Item> {
  readonly JobStatus: string | undefined;
  readonly items: readonly Item[] | undefined;
  /** Why the job failed. */
  readonly failure: string | undefined;
  readonly IsTruncated?: boolean | undefined;
  readonly Marker?: string | undefined;
}

/** A job, and how its state is asked for. */
interface AccessJob<Item> {
  readonly operation: string;
  /** Member of the answer that lists what was found. */
  readonly member: string;
  /** Subject of the job, for messages. */
  readonly where: string;
  ask(page: { readonly MaxItems: number; readonly Marker?: string }): Promise<JobAnswer<Item>>;
}

/** AWS ends a job in seconds; what takes longer than this is a failure that names itself. */
const PATIENCE_MS = 60_000;
const FIRST_PAUSE_MS = 400;
const LONGEST_PAUSE_MS = 5_000;

/** Everything that a job has found, once it has ended. Throws a transient error where it fails, or does not end. */
export async function jobItems<Item>(
  context: CollectContext,
  job: AccessJob<Item>,
): Promise<readonly Item[]> {
  const { operation, member, where } = job;
  const found: Item[] = [];
  const pauses = pausesOf(context);
  let Marker: string | undefined;
  for (;;) {
    const answer = await job.ask({ MaxItems: 1000, ...(Marker ? { Marker } : {}) });
    if (answer.JobStatus === 'FAILED') {
      const reason = answer.failure ?? 'no reason given';
      throw transientError(`AWS could not look up what was used: ${reason}`, { where, hint: 'Run again.' });
    }
    if (answer.JobStatus === 'COMPLETED') {
      found.push(...requiredList(answer.items, operation, member));
      if (!answer.IsTruncated) return found;
      if (!answer.Marker || answer.Marker === Marker) {
        throw brokenAnswer(operation, 'is truncated and does not say where it goes on');
      }
      Marker = answer.Marker;
      continue;
    }
    if (answer.JobStatus === undefined) throw withoutMember(operation, 'JobStatus');
    if (!(await pauses.next())) {
      throw transientError(`AWS did not look up what was used in ${PATIENCE_MS / 1000} seconds`, {
        where,
        hint: 'Run again.',
      });
    }
  }
}

/** Longer and longer pauses, as long as there is patience for: each tells whether it was taken. */
export function pausesOf({ signal }: CollectContext): { next(): Promise<boolean> } {
  let [pause, waited] = [FIRST_PAUSE_MS, 0];
  return {
    async next() {
      if (waited >= PATIENCE_MS) return false;
      await sleep(pause, undefined, { signal });
      waited += pause;
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
      return true;
    },
  };
}
