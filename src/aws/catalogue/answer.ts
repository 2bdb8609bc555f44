import { type SnowcensusError, transientError } from '../../errors.ts';

/** What to throw where an answer lacks what AWS always sends: it is no empty answer, something broke it. */
export function withoutMember(operation: string, ...members: readonly string[]): SnowcensusError {
  return transientError(`the answer to ${operation} holds no ${members.join(' or ')}`, {
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
