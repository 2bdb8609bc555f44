import type * as lambda from '@aws-sdk/client-lambda';
import { AwsError, type Operation, type OperationCall } from '../contract.ts';
import { pageOf } from '../page-token.ts';
import { type FunctionState, lambdaOf, namedFunction, offersUrls } from '../world/lambda.ts';
import { typed } from './typed.ts';

/** What Lambda answers of functions. */
export const lambdaOperations: Readonly<Record<string, Operation>> = {
  ListFunctions: typed<lambda.ListFunctionsRequest, lambda.ListFunctionsResponse>((call) => {
    const functions = [...lambdaOf(call).functions.values()].map(({ configuration }) => configuration);
    const { items, ...rest } = listed(call, 'ListFunctions', functions, 50);
    return { Functions: items, ...rest };
  }),
  ListEventSourceMappings: typed<
    lambda.ListEventSourceMappingsRequest,
    lambda.ListEventSourceMappingsResponse
  >((call) => {
    const { FunctionName, EventSourceArn } = call.input;
    const arn = FunctionName === undefined ? undefined : found(call, FunctionName).configuration.FunctionArn;
    const mappings = lambdaOf(call).mappings.filter(
      (mapping) =>
        (arn === undefined || mapping.FunctionArn === arn) &&
        (EventSourceArn === undefined || mapping.EventSourceArn === EventSourceArn),
    );
    const list = `ListEventSourceMappings ${arn ?? ''} ${EventSourceArn ?? ''}`;
    const { items, ...rest } = listed(call, list, mappings, 100);
    return { EventSourceMappings: items, ...rest };
  }),
  ListFunctionUrlConfigs: typed<lambda.ListFunctionUrlConfigsRequest, lambda.ListFunctionUrlConfigsResponse>(
    (call) => {
      if (!offersUrls(call.region)) {
        // What the front of a region says of a path that it does not know.
        throw new AwsError(
          'AccessDeniedException',
          'Unable to determine service/operation name to be authorized',
          403,
        );
      }
      const { urls, configuration } = found(call, call.input.FunctionName);
      const list = `ListFunctionUrlConfigs ${configuration.FunctionName}`;
      const { items, ...rest } = listed(call, list, urls, 50);
      return { FunctionUrlConfigs: items, ...rest };
    },
  ),
  GetPolicy: typed<lambda.GetPolicyRequest, lambda.GetPolicyResponse>((call) => {
    const { policy } = found(call, call.input.FunctionName);
    if (policy) return { Policy: JSON.stringify(policy), RevisionId: '00000000-0000-4000-8000-000000000000' };
    throw new AwsError('ResourceNotFoundException', 'The resource you requested does not exist.', 404, {
      Type: 'User',
    });
  }),
};

/** A page: more may be asked for than it ever holds. */
function listed<T>(
  call: OperationCall<{ readonly MaxItems?: number | undefined; readonly Marker?: string | undefined }>,
  list: string,
  all: readonly T[],
  most: number,
) {
  const { MaxItems = most, Marker } = call.input;
  if (MaxItems < 1 || MaxItems > 10_000) {
    throw new AwsError(
      'ValidationException',
      `1 validation error detected: Value '${MaxItems}' at 'maxItems' failed to satisfy constraint`,
    );
  }
  const { items, nextToken } = pageOf(call, {
    list: `${list} ${call.region}`,
    items: all,
    size: Math.min(MaxItems, most),
    token: Marker,
    invalidToken: () => new AwsError('InvalidParameterValueException', 'Invalid pagination token'),
  });
  return { items: [...items], ...(nextToken && { NextMarker: nextToken }) };
}

function found(call: OperationCall, name: string | undefined): FunctionState {
  const named = name === undefined ? undefined : namedFunction(call, name);
  if (named) return named;
  const arn = `arn:${call.world.partition}:lambda:${call.region}:${call.account.id}:function:${name}`;
  throw new AwsError('ResourceNotFoundException', `Function not found: ${arn}`, 404, { Type: 'User' });
}
