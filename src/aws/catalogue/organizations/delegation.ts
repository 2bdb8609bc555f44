import type { DelegatedAdministrator, DelegatedService } from '@aws-sdk/client-organizations';
import type { CollectContext } from '../context.ts';
import { listAll } from '../listing.ts';
import { ofEach } from '../not-found.ts';
import { organizations } from './service.ts';

/** A service and the account that administers it for the organization. */
export interface Delegation extends DelegatedService {
  readonly AccountId: string;
  readonly AccountName: string | undefined;
}

/**
 * Every delegated administrator with its services: one call per twenty accounts and one per account. An account that was
 * deregistered since it was listed is left out.
 */
export async function* delegatedAdministrators(
  context: CollectContext,
): AsyncGenerator<readonly [DelegatedAdministrator, readonly Delegation[]]> {
  const list = 'ListDelegatedAdministrators';
  const items = await listAll(context, organizations, list, 'DelegatedAdministrators');
  const gone = ['AccountNotRegisteredException'];
  yield* ofEach({ items, gone, things: 'delegated administrators' }, async (account) => [
    [account, await delegationsOf(context, account)] as const,
  ]);
}

async function delegationsOf(
  context: CollectContext,
  { Id: AccountId = '', Name: AccountName }: DelegatedAdministrator,
): Promise<readonly Delegation[]> {
  const operation = 'ListDelegatedServicesForAccount';
  const services = await listAll(context, organizations, operation, 'DelegatedServices', {
    input: { AccountId },
  });
  return services.map((delegated) => ({ ...delegated, AccountId, AccountName }));
}
