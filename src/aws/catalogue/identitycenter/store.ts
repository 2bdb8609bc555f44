import type * as sdk from '@aws-sdk/client-identitystore';
import { requiredList } from '../answer.ts';
import type { CollectContext } from '../context.ts';
import { listAll, pagesOf } from '../listing.ts';
import { ofEach } from '../not-found.ts';
import { readInstance } from './instance.ts';
import { identityStore } from './service.ts';

/** The most that a page of the identity store holds. */
const pageSize = 100;

/** Every user of the instance. */
export async function* readUsersOfStore(context: CollectContext): AsyncGenerator<sdk.User> {
  const { IdentityStoreId } = await readInstance(context);
  for await (const page of pagesOf(context, identityStore, 'ListUsers', {
    input: { IdentityStoreId },
    pageSize,
  })) {
    yield* requiredList(page.Users, 'ListUsers', 'Users');
  }
}

/** Every group of the instance, listed once for all collectors. */
export function readGroups(context: CollectContext): Promise<readonly sdk.Group[]> {
  return context.once('identitycenter:groups', async (shared) => {
    const { IdentityStoreId } = await readInstance(shared);
    return listAll(shared, identityStore, 'ListGroups', 'Groups', { input: { IdentityStoreId }, pageSize });
  });
}

/**
 * Members of the groups. Asked per group, which is a call for each hundred members, for the other way is a call for
 * each user, and an organization has many more users than groups. A group deleted since it was listed has no members,
 * and that is the truth.
 */
export async function* memberships(context: CollectContext): AsyncGenerator<sdk.GroupMembership> {
  const items = await readGroups(context);
  yield* ofEach(
    { items, gone: ['ResourceNotFoundException'], things: 'groups' },
    ({ IdentityStoreId, GroupId }) =>
      listAll(context, identityStore, 'ListGroupMemberships', 'GroupMemberships', {
        input: { IdentityStoreId, GroupId },
        pageSize,
      }),
  );
}
