import * as config from '@aws-sdk/client-config-service';
import { AwsError, type Operation } from '../../contract.ts';
import { postureOf } from '../../world/posture/posture.ts';
import { modelled } from '../modelled.ts';
import { typed } from '../typed.ts';

/** AWS Config, as far as it is about recorder and aggregators. */
export const configServiceOperations: Readonly<Record<string, Operation>> = {
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
  ...modelled(config, 'DescribeConfigurationAggregators', 'ConfigurationAggregators', {
    service: 'config',
    most: 100,
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
