import { configError, type SnowcensusError } from '../errors.ts';
import type { Hop } from './role-session.ts';

/**
 * Problem of a hop that the operator does not allow; undefined where there is none: connections, whose options a
 * stranger may write, share the identity of the process. `allowed`: patterns of role ARNs, separated by commas, in
 * which `*` stands for any run of characters but a colon; undefined allows every role.
 */
export function refusedHop(allowed: string | undefined, { roleArn }: Hop): SnowcensusError | undefined {
  if (allowed === undefined) return undefined;
  const patterns = allowed
    .split(',')
    .map((pattern) => pattern.trim())
    .filter((pattern) => pattern !== '');
  if (patterns.some((pattern) => patternOf(pattern).test(roleArn))) return undefined;
  return configError(`the role ${roleArn} is none that SNOWCENSUS_ALLOWED_ROLES allows`, {
    where: roleArn,
    hint: 'Let the connection name an allowed role, or add this one to SNOWCENSUS_ALLOWED_ROLES of the process.',
  });
}

function patternOf(pattern: string): RegExp {
  const escaped = pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '[^:]*');
  return new RegExp(`^${escaped}$`);
}
