import { AwsError, type OperationCall } from '../../contract.ts';
import type { IdentityCenterState } from '../../identity-center-state.ts';
import { pageOf } from '../../page-token.ts';

const pageLimit = 100;

/** The instance that the call's region has, whoever may use it; undefined where there is none. */
export function instanceIn({ world, region }: OperationCall): IdentityCenterState | undefined {
  const instance = world.identityCenter();
  return instance.enabled && instance.region === region ? instance : undefined;
}

/** The management account and the delegated administrator work on the organization's instance, and nobody else. */
export function requireAdministrator({ account, caller, world }: OperationCall): void {
  const delegated = world.delegatedAdministrators.get(account.id)?.services.has('sso.amazonaws.com');
  if (account.isManagement || delegated) return;
  throw new AwsError(
    'AccessDeniedException',
    `User: ${caller.arn} is not authorized to perform this operation on the instance of another account`,
  );
}

/** The instance that the call names, for those who may work on it. */
export function administered(
  call: OperationCall & { readonly input: { InstanceArn: string | undefined } },
): IdentityCenterState {
  const { InstanceArn = '' } = call.input;
  if (!/^arn:[\w-]+:sso:::instance\/(?:sso)?ins-[a-zA-Z0-9-.]{16}$/.test(InstanceArn)) {
    throw invalid('InstanceArn has not the form of one');
  }
  const instance = instanceIn(call);
  if (instance?.instanceArn !== InstanceArn) throw notFound('Instance');
  requireAdministrator(call);
  return instance;
}

interface PagedInput {
  MaxResults?: number | undefined;
  NextToken?: string | undefined;
}

/** One page; at most a hundred items, as both services have it. */
export function cut<T>(
  call: OperationCall & { readonly input: PagedInput },
  list: string,
  items: readonly T[],
): { items: T[]; next: { NextToken?: string } } {
  const { MaxResults = pageLimit, NextToken } = call.input;
  if (!Number.isInteger(MaxResults) || MaxResults < 1 || MaxResults > pageLimit) {
    throw invalid('MaxResults must be between 1 and 100');
  }
  const page = pageOf(call, {
    list: `${list} ${MaxResults}`,
    items,
    size: MaxResults,
    token: NextToken,
    invalidToken: () => invalid('The NextToken is not valid'),
  });
  return { items: [...page.items], next: page.nextToken === undefined ? {} : { NextToken: page.nextToken } };
}

export function invalid(message: string): AwsError {
  return new AwsError('ValidationException', message);
}

export function notFound(what: string): AwsError {
  return new AwsError('ResourceNotFoundException', `${what} not found`);
}
