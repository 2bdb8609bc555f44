import { callOf } from './catalogue/ask.ts';
import type { CollectContext } from './catalogue/context.ts';
import { requestFor } from './catalogue/services.ts';
import type { RequestFacts } from './catalogue/smallest-request.ts';
import { type Denial, denialOf } from './denial.ts';
import { awsFailure, isDenied, mayBeNotEnabled } from './outcome.ts';

/** Whether an action is allowed, as AWS answered the smallest request that needs it. */
export type PermissionAnswer =
  | { readonly verdict: 'allowed' }
  | ({ readonly verdict: 'denied'; readonly denial: Denial | undefined } & AwsWords)
  /** The account may not have enabled the region. */
  | ({ readonly verdict: 'not_enabled' } & AwsWords)
  /** The answer says nothing of the permission: throttled, not reached, or something unforeseen. */
  | ({ readonly verdict: 'untold' } & AwsWords);

interface AwsWords {
  readonly code: string;
  readonly message: string;
  /** As the SDK threw it; undefined where AWS was not asked. */
  readonly error?: unknown;
}

/** Identity Center as the account sees it, for the requests that must name it. */
export type IdentityCenterFacts = Pick<RequestFacts, 'instanceArn' | 'identityStoreId'>;

/** Of a key that is not the account's, AWS says that one may not ask, and blames no policy. */
const VAGUE: ReadonlySet<string> = new Set(['iam:GetAccessKeyLastUsed']);

const NO_IDENTITY_CENTER: IdentityCenterFacts = { instanceArn: undefined, identityStoreId: undefined };

/** Asks AWS whether the account's session may do this, in the context's region. Reads nothing worth keeping. */
export async function askPermission(
  context: CollectContext,
  partition: string,
  action: string,
  identityCenter: IdentityCenterFacts = NO_IDENTITY_CENTER,
): Promise<PermissionAnswer> {
  const known = requestFor(action);
  if (!known) {
    return {
      verdict: 'untold',
      code: 'no_request',
      message: `no request is known that needs just ${action}`,
    };
  }
  const [request, ...letThrough] = known.smallest;
  const { accountId, region } = context;
  const facts: RequestFacts = { accountId, region, partition, ...identityCenter };
  try {
    const input = typeof request === 'function' ? request(facts) : request;
    const { client, command } = await callOf(context, known.service, known.operation, input);
    await client.send(command, { abortSignal: context.signal });
    return { verdict: 'allowed' };
  } catch (error) {
    context.signal.throwIfAborted();
    return judge(error, action, letThrough, known.isBehind);
  }
}

function judge(
  error: unknown,
  action: string,
  letThrough: readonly string[],
  isBehind = false,
): PermissionAnswer {
  const { code, message } = awsFailure(error);
  if (letThrough.includes(code)) return { verdict: 'allowed' };
  if (isDenied(error)) {
    const denial = denialOf(message);
    // What is behind another service is not asked where that one refuses.
    const vague = isBehind
      ? !message.includes(` perform: ${action} `)
      : denial === undefined && VAGUE.has(action);
    return vague
      ? { verdict: 'untold', code, message, error }
      : { verdict: 'denied', denial, code, message, error };
  }
  return { verdict: mayBeNotEnabled(error) ? 'not_enabled' : 'untold', code, message, error };
}
