import { service } from '../service.ts';
import { NOTHING } from '../smallest-request.ts';

const noFunction = { FunctionName: NOTHING };

/** Lambda. Nothing is asked that answers with code, or with a place where code can be had. */
export const lambda = service({
  name: 'lambda',
  prefix: 'lambda',
  scope: 'region',
  sdk: () => import('@aws-sdk/client-lambda'),
  client: 'LambdaClient',
  whenEmpty: 'wait',
  shownByTags: ['lambda'],
  // One bucket for whatever controls functions, GetPolicy apart; AWS raises neither.
  // https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
  rates: {
    shared: { of: 'region', rate: { perSecond: 12, burst: 12 } },
    operations: { GetPolicy: { perSecond: 12, burst: 12 } },
  },
  secrets: { 'Environment.Variables': 'names', 'Code.Location': 'dropped' },
  requests: {
    GetPolicy: [noFunction, 'ResourceNotFoundException'],
    ListEventSourceMappings: [{ MaxItems: 1 }],
    ListFunctionUrlConfigs: [{ ...noFunction, MaxItems: 1 }, 'ResourceNotFoundException'],
    ListFunctions: [{ MaxItems: 1 }],
  },
});
