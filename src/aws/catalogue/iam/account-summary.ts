import type { GetAccountSummaryResponse } from '@aws-sdk/client-iam';
import { withoutMember } from '../answer.ts';
import { ask } from '../ask.ts';
import type { CollectContext } from '../context.ts';
import { iam } from './service.ts';

/** IAM's counts and quotas, by AWS's names. */
export type AccountSummary = NonNullable<GetAccountSummaryResponse['SummaryMap']>;

/** The account's summary. Read once per account and shared between the collectors that need it. */
export function readAccountSummary(context: CollectContext): Promise<AccountSummary> {
  return context.once('iam:account-summary', async (shared) => {
    const { SummaryMap } = await ask(shared, iam, 'GetAccountSummary', {});
    if (!SummaryMap) throw withoutMember('GetAccountSummary', 'SummaryMap');
    return SummaryMap;
  });
}
