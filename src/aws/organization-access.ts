import { ask } from './catalogue/ask.ts';
import type { CollectContext } from './catalogue/context.ts';
import { organizations } from './catalogue/organizations/service.ts';

/** Answers of the organization to an account that asks: each part, or why it is missing. */
export interface OrganizationAccess {
  readonly managementAccountId: string | undefined;
  /** Accounts on the first page of the list. */
  readonly listed: number;
  /** Why the organization is not described, and why its accounts are not listed. */
  readonly undescribed: unknown;
  readonly unlisted: unknown;
}

/** Asks which organization the account is in, as every member may, and for the first page of its accounts. */
export async function askOrganization(context: CollectContext): Promise<OrganizationAccess> {
  const [described, listed] = await Promise.allSettled([
    ask(context, organizations, 'DescribeOrganization', {}),
    ask(context, organizations, 'ListAccounts', {}),
  ]);
  context.signal.throwIfAborted();
  return {
    managementAccountId:
      described.status === 'fulfilled' ? described.value.Organization?.MasterAccountId : undefined,
    listed: listed.status === 'fulfilled' ? (listed.value.Accounts?.length ?? 0) : 0,
    undescribed: described.status === 'rejected' ? described.reason : undefined,
    unlisted: listed.status === 'rejected' ? listed.reason : undefined,
  };
}
