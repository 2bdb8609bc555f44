import type * as config from '@aws-sdk/client-config-service';
import type * as guardDuty from '@aws-sdk/client-guardduty';
import type * as securityHub from '@aws-sdk/client-securityhub';
import { AwsError, type Operation, type OperationCall } from '../contract.ts';
import { pageOf } from '../page-token.ts';
import { postureOf } from '../world/posture/posture.ts';
import { typed } from './typed.ts';

/** AWS Config, as far as it is about the recorder. */
export const configOperations: Readonly<Record<string, Operation>> = {
  DescribeConfigurationRecorders: typed<
    config.DescribeConfigurationRecordersRequest,
    config.DescribeConfigurationRecordersResponse
  >((call) => {
    const { recorder } = postureOf(call);
    return { ConfigurationRecorders: named(call.input.ConfigurationRecorderNames, recorder) };
  }),
  DescribeConfigurationRecorderStatus: typed<
    config.DescribeConfigurationRecorderStatusRequest,
    config.DescribeConfigurationRecorderStatusResponse
  >((call) => {
    const { recorderStatus } = postureOf(call);
    return { ConfigurationRecordersStatus: named(call.input.ConfigurationRecorderNames, recorderStatus) };
  }),
  DescribeDeliveryChannels: typed<
    config.DescribeDeliveryChannelsRequest,
    config.DescribeDeliveryChannelsResponse
  >((call) => {
    const { deliveryChannel } = postureOf(call);
    return { DeliveryChannels: deliveryChannel ? [deliveryChannel] : [] };
  }),
};

/** What there is, or what has one of these names. */
function named<T extends { readonly name?: string | undefined }>(
  names: readonly string[] | undefined,
  thing: T | undefined,
): T[] {
  const unknown = names?.find((name) => name !== thing?.name);
  if (unknown !== undefined) {
    throw new AwsError(
      'NoSuchConfigurationRecorderException',
      `Cannot find configuration recorder with the specified name '${unknown}'.`,
    );
  }
  return thing ? [thing] : [];
}

/** GuardDuty, as far as it is about the detector. */
export const guardDutyOperations: Readonly<Record<string, Operation>> = {
  ListDetectors: typed<guardDuty.ListDetectorsRequest, guardDuty.ListDetectorsResponse>((call) => {
    const { MaxResults = 50, NextToken } = call.input;
    if (MaxResults < 1 || MaxResults > 50) throw badRequest('maxResults has an invalid value.');
    if (NextToken !== undefined && NextToken !== '') throw badRequest('nextToken has an invalid value.');
    const { detector } = postureOf(call);
    // An answer that ends has an empty token.
    return { DetectorIds: detector ? [detector.id] : [], NextToken: '' };
  }),
  GetDetector: typed<guardDuty.GetDetectorRequest, guardDuty.GetDetectorResponse>((call) => {
    const { detector } = postureOf(call);
    if (!detector || detector.id !== call.input.DetectorId) {
      throw badRequest('the input detectorId is not owned by the current account.');
    }
    const { id: _, ...answer } = detector;
    return answer;
  }),
};

function badRequest(reason: string): AwsError {
  return new AwsError('BadRequestException', `The request is rejected because ${reason}`);
}

/** Security Hub, as far as it is about itself. */
export const securityHubOperations: Readonly<Record<string, Operation>> = {
  DescribeHub: typed<securityHub.DescribeHubRequest, securityHub.DescribeHubResponse>((call) => hubOf(call)),
  GetEnabledStandards: typed<securityHub.GetEnabledStandardsRequest, securityHub.GetEnabledStandardsResponse>(
    (call) => {
      hubOf(call);
      const { MaxResults = 100, NextToken } = call.input;
      if (MaxResults < 1 || MaxResults > 100) {
        throw new AwsError('InvalidInputException', 'MaxResults must be between 1 and 100');
      }
      const { items, nextToken } = pageOf(call, {
        list: `GetEnabledStandards ${call.region}`,
        items: postureOf(call).standards,
        size: MaxResults,
        token: NextToken,
        invalidToken: () => new AwsError('InvalidInputException', 'Invalid NextToken'),
      });
      return {
        StandardsSubscriptions: [...items],
        ...(nextToken === undefined ? {} : { NextToken: nextToken }),
      };
    },
  ),
};

function hubOf(call: OperationCall): securityHub.DescribeHubResponse {
  const { hub } = postureOf(call);
  if (hub) return hub;
  throw new AwsError(
    'InvalidAccessException',
    `Account ${call.account.id} is not subscribed to AWS Security Hub`,
    401,
  );
}
