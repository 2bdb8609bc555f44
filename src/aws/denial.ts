/** Which policy refused, as far as AWS says. */
export interface Denial {
  /** As AWS names its kinds: `service control policy`, `identity-based policy`, `permissions boundary` and so on. */
  readonly policy: string;
  /** Whether the policy denies; otherwise it only does not allow. */
  readonly explicit: boolean;
}

const KIND = String.raw`([\w-]+(?: [\w-]+)? policy|permissions boundary)`;
const EXPLICIT = new RegExp(`with an explicit deny in an? ${KIND}`);
const IMPLICIT = new RegExp(`because no ${KIND} allows`);

/**
 * The policy that AWS blames in an access-denied message; undefined where it blames none.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
export function denialOf(message: string): Denial | undefined {
  const explicit = EXPLICIT.exec(message)?.[1];
  if (explicit !== undefined) return { policy: explicit, explicit: true };
  const implicit = IMPLICIT.exec(message)?.[1];
  return implicit === undefined ? undefined : { policy: implicit, explicit: false };
}
