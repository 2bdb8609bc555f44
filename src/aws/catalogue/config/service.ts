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
    DescribeConfigurationRecorders: [{}],
    DescribeConfigurationRecorderStatus: [
      { ConfigurationRecorderNames: [NOTHING] },
      'NoSuchConfigurationRecorderException',
    ],
    DescribeDeliveryChannels: [{}],
  },
});
