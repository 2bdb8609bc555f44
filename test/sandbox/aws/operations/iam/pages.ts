import { AwsError, type OperationCall } from '../../contract.ts';
import { pageOf } from '../../page-token.ts';
import { validationError } from './validation.ts';

const defaultItems = 100;
const mostItems = 1000;

export interface MarkedRequest {
  readonly Marker?: string | undefined;
  readonly MaxItems?: number | undefined;
}

export interface MarkedPage<Item> {
  readonly items: Item[];
  /** The members every paged IAM answer carries. */
  readonly rest: { IsTruncated: boolean; Marker?: string };
}

/** How many items the caller asked for at most: 1 to 1000, 100 when not said. */
export function maxItems({ MaxItems = defaultItems }: MarkedRequest): number {
  if (MaxItems < 1) {
    throw validationError(MaxItems, 'maxItems', 'Member must have value greater than or equal to 1');
  }
  if (MaxItems > mostItems) {
    throw validationError(MaxItems, 'maxItems', `Member must have value less than or equal to ${mostItems}`);
  }
  return MaxItems;
}

/** One page of an IAM list. `size` may be below what was asked for: AWS promises no full pages. */
export function markedPage<Item>(
  call: OperationCall<MarkedRequest>,
  operationName: string,
  items: readonly Item[],
  size = maxItems(call.input),
): MarkedPage<Item> {
  const { Marker, MaxItems: _, ...filter } = call.input;
  const page = pageOf(call, {
    list: JSON.stringify([operationName, filter]),
    items,
    size,
    token: Marker,
    invalidToken: () => new AwsError('ValidationError', 'Invalid Marker.'),
  });
  const { nextToken } = page;
  return {
    items: [...page.items],
    rest: { IsTruncated: nextToken !== undefined, ...(nextToken === undefined ? {} : { Marker: nextToken }) },
  };
}
