import { createHash } from 'node:crypto';
import { VERSION } from '../version.ts';
import { actionsOf, type Role } from './roles.ts';

/** Parameters of templates of every kind, in words. */
export const PARAMETER_DOCS = {
  trustedPrincipalArns: 'ARNs of the roles or users that may assume the role.',
  externalId: 'External id that whoever assumes the role must bring; make it random and yours alone.',
  organizationalUnitIds:
    'Units whose accounts get the member role; the id of the root (r-...) means all of them.',
} as const;

/** Tags of our roles, by which an outdated one is found. */
export const VERSION_TAG = 'snowcensus-version';
const ACTIONS_TAG = 'snowcensus-actions';

/** Tells which version a role is from, and by a fingerprint whether it may still do what it should. */
export function roleTags(role: Role): Readonly<Record<string, string>> {
  const fingerprint = createHash('sha256').update(actionsOf(role).join('\n')).digest('hex').slice(0, 12);
  return { [VERSION_TAG]: VERSION, [ACTIONS_TAG]: fingerprint };
}

/** Name of the role where nobody chooses another. */
export function defaultRoleName({ name }: Role): string {
  return `snowcensus-${name}`;
}
