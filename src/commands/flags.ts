import { isAccountId } from '../connections/role-arn.ts';
import { configError } from '../errors.ts';
import type { Arguments } from './command.ts';

/** The value of a flag; undefined where it was not given. */
export function textOf({ flags }: Arguments, flag: string): string | undefined {
  const value = flags[flag];
  return typeof value === 'string' ? value : undefined;
}

/** The values of a flag that may be given more than once; undefined where it was not given. */
export function flagValues({ flags }: Arguments, flag: string): readonly string[] | undefined {
  const value = flags[flag];
  return Array.isArray(value) ? (value as readonly string[]) : undefined;
}

/** The values of --account; undefined where it was not given. Throws a config error for what is no account id. */
export function accountIds(args: Arguments): readonly string[] | undefined {
  const accounts = flagValues(args, 'account');
  const wrong = accounts?.filter((id) => !isAccountId(id)) ?? [];
  if (wrong.length === 0) return accounts;
  throw configError(`--account ${wrong.join(', ')} is no account id`, {
    hint: 'An account id has 12 digits, leading zeros included.',
  });
}
