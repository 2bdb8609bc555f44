import type { Filter, Tag } from '@aws-sdk/client-ec2';
import { AwsError, type Operation, type OperationCall, type RegionState } from '../../contract.ts';
import { applyFilters, type FilterTable } from './filters.ts';
import { type IdRule, type PageBounds, tokenPage, withIds } from './pages.ts';

/** A read that lists one kind of a region's resources. Each may be asked for by id, filtered, and mostly paged. */
interface ListingSpec<Item> {
  readonly items: (region: RegionState, call: OperationCall) => readonly Item[];
  /** The request's member for ids, and what an id is. */
  readonly ids?: IdRule & { readonly member: string; readonly of: (item: Item) => string | undefined };
  readonly filters?: FilterTable<Tagged<Item>>;
  /** Left out where the operation does not page. */
  readonly pages?: PageBounds;
  /** Whether AWS refuses ids together with MaxResults. */
  readonly idsOrPages?: boolean;
}

type Tagged<Item> = Item & { Tags?: Tag[] | undefined };

/** The operation `name`, whose answer holds what was found under `member`. */
export function listing<Item extends object>(
  name: string,
  member: string,
  spec: ListingSpec<Item>,
): Readonly<Record<string, Operation>> {
  return { [name]: (call) => list(call, name, member, spec) };
}

function list<Item extends object>(
  call: OperationCall,
  name: string,
  member: string,
  { items, ids, filters = {}, pages, idsOrPages }: ListingSpec<Item>,
): object {
  const input = call.input as Readonly<Record<string, unknown>>;
  const all = items(call.account.region(call.region), call);
  const wanted = ids && (input[ids.member] as readonly string[] | undefined);
  if (idsOrPages && wanted?.length && input.MaxResults !== undefined) {
    const message = `The parameter ${ids?.member} cannot be used with the parameter MaxResults`;
    throw new AwsError('InvalidParameterCombination', message);
  }
  const named = ids ? withIds(all, wanted, ids.of, ids) : all;
  const found = applyFilters(
    named as readonly Tagged<Item>[],
    (input.Filters ?? input.Filter) as Filter[] | undefined,
    filters,
  );
  if (!pages) return { [member]: found };
  const page = tokenPage(call as OperationCall<object>, name, found, pages);
  return { [member]: page.items, ...page.rest };
}
