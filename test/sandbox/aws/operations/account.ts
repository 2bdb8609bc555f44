import type * as sdk from '@aws-sdk/client-account';
import { RegionOptStatus } from '@aws-sdk/client-account';
import { type Account, AwsError, type Operation, type OperationCall, type RegionInfo } from '../contract.ts';
import { pageOf } from '../page-token.ts';
import { typed } from './typed.ts';

const pageLimit = 50;
const statuses: ReadonlySet<string> = new Set(Object.values(RegionOptStatus));

/** Account Management, read side: of the caller's own account, or of a member asked for by the management account. */
export const accountOperations: Readonly<Record<string, Operation>> = {
  ListRegions: typed<sdk.ListRegionsRequest, sdk.ListRegionsResponse>((call) => {
    const { RegionOptStatusContains: wanted = [], MaxResults = pageLimit, NextToken } = call.input;
    if (MaxResults < 1 || MaxResults > pageLimit) throw invalid('MaxResults must be between 1 and 50');
    const strange = wanted.find((status) => !statuses.has(status));
    if (strange !== undefined) throw invalid(`RegionOptStatusContains has no value ${strange}`);
    const target = targetOf(call);
    const regions = call.world.regions
      .map((region) => ({ RegionName: region.name, RegionOptStatus: optStatus(target, region) }))
      .filter(({ RegionOptStatus: status }) => wanted.length === 0 || wanted.includes(status));
    const { items, nextToken } = pageOf(call, {
      list: `ListRegions ${target.id} ${wanted.join()}`,
      items: regions,
      size: MaxResults,
      token: NextToken,
      invalidToken: () => invalid('The NextToken is not valid'),
    });
    return { Regions: [...items], ...(nextToken === undefined ? {} : { NextToken: nextToken }) };
  }),

  GetContactInformation: typed<sdk.GetContactInformationRequest, sdk.GetContactInformationResponse>(
    (call) => ({
      ContactInformation: {
        FullName: targetOf(call).name,
        CompanyName: 'Example Corp',
        AddressLine1: '123 Any Street',
        City: 'Any Town',
        PostalCode: '98101',
        CountryCode: 'US',
        StateOrRegion: 'WA',
        PhoneNumber: '+12065550100',
      },
    }),
  ),

  /** No generated account has one. */
  GetAlternateContact: typed<sdk.GetAlternateContactRequest, sdk.GetAlternateContactResponse>((call) => {
    targetOf(call);
    throw new AwsError(
      'ResourceNotFoundException',
      'No contact of the inputted alternate contact type found.',
      404,
    );
  }),
};

/** Only the management account may name an account, and never its own. */
function targetOf({
  input,
  account,
  caller,
  world,
}: OperationCall & { input: { AccountId?: string | undefined } }): Account {
  if (input.AccountId === undefined) return account;
  const target = world.accounts.get(input.AccountId);
  if (account.isManagement && target && target !== account) return target;
  throw new AwsError(
    'AccessDeniedException',
    `User: ${caller.arn} is not authorized to perform this operation`,
    403,
  );
}

function optStatus(account: Account, { name, optIn }: RegionInfo): sdk.RegionOptStatus {
  if (!optIn) return 'ENABLED_BY_DEFAULT';
  return account.optedInRegions.has(name) ? 'ENABLED' : 'DISABLED';
}

function invalid(message: string): AwsError {
  return new AwsError('ValidationException', message, 400, { reason: 'fieldValidationFailed' });
}
