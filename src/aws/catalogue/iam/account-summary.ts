import { GetAccountSummaryCommand, type GetAccountSummaryResponse, IAMClient } from '@aws-sdk/client-iam';
import { withoutMember } from '../answer.ts';
import type { CollectContext } from '../context.ts';

/** IAM's counts and quotas, by AWS's names. */
export type AccountSummary = NonNullable<GetAccountSummaryResponse['SummaryMap']>;

/** The account's summary. Read once per account and shared between the collectors that need it. */
export function readAccountSummary(context: CollectContext): Promise<AccountSummary> {
  return context.once('iam:account-summary', async (shared) => {
    const iam = shared.client(IAMClient);
    const { SummaryMap } = await iam.send(new GetAccountSummaryCommand({}), { abortSignal: shared.signal });
    if (!SummaryMap) throw withoutMember('GetAccountSummary', 'SummaryMap');
    return SummaryMap;
  });
}
