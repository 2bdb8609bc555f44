import {
  type Group,
  type GroupMembership,
  IdentitystoreClient,
  paginateListGroupMemberships,
  paginateListGroups,
  paginateListUsers,
  ResourceNotFoundException,
  type User,
} from '@aws-sdk/client-identitystore';
import { requiredList } from '../answer.ts';
import type { CollectContext } from '../context.ts';
import { readInstance } from './instance.ts';

/** The most that a page of the identity store holds. */
const pageSize = 100;

/** Every user of the instance. */
export async function* users(context: CollectContext): AsyncGenerator<User> {
  const { IdentityStoreId } = await readInstance(context);
  const client = context.client(IdentitystoreClient);
  const pages = paginateListUsers({ client, pageSize }, { IdentityStoreId }, { abortSignal: context.signal });
  for await (const page of pages) yield* requiredList(page.Users, 'ListUsers', 'Users');
}

/** Every group of the instance, listed once for whoever needs them. */
export function readGroups(context: CollectContext): Promise<readonly Group[]> {
  return context.once('identitycenter:groups', async () => {
    const { IdentityStoreId } = await readInstance(context);
    const config = { client: context.client(IdentitystoreClient), pageSize };
    const groups: Group[] = [];
    for await (const page of paginateListGroups(
      config,
      { IdentityStoreId },
      { abortSignal: context.signal },
    )) {
      groups.push(...requiredList(page.Groups, 'ListGroups', 'Groups'));
    }
    return groups;
  });
}

/**
 * Who is in which group. Asked per group, which is a call for each hundred members, for the other way is a call for
 * each user, and an organization has many more users than groups.
 */
export async function* memberships(context: CollectContext): AsyncGenerator<GroupMembership> {
  for (const { IdentityStoreId, GroupId } of await readGroups(context)) {
    const config = { client: context.client(IdentitystoreClient), pageSize };
    const request = { IdentityStoreId, GroupId };
    try {
      for await (const page of paginateListGroupMemberships(config, request, {
        abortSignal: context.signal,
      })) {
        yield* requiredList(page.GroupMemberships, 'ListGroupMemberships', 'GroupMemberships');
      }
    } catch (error) {
      // A group deleted since it was listed has no members, and that is the truth.
      if (!(error instanceof ResourceNotFoundException)) throw error;
    }
  }
}
