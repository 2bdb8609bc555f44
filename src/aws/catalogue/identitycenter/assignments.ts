import type { AccountAssignment } from '@aws-sdk/client-sso-admin';
import type { CollectContext } from '../context.ts';
import { listAll } from '../listing.ts';
import { ofEach } from '../not-found.ts';
import { type PermissionSetRef, readPermissionSets } from './permission-sets.ts';
import { identityCenter } from './service.ts';

const pageSize = 100;
const gone = ['ResourceNotFoundException'];

/**
 * Assignments: user or group, permission set, account. A call for each of S permission sets tells the accounts it is
 * provisioned in, and one for each such pair who has it there: S + pairs. Forty sets in twelve accounts each are 520
 * calls; asking for each of 2,000 users and 150 groups would be 2,150. Where people are few that way would cost less,
 * but it answers the management account only, and leaves out what is still assigned to people and groups that were
 * deleted.
 *
 * A permission set or an account that is gone since it was listed has no assignments, and that is the truth.
 */
export async function* readAssignments(context: CollectContext): AsyncGenerator<AccountAssignment> {
  const sets = await readPermissionSets(context);
  const places = ofEach({ items: sets, gone, things: 'permission sets' }, (set) =>
    provisionedAccounts(context, set),
  );
  const items: AssignedPlace[] = [];
  for await (const place of places) items.push(place);
  yield* ofEach({ items, gone, things: 'provisioned permission sets' }, (input) =>
    listAll(context, identityCenter, 'ListAccountAssignments', 'AccountAssignments', { input, pageSize }),
  );
}

interface AssignedPlace extends PermissionSetRef {
  readonly AccountId: string;
}

async function provisionedAccounts(
  context: CollectContext,
  set: PermissionSetRef,
): Promise<readonly AssignedPlace[]> {
  const operation = 'ListAccountsForProvisionedPermissionSet';
  const ids = await listAll(context, identityCenter, operation, 'AccountIds', { input: set, pageSize });
  return ids.map((AccountId) => ({ ...set, AccountId }));
}
