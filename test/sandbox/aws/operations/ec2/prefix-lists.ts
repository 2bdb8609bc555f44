import type {
  GetManagedPrefixListEntriesRequest,
  GetManagedPrefixListEntriesResult,
} from '@aws-sdk/client-ec2';
import { AwsError, type Operation, type OperationCall } from '../../contract.ts';
import { SandboxDefect } from '../../wire/protocol.ts';
import { listing } from './listing.ts';
import { tokenPage, withIds } from './pages.ts';

const ID = { prefix: 'pl', code: 'InvalidPrefixListID', noun: 'prefix list' };
const PAGES = { fewest: 1, most: 100 };

/** Prefix lists, and what each holds. */
export const prefixListOperations: Readonly<Record<string, Operation>> = {
  ...listing('DescribeManagedPrefixLists', 'PrefixLists', {
    items: ({ managedPrefixLists }) => managedPrefixLists,
    ids: { ...ID, member: 'PrefixListIds', of: ({ PrefixListId }) => PrefixListId },
    filters: {
      'owner-id': ({ OwnerId }) => OwnerId,
      'prefix-list-id': ({ PrefixListId }) => PrefixListId,
      'prefix-list-name': ({ PrefixListName }) => PrefixListName,
    },
    pages: PAGES,
  }),
  GetManagedPrefixListEntries: (call) =>
    getEntries(call as OperationCall<GetManagedPrefixListEntriesRequest>),
};

/** The entries of a list that the account has, is shared or gets from AWS, as they are now. */
function getEntries(
  call: OperationCall<GetManagedPrefixListEntriesRequest>,
): GetManagedPrefixListEntriesResult {
  const { PrefixListId, TargetVersion } = call.input;
  if (!PrefixListId) {
    throw new AwsError('MissingParameter', 'The request must contain the parameter PrefixListId');
  }
  const { managedPrefixLists, prefixListEntries } = call.account.region(call.region);
  withIds(managedPrefixLists, [PrefixListId], (list) => list.PrefixListId, ID);
  if (TargetVersion !== undefined) throw new SandboxDefect('entries are kept of the current version only');
  const entries = prefixListEntries.get(PrefixListId) ?? [];
  const { items, rest } = tokenPage(call, 'GetManagedPrefixListEntries', entries, PAGES);
  return { Entries: items, ...rest };
}
