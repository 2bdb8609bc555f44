import type * as cloudwatch from '@aws-sdk/client-cloudwatch';
import { AwsError, type Operation } from '../contract.ts';
import { pageOf } from '../page-token.ts';
import { alarmsOf } from '../world/alarms.ts';
import { typed } from './typed.ts';

const MOST = 100;

/** What CloudWatch answers of alarms: those made of others only where they are asked for. */
export const cloudwatchOperations: Readonly<Record<string, Operation>> = {
  DescribeAlarms: typed<cloudwatch.DescribeAlarmsInput, cloudwatch.DescribeAlarmsOutput>((call) => {
    const { MaxRecords = 50, NextToken, AlarmTypes = ['MetricAlarm'], AlarmNamePrefix = '' } = call.input;
    if (MaxRecords < 1 || MaxRecords > MOST) {
      throw new AwsError(
        'ValidationError',
        `1 validation error detected: Value '${MaxRecords}' at 'maxRecords' failed to satisfy constraint: Member must have value less than or equal to ${MOST}`,
      );
    }
    const { metric, composite } = alarmsOf(call);
    const all = [
      ...(AlarmTypes.includes('CompositeAlarm') ? composite : []),
      ...(AlarmTypes.includes('MetricAlarm') ? metric : []),
    ].filter(({ AlarmName = '' }) => AlarmName.startsWith(AlarmNamePrefix));
    const { items, nextToken } = pageOf(call, {
      list: `DescribeAlarms ${call.region} ${AlarmTypes.join(' ')} ${AlarmNamePrefix}`,
      items: all,
      size: MaxRecords,
      token: NextToken,
      invalidToken: () => new AwsError('InvalidNextToken', 'The next token specified is invalid.'),
    });
    return {
      CompositeAlarms: items.filter((item) => 'AlarmRule' in item),
      MetricAlarms: items.filter((item) => !('AlarmRule' in item)),
      ...(nextToken && { NextToken: nextToken }),
    };
  }),
};
