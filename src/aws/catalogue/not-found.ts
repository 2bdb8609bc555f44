import { isSnowcensusError, transientError } from '../../errors.ts';
import { awsFailure, isBadCredentials } from '../outcome.ts';

/**
 * Answer to a read of one thing; undefined where AWS answers with one of these codes that the thing is not there,
 * because it was deleted since it was listed or was never set. The catalogue catches AWS's errors here and nowhere
 * else, so that what is missing is one thing: `read` is about that thing alone, and gives its whole answer or none of
 * it.
 */
export async function unlessNotFound<T>(
  codes: readonly string[],
  read: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (codes.includes(awsFailure(error).code)) return undefined;
    throw error;
  }
}

/** Answer to a read, or `meaning` where AWS answers with one of these codes: nothing is configured, which is a fact. */
export async function unlessNotConfigured<T>(
  answers: Readonly<Record<string, T>>,
  read: () => Promise<T>,
): Promise<T> {
  try {
    return await read();
  } catch (error) {
    const answer = answers[awsFailure(error).code];
    if (answer === undefined) throw error;
    return answer;
  }
}

/** Message of REST services for a path that their region does not know; its code is that of a refusal. */
const NOT_OFFERED = /^Unable to determine service\/operation name to be authori[sz]ed/;

/** Answer of the read; undefined where the region does not have the operation, and so nothing that it lists. */
export async function unlessNotOffered<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (NOT_OFFERED.test(awsFailure(error).message)) return undefined;
    throw error;
  }
}

/**
 * Answer to a read; undefined, and `refused` is told of it with AWS's code, where AWS refused or broke this one read.
 * Throws what is not about this one read: that the thing is gone, that AWS does not know us any more, or that we are
 * wrong.
 */
export async function unlessRefused<T>(
  gone: readonly string[],
  read: () => Promise<T>,
  refused: (error: unknown, code: string) => void,
): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    const { code } = awsFailure(error);
    if (gone.includes(code) || isBadCredentials(error) || !isOfAws(error)) throw error;
    refused(error, code);
    return undefined;
  }
}

/** Whether AWS, or the way there, is why: the SDK marks what it throws, and an answer that lacks something is transient. */
function isOfAws(error: unknown): boolean {
  return (
    error instanceof Error &&
    ('$metadata' in error || (isSnowcensusError(error) && error.kind === 'transient'))
  );
}

/** How the things of a list are read one by one. */
export interface EachOptions<Item> {
  /** Codes with which AWS says that the thing is not there any more. */
  readonly gone: readonly string[];
  /** Word for the things in messages. */
  readonly things: string;
  /** How many are read beside each other; one unless said. */
  readonly together?: number;
  readonly items: readonly Item[];
}

/** So many may all be gone by chance. */
const BY_CHANCE = 2;

/**
 * The rows of every listed thing that is still there, in the list's order. A thing that is gone takes no other with it.
 * Throws where each of several is gone: then the list, or what all of them belong to, is what AWS does not find.
 */
export async function* ofEach<Item, Row>(
  { items, gone, things, together = 1 }: EachOptions<Item>,
  read: (item: Item) => Promise<readonly Row[]>,
): AsyncGenerator<Row> {
  let missing = 0;
  for (let at = 0; at < items.length; at += together) {
    const slice = items.slice(at, at + together);
    for (const rows of await Promise.all(slice.map((item) => unlessNotFound(gone, () => read(item))))) {
      if (rows === undefined) missing += 1;
      else yield* rows;
    }
  }
  if (missing > BY_CHANCE && missing === items.length) {
    throw transientError(`AWS lists ${missing} ${things} and then finds none of them`, {
      hint: 'Run again; if it persists, what they belong to may have been deleted, or the list is not AWS’s.',
    });
  }
}
