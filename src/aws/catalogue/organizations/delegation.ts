import {
  AccountNotRegisteredException,
  type DelegatedAdministrator,
  type DelegatedService,
  OrganizationsClient,
  paginateListDelegatedAdministrators,
  paginateListDelegatedServicesForAccount,
} from '@aws-sdk/client-organizations';
import { requiredList } from '../answer.ts';
import type { CollectContext } from '../context.ts';

/** A service and the account that administers it for the organization. */
export interface Delegation extends DelegatedService {
  readonly AccountId: string;
  readonly AccountName: string | undefined;
}

/** Every delegated administrator with its services: one call per twenty accounts and one per account. */
export async function* delegatedAdministrators(
  context: CollectContext,
): AsyncGenerator<readonly [DelegatedAdministrator, readonly Delegation[]]> {
  const client = context.client(OrganizationsClient);
  const options = { abortSignal: context.signal };
  for await (const page of paginateListDelegatedAdministrators({ client }, {}, options)) {
    const operation = 'ListDelegatedAdministrators';
    for (const account of requiredList(page.DelegatedAdministrators, operation, 'DelegatedAdministrators')) {
      const delegations = await delegationsOf(context, account);
      if (delegations) yield [account, delegations];
    }
  }
}

/** Undefined for an account that was deregistered since it was listed. */
async function delegationsOf(
  context: CollectContext,
  { Id: AccountId = '', Name: AccountName }: DelegatedAdministrator,
): Promise<readonly Delegation[] | undefined> {
  const client = context.client(OrganizationsClient);
  const delegations: Delegation[] = [];
  const pages = paginateListDelegatedServicesForAccount(
    { client },
    { AccountId },
    { abortSignal: context.signal },
  );
  try {
    for await (const page of pages) {
      const operation = 'ListDelegatedServicesForAccount';
      const services = requiredList(page.DelegatedServices, operation, 'DelegatedServices');
      delegations.push(...services.map((service) => ({ ...service, AccountId, AccountName })));
    }
  } catch (error) {
    if (error instanceof AccountNotRegisteredException) return undefined;
    throw error;
  }
  return delegations;
}
