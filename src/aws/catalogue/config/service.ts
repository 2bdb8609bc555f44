import { service } from '../service.ts';
import { NOTHING } from '../smallest-request.ts';

/** AWS Config. AWS publishes no rate for it. */
export const configService = service({
  name: 'config',
  prefix: 'config',
  scope: 'region',
  sdk: () => import('@aws-sdk/client-config-service'),
  client: 'ConfigServiceClient',
  whenEmpty: 'wait',
  requests: {
    DescribeConfigurationAggregators: [{ Limit: 1 }],
    DescribeConfigurationRecorders: [{}],
    DescribeConfigurationRecorderStatus: [
      { ConfigurationRecorderNames: [NOTHING] },
      'NoSuchConfigurationRecorderException',
    ],
    DescribeDeliveryChannels: [{}],
  },
});
