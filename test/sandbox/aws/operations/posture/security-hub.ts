import type * as securityHub from '@aws-sdk/client-securityhub';
import { AwsError, type Operation, type OperationCall } from '../../contract.ts';
import { pageOf } from '../../page-token.ts';
import { postureOf } from '../../world/posture/posture.ts';
import { typed } from '../typed.ts';

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
