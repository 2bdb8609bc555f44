import { AwsError, type Operation, type OperationCall } from '../../contract.ts';
import { pageOf } from '../../page-token.ts';
import { typed } from '../typed.ts';

const pageLimit = 20;

/** An operation that any account of an organization may call. */
export function fromMember<Input, Output extends object>(
  run: (call: OperationCall & { readonly input: Input }) => Output,
): Operation {
  return typed<Input, Output>((call) => {
    if (!call.world.inOrganization) {
      throw new AwsError(
        'AWSOrganizationsNotInUseException',
        'Your account is not a member of an organization.',
      );
    }
    return run(call);
  });
}

/** One that answers the management account and delegated administrators, of whatever service, only. */
export function fromAdministrator<Input, Output extends object>(
  run: (call: OperationCall & { readonly input: Input }) => Output,
): Operation {
  return fromMember<Input, Output>((call) => {
    if (!call.account.isManagement && !call.world.delegatedAdministrators.has(call.account.id)) {
      throw new AwsError('AccessDeniedException', "You don't have permissions to access this resource.");
    }
    return run(call);
  });
}

interface PagedInput {
  MaxResults?: number | undefined;
  NextToken?: string | undefined;
}

/** One page of a list; twenty items at most unless the operation has a limit of its own. */
export function cut<T>(
  call: OperationCall & { readonly input: PagedInput },
  list: string,
  items: readonly T[],
  limit = pageLimit,
): { items: T[]; next: { NextToken?: string } } {
  const { MaxResults = limit, NextToken } = call.input;
  if (MaxResults < 1) throw invalidInput('MIN_VALUE_EXCEEDED');
  if (MaxResults > limit) throw invalidInput('MAX_VALUE_EXCEEDED');
  const page = pageOf(call, {
    list,
    items,
    size: MaxResults,
    token: NextToken,
    invalidToken: () => invalidInput('INVALID_NEXT_TOKEN'),
  });
  return { items: [...page.items], next: page.nextToken === undefined ? {} : { NextToken: page.nextToken } };
}

export function invalidInput(reason: string): AwsError {
  return new AwsError('InvalidInputException', 'You specified an invalid value.', 400, { Reason: reason });
}
