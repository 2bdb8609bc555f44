import { collectorsOf } from '../../aws/catalogue/modules.ts';
import type { Connection, ConnectionOf } from '../../connections/connection.ts';
import { bugError } from '../../errors.ts';
import { ACCOUNT_ROWS } from '../account-rows.ts';
import type { Connector } from '../connector.ts';
import { memberAccounts, memberApproach } from '../member-accounts.ts';

const HOUR_MS = 3_600_000;
/** https://docs.aws.amazon.com/awscloudtrail/latest/userguide/view-cloudtrail-events.html */
const KEPT_MS = 90 * 24 * HOUR_MS;

/** Reads trails and management events of every account of a list, the events from where the last run ended. */
export const awsCloudtrail: Connector = {
  module: 'aws_cloudtrail',
  doc: 'Trails and management events of every account.',
  collectors: collectorsOf('aws_cloudtrail'),
  connectionColumns: ACCOUNT_ROWS,

  approach(connection) {
    const { options } = own(connection);
    return {
      ...memberApproach(options),
      events: {
        lookbackMs: options.lookback_hours * HOUR_MS,
        overlapMs: options.overlap_minutes * 60_000,
        keptMs: KEPT_MS,
        readOnly: options.read_only_events,
      },
    };
  },

  plan: (connection, list) => memberAccounts(own(connection).options, list),
};

function own(connection: Connection): ConnectionOf<'aws_cloudtrail'> {
  if (connection.module !== 'aws_cloudtrail') {
    throw bugError(`${connection.name} is no aws_cloudtrail connection`);
  }
  return connection;
}
