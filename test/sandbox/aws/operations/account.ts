import type * as sdk from '@aws-sdk/client-account';
import { AlternateContactType, RegionOptStatus } from '@aws-sdk/client-account';
import {
  type Account,
  AwsError,
  type Operation,
  type OperationCall,
  type RegionInfo,
  type World,
} from '../contract.ts';
import { pageOf } from '../page-token.ts';
import { createRandom } from '../world/random.ts';
import { typed } from './typed.ts';

const pageLimit = 50;
const contactTypes: ReadonlySet<string> = new Set(Object.values(AlternateContactType));
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

  GetAlternateContact: typed<sdk.GetAlternateContactRequest, sdk.GetAlternateContactResponse>((call) => {
    const target = targetOf(call);
    const type = call.input.AlternateContactType;
    if (type === undefined || !contactTypes.has(type)) {
      throw invalid(`AlternateContactType has no value ${type}`);
    }
    const contact = alternateContact(call.world, target, type);
    if (contact !== undefined) return { AlternateContact: contact };
    throw new AwsError(
      'ResourceNotFoundException',
      'No contact of the inputted alternate contact type found.',
      404,
    );
  }),
};

/** One in three that could be set is. */
function alternateContact(
  { seed }: World,
  { id }: Account,
  type: sdk.AlternateContactType,
): sdk.AlternateContact | undefined {
  const random = createRandom(seed, id, 'alternate contact', type);
  if (!random.chance(0.33)) return undefined;
  return {
    AlternateContactType: type,
    Name: random.pick(['Ana Díaz', "Bo O'Brien", '日本 太郎']),
    Title: `Head of ${type.toLowerCase()}`,
    EmailAddress: `${type.toLowerCase()}@example.com`,
    PhoneNumber: '+12065550101',
  };
}

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
