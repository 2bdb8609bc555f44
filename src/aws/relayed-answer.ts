/** Words of Cloud Control before those of the service behind it, which a handler of its own asked for us. */
const RELAYED = /\bHandler returned status FAILED: /;

const REFUSED = / is not authorized to perform: /;

/** The service behind says so by its status, or in words where the handler has kept these alone. */
const TOO_OFTEN = /\bStatus Code: 429\b|\bRate exceeded\b|\bToo Many Requests\b/i;

/**
 * Code of what the service behind Cloud Control said; undefined for any other message. The code of the answer is that of
 * the handler, and tells little: those of IAM Roles Anywhere call everything but what is not there an invalid request.
 * https://github.com/aws-cloudformation/aws-cloudformation-resource-providers-rolesanywhere
 */
export function relayedCode(message: string): 'AccessDeniedException' | 'ThrottlingException' | undefined {
  if (!RELAYED.test(message)) return undefined;
  if (REFUSED.test(message)) return 'AccessDeniedException';
  return TOO_OFTEN.test(message) ? 'ThrottlingException' : undefined;
}

/** Whether the service behind was asked too often: the code of the answer does not say so to the SDK. */
export function isRelayedThrottle({ message }: Error): boolean {
  return relayedCode(message) === 'ThrottlingException';
}
