import { type SnowcensusError, transientError } from '../../errors.ts';

/** Error for an answer that lacks what AWS always sends, and so is no empty one: something broke the answer. */
export function withoutMember(operation: string, ...members: readonly string[]): SnowcensusError {
  return brokenAnswer(operation, `holds no ${members.join(' or ')}`);
}

/** The same in other words: `what` ends a sentence that begins with the answer. */
export function brokenAnswer(operation: string, what: string): SnowcensusError {
  return transientError(`the answer to ${operation} ${what}`, {
    hint: 'Run again; if it persists, look for a proxy or an emulator between this process and AWS.',
  });
}

/** The list of an answer, which may be empty but not missing. */
export function requiredList<T>(
  list: readonly T[] | undefined,
  operation: string,
  member: string,
): readonly T[] {
  if (!list) throw withoutMember(operation, member);
  return list;
}
