import { ACCOUNT_ROWS } from '../account-rows.ts';
import { collectorsOfService } from '../collectors.ts';
import { defineConnector } from '../define-connector.ts';
import { memberAccounts, memberReadPlan } from '../member-accounts.ts';
import { memberRules } from '../member-options.ts';
import { cloudtrailOptions, cloudtrailSchema } from './options.ts';

const HOUR_MS = 3_600_000;
/** https://docs.aws.amazon.com/awscloudtrail/latest/userguide/view-cloudtrail-events.html */
const KEPT_MS = 90 * 24 * HOUR_MS;

/** Reads trails and management events of every account of a list, the events from where the last run ended. */
export const awsCloudtrail = defineConnector({
  module: 'aws_cloudtrail',
  doc: 'Trails and management events of every account.',
  schema: cloudtrailSchema,
  optionsOf: cloudtrailOptions,
  rules: memberRules,
  enters: 'member',
  collectors: collectorsOfService('cloudtrail'),
  connectionColumns: ACCOUNT_ROWS,
  readPlan: (options) => ({
    ...memberReadPlan(options),
    events: {
      lookbackMs: options.lookback_hours * HOUR_MS,
      overlapMs: options.overlap_minutes * 60_000,
      keptMs: KEPT_MS,
      readOnly: options.read_only_events,
    },
  }),
  plan: memberAccounts,
});
