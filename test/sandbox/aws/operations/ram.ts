import type {
  GetResourceShareAssociationsRequest,
  GetResourceShareAssociationsResponse,
  GetResourceSharesRequest,
  GetResourceSharesResponse,
} from '@aws-sdk/client-ram';
import { AwsError, type Operation, type OperationCall } from '../contract.ts';
import { pageOf } from '../page-token.ts';
import { SandboxDefect } from '../wire/protocol.ts';
import { ramOf } from '../world/ram.ts';
import { typed } from './typed.ts';

const pageLimit = 500;

/** Resource Access Manager, as far as it tells what an account shares itself. */
export const ramOperations: Readonly<Record<string, Operation>> = {
  GetResourceShares: typed<GetResourceSharesRequest, GetResourceSharesResponse>((call) => {
    const { resourceOwner, nextToken: _n, maxResults: _m, ...filters } = call.input;
    refuseFilters('GetResourceShares', filters);
    if (resourceOwner !== 'SELF') throw new SandboxDefect('what others share is not told here');
    const { items, next } = cut(call, 'GetResourceShares', ramOf(call).shares);
    return { resourceShares: items, ...next };
  }),

  GetResourceShareAssociations: typed<
    GetResourceShareAssociationsRequest,
    GetResourceShareAssociationsResponse
  >((call) => {
    const { associationType, nextToken: _n, maxResults: _m, ...filters } = call.input;
    refuseFilters('GetResourceShareAssociations', filters);
    const all = ramOf(call).associations.filter((one) => one.associationType === associationType);
    const { items, next } = cut(call, `GetResourceShareAssociations ${associationType}`, all);
    return { resourceShareAssociations: items, ...next };
  }),
};

function refuseFilters(operation: string, filters: object): void {
  const names = Object.entries(filters).flatMap(([name, value]) => (value === undefined ? [] : name));
  if (names.length > 0) throw new SandboxDefect(`${operation} is not filtered by ${names.join(', ')} here`);
}

interface PagedInput {
  readonly maxResults?: number | undefined;
  readonly nextToken?: string | undefined;
}

function cut<T>(call: OperationCall & { readonly input: PagedInput }, list: string, all: readonly T[]) {
  const { maxResults = pageLimit, nextToken: token } = call.input;
  if (maxResults < 1 || maxResults > pageLimit) {
    throw new AwsError('InvalidMaxResultsException', 'maxResults must be between 1 and 500');
  }
  const page = pageOf(call, {
    list: `${list} ${call.region}`,
    items: all,
    size: maxResults,
    token,
    invalidToken: () => new AwsError('InvalidNextTokenException', 'The nextToken is not valid'),
  });
  return {
    items: [...page.items],
    next: page.nextToken === undefined ? {} : { nextToken: page.nextToken },
  };
}
