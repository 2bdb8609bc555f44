import type { View } from '../../snowflake/ddl.ts';

/** Alarms that notify a receiver and count events of a trail of all regions, as CIS asks. */
export const trailAlarms: View = {
  name: 'AWS_CLOUDTRAIL_ALARMS',
  comment:
    'Alarms on what trails of all regions write to a log group: a row for each trail that logs now, metric filter and alarm with an action.',
  columns: [
    { name: 'ACCOUNT_ID', comment: 'Account of the log group, the filter and the alarm.' },
    { name: 'REGION', comment: 'Region of those.' },
    { name: 'TRAIL_ARN', comment: 'Trail.' },
    { name: 'TRAIL_ACCOUNT_ID', comment: 'Account of the trail.' },
    { name: 'IS_ORGANIZATION', comment: 'Whether the trail logs all accounts.' },
    { name: 'FILTER_NAME', comment: 'Metric filter.' },
    { name: 'PATTERN', comment: 'Pattern of the filter in lower case, without spaces and quotes.' },
    { name: 'ALARM_NAME', comment: 'Alarm.' },
    { name: 'ALARM_ACTIONS', comment: 'Topics and others that the alarm tells.' },
  ],
  select: (name) =>
    'SELECT f.ACCOUNT_ID, f.REGION, t.TRAIL_ARN, t.ACCOUNT_ID AS TRAIL_ACCOUNT_ID, t.IS_ORGANIZATION,\n' +
    "  f.NAME AS FILTER_NAME, REGEXP_REPLACE(LOWER(f.PATTERN), '[ \"]', '') AS PATTERN, a.NAME AS ALARM_NAME, a.ALARM_ACTIONS\n" +
    `FROM ${name('AWS_CLOUDTRAIL_TRAILS')} t\n` +
    `JOIN ${name('AWS_LOGS_METRIC_FILTERS')} f ON f.ACCOUNT_ID = SPLIT_PART(t.LOG_GROUP_ARN, ':', 5)\n` +
    "  AND f.REGION = SPLIT_PART(t.LOG_GROUP_ARN, ':', 4) AND f.LOG_GROUP = SPLIT_PART(t.LOG_GROUP_ARN, ':', 7)\n" +
    `JOIN ${name('AWS_CLOUDWATCH_ALARMS')} a ON a.ACCOUNT_ID = f.ACCOUNT_ID AND a.REGION = f.REGION\n` +
    '  AND a.METRIC_NAMESPACE = f.METRIC_NAMESPACE AND a.METRIC_NAME = f.METRIC_NAME\n' +
    'WHERE t.IS_LOGGING AND t.IS_MULTI_REGION AND a.ACTIONS_ENABLED AND ARRAY_SIZE(a.ALARM_ACTIONS) > 0',
};
