import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { AccountSession } from './account-session.ts';

/** Identity for which AWS takes a session. */
export interface Caller {
  /** `arn:aws:iam::…:user/x` or `arn:aws:sts::…:assumed-role/role/session`. */
  readonly arn: string;
  readonly accountId: string;
  /** How far AWS's clock is ahead of ours, in milliseconds; 0 while it is within five minutes, which AWS tolerates. */
  readonly clockOffsetMs: number;
}

/** Identity of the session by STS, which needs no permission. Throws what STS answered. */
export async function readCaller(
  session: AccountSession,
  region: string,
  signal: AbortSignal,
): Promise<Caller> {
  const client = session.client(STSClient, region);
  const { Arn = '', Account = '' } = await client.send(new GetCallerIdentityCommand({}), {
    abortSignal: signal,
  });
  // The SDK signs again with a corrected time when AWS says that ours is wrong.
  return { arn: Arn, accountId: Account, clockOffsetMs: client.config.systemClockOffset };
}

/** How a policy names a caller: a session by its role, which lacks its path, for that is not in the ARN of a session. */
export function principalOf(arn: string): string {
  return arn.replace(/^(arn:[^:]+):sts::(\d+):assumed-role\/([^/]+)\/.*$/, '$1:iam::$2:role/$3');
}
