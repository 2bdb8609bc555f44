import type * as guardDuty from '@aws-sdk/client-guardduty';
import { AwsError, type Operation, type OperationCall } from '../../contract.ts';
import { pageOf } from '../../page-token.ts';
import { detectorMembers } from '../../world/posture/detector-members.ts';
import { type DetectorState, postureOf } from '../../world/posture/posture.ts';
import { typed } from '../typed.ts';

/** GuardDuty, as far as it is about the detector, and about those of the members that the account administers. */
export const guardDutyOperations: Readonly<Record<string, Operation>> = {
  ListDetectors: typed<guardDuty.ListDetectorsRequest, guardDuty.ListDetectorsResponse>((call) => {
    const { detector } = postureOf(call);
    const { items, nextToken } = cut(call, `ListDetectors ${call.region}`, detector ? [detector.id] : []);
    return { DetectorIds: [...items], NextToken: nextToken };
  }),
  GetDetector: typed<guardDuty.GetDetectorRequest, guardDuty.GetDetectorResponse>((call) => {
    const { id: _, ...answer } = ownDetector(call);
    return answer;
  }),
  ListMembers: typed<guardDuty.ListMembersRequest, guardDuty.ListMembersResponse>((call) => {
    ownDetector(call);
    const { OnlyAssociated } = call.input;
    const all = detectorMembers(call).map(({ member }) => member);
    const { items, nextToken } = cut(
      call,
      `ListMembers ${call.region} ${OnlyAssociated}`,
      OnlyAssociated?.toLowerCase() === 'true' ? all.filter(isAssociated) : all,
    );
    return { Members: [...items], NextToken: nextToken };
  }),
  GetMemberDetectors: typed<guardDuty.GetMemberDetectorsRequest, guardDuty.GetMemberDetectorsResponse>(
    (call) => {
      ownDetector(call);
      const { AccountIds = [] } = call.input;
      if (AccountIds.length < 1 || AccountIds.length > 50)
        throw badRequest('accountIds has an invalid value.');
      const known = new Map(
        detectorMembers(call)
          .filter(({ member }) => isAssociated(member))
          .map(({ member, features }) => [member.AccountId, features]),
      );
      const [told, unknown] = [
        AccountIds.filter((id) => known.has(id)),
        AccountIds.filter((id) => !known.has(id)),
      ];
      return {
        MemberDataSourceConfigurations: told.map((AccountId) => ({
          AccountId,
          DataSources: dataSourcesOf(known.get(AccountId)),
          Features: known.get(AccountId),
        })),
        UnprocessedAccounts: unknown.map((AccountId) => ({
          AccountId,
          Result: 'The request is rejected because the current account cannot delete/get/update member.',
        })),
      };
    },
  ),
};

/** One page; an answer that ends has an empty token. */
function cut<T>(
  call: OperationCall<{ readonly MaxResults?: number | undefined; readonly NextToken?: string | undefined }>,
  list: string,
  items: readonly T[],
): { readonly items: readonly T[]; readonly nextToken: string } {
  const { MaxResults = 50, NextToken } = call.input;
  if (MaxResults < 1 || MaxResults > 50) throw badRequest('maxResults has an invalid value.');
  const page = pageOf(call, {
    list,
    items,
    size: MaxResults,
    token: NextToken === '' ? undefined : NextToken,
    invalidToken: () => badRequest('nextToken has an invalid value.'),
  });
  return { items: page.items, nextToken: page.nextToken ?? '' };
}

function ownDetector(
  call: OperationCall & { readonly input: { readonly DetectorId?: string | undefined } },
): DetectorState {
  const { detector } = postureOf(call);
  if (detector && detector.id === call.input.DetectorId) return detector;
  throw badRequest('the input detectorId is not owned by the current account.');
}

/** What AWS sends beside the features since before there were any. */
function dataSourcesOf(
  features: readonly guardDuty.MemberFeaturesConfigurationResult[] = [],
): guardDuty.DataSourceConfigurationsResult {
  const on = { Status: 'ENABLED' } as const;
  const s3 = features.find(({ Name }) => Name === 'S3_DATA_EVENTS');
  return { CloudTrail: on, DNSLogs: on, FlowLogs: on, S3Logs: { Status: s3?.Status ?? 'DISABLED' } };
}

function isAssociated({ RelationshipStatus }: guardDuty.Member): boolean {
  return RelationshipStatus === 'Enabled' || RelationshipStatus === 'Disabled';
}

function badRequest(reason: string): AwsError {
  return new AwsError('BadRequestException', `The request is rejected because ${reason}`);
}
