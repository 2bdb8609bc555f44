import {
  type AccountAssignment,
  paginateListAccountAssignments,
  paginateListAccountsForProvisionedPermissionSet,
  ResourceNotFoundException,
  SSOAdminClient,
} from '@aws-sdk/client-sso-admin';
import { requiredList } from '../answer.ts';
import type { CollectContext } from '../context.ts';
import { type PermissionSetRef, readPermissionSets } from './permission-sets.ts';

const pageSize = 100;

/**
 * Who is assigned what, where. A call for each of S permission sets tells the accounts it is provisioned in, and one
 * for each such pair who has it there: S + pairs. Forty sets in twelve accounts each are 520 calls; asking for each of
 * 2,000 users and 150 groups would be 2,150. Where people are few that way would cost less, but it answers the management
 * account only, and leaves out what is still assigned to people and groups that were deleted.
 */
export async function* accountAssignments(context: CollectContext): AsyncGenerator<AccountAssignment> {
  for (const set of await readPermissionSets(context)) {
    try {
      for (const AccountId of await provisionedAccounts(context, set)) {
        yield* assignmentsIn(context, { ...set, AccountId });
      }
    } catch (error) {
      // A permission set deleted since it was listed is assigned to nobody, and that is the truth.
      if (!(error instanceof ResourceNotFoundException)) throw error;
    }
  }
}

async function provisionedAccounts(context: CollectContext, set: PermissionSetRef): Promise<string[]> {
  const config = { client: context.client(SSOAdminClient), pageSize };
  const options = { abortSignal: context.signal };
  const accounts: string[] = [];
  for await (const page of paginateListAccountsForProvisionedPermissionSet(config, { ...set }, options)) {
    const operation = 'ListAccountsForProvisionedPermissionSet';
    accounts.push(...requiredList(page.AccountIds, operation, 'AccountIds'));
  }
  return accounts;
}

async function* assignmentsIn(
  context: CollectContext,
  place: PermissionSetRef & { readonly AccountId: string },
): AsyncGenerator<AccountAssignment> {
  const config = { client: context.client(SSOAdminClient), pageSize };
  const pages = paginateListAccountAssignments(config, { ...place }, { abortSignal: context.signal });
  for await (const page of pages) {
    yield* requiredList(page.AccountAssignments, 'ListAccountAssignments', 'AccountAssignments');
  }
}
