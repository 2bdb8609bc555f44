import { AwsError, type OperationCall } from '../../contract.ts';
import { pageOf } from '../../page-token.ts';

/** How many items an operation lets one ask for. */
export interface PageBounds {
  readonly fewest: number;
  readonly most: number;
}

const usual: PageBounds = { fewest: 5, most: 1000 };

export interface TokenRequest {
  readonly NextToken?: string | undefined;
  readonly MaxResults?: number | undefined;
}

/** One page of an EC2 list, mostly 5 to 1000 items; without MaxResults as many as one answer holds. */
export function tokenPage<Item>(
  call: OperationCall<TokenRequest>,
  operationName: string,
  items: readonly Item[],
  { fewest, most }: PageBounds = usual,
): { readonly items: Item[]; readonly rest: { NextToken?: string } } {
  const { NextToken, MaxResults = most, ...filter } = call.input;
  if (MaxResults < fewest || MaxResults > most) {
    const bound = MaxResults < fewest ? `greater than ${fewest}` : `less than ${most}`;
    throw new AwsError(
      'InvalidParameterValue',
      `Value ( ${MaxResults} ) for parameter maxResults is invalid. Expecting a value ${bound}.`,
    );
  }
  const page = pageOf(call, {
    list: JSON.stringify([operationName, call.region, filter]),
    items,
    size: MaxResults,
    token: NextToken,
    invalidToken: () =>
      new AwsError(
        'InvalidParameterValue',
        `Value ( ${NextToken} ) for parameter NextToken is invalid. The token is invalid.`,
      ),
  });
  return {
    items: [...page.items],
    rest: page.nextToken === undefined ? {} : { NextToken: page.nextToken },
  };
}

/** How one kind of resource is asked for by id. */
export interface IdRule {
  /** `i`, `vpc`, … */
  readonly prefix: string;
  /** The code's first half: `InvalidInstanceID` → `.NotFound`, `.Malformed`. */
  readonly code: string;
  /** How messages call it. */
  readonly noun: string;
}

/** The resources with these ids, all when none are given; an unknown or ill-formed id is an error. */
export function withIds<Item>(
  items: readonly Item[],
  ids: readonly string[] | undefined,
  idOf: (item: Item) => string | undefined,
  { prefix, code, noun }: IdRule,
): Item[] {
  if (ids === undefined || ids.length === 0) return [...items];
  for (const id of ids) {
    if (!new RegExp(`^${prefix}-[0-9a-f]{8}([0-9a-f]{9})?$`).test(id)) {
      throw new AwsError(`${code}.Malformed`, `Invalid id: "${id}"`);
    }
    if (!items.some((item) => idOf(item) === id)) {
      throw new AwsError(`${code}.NotFound`, `The ${noun} ID '${id}' does not exist`);
    }
  }
  return items.filter((item) => ids.includes(idOf(item) ?? ''));
}
