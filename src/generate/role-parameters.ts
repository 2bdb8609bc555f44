import { VERSION } from '../version.ts';
import type { Role } from './roles.ts';

/** What templates of every kind ask for, in words. */
export const PARAMETER_DOCS = {
  trustedPrincipalArns: 'ARNs of the roles or users that may assume the role.',
  externalId: 'External id that whoever assumes the role must bring; make it random and yours alone.',
  organizationalUnitIds:
    'Units whose accounts get the member role; the id of the root (r-...) means all of them.',
} as const;

/** Tells from which version a role's permissions are, so that an outdated one can be found. */
export const VERSION_TAG = { key: 'snowcensus-version', value: VERSION } as const;

/** Name of the role where nobody chooses another. */
export function defaultRoleName({ name }: Role): string {
  return `snowcensus-${name}`;
}
