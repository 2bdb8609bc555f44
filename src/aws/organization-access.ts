import {
  DescribeOrganizationCommand,
  ListAccountsCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import type { CollectContext } from './catalogue/context.ts';

/** What the organization tells an account that asks: each part, or why it does not. */
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
  const client = context.client(OrganizationsClient);
  const options = { abortSignal: context.signal };
  const [described, listed] = await Promise.allSettled([
    client.send(new DescribeOrganizationCommand({}), options),
    client.send(new ListAccountsCommand({}), options),
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
