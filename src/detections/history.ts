import { type Column, count, flag, instant, required, type Table, text } from '../table.ts';

/** Columns of a change of a finding. */
const CHANGE: readonly Column[] = [
  required(text('FINDING_ID', 'Finding, as FINDINGS has it.')),
  required(text('DETECTION_ID', 'Detection.')),
  text('SEVERITY', 'critical, high, medium or low.'),
  required(text('ACCOUNT_ID', 'Account; * where it is not known which.')),
  required(text('REGION', 'Region; global for account scope; * where the account’s regions are not known.')),
  text('RESOURCE_ID', 'Resource; NULL for a place in which nothing could be read.'),
  text('RESOURCE_ARN', 'ARN of the resource, where it has one.'),
  required(
    text(
      'STATUS',
      'pass, fail, excepted, unknown, or gone: the resource is not there any more, or not asked about.',
    ),
  ),
  text('PREVIOUS_STATUS', 'What it was before; NULL where it was not known.'),
  text('REASON', 'What was found then, or why it could not be read.'),
  required(instant('SINCE', 'When the change was recorded.')),
  required(instant('FIRST_SEEN_AT', 'When the finding was first recorded.')),
  instant(
    'FAILING_SINCE',
    'Since when it fails, excepted or not: it ends only where it is seen to pass, never where it cannot be read.',
  ),
  flag('REOPENED', 'Whether it fails again after it was mended.'),
  count(
    'MENDED_AFTER_SECONDS',
    'Time from when it was found to fail until it was found to pass; NULL unless this change mended it.',
  ),
  required(text('CONNECTION', 'Connection whose run recorded the change.')),
  required(text('RUN_ID', 'That run.')),
];

/** One row per finding: as the last run that recorded findings left it. What comes is compared with it, not with the past. */
export const FINDING_STATE: Table = {
  name: 'FINDING_STATE',
  comment:
    'Every finding as it was last recorded, where a connection has record_findings: one row each, without computing anything.',
  columns: [
    ...CHANGE,
    instant('MENDED_AT', 'When it was last found to pass after it had failed.'),
    flag('IS_NEWS', 'Whether FINDING_HISTORY has yet to learn of it.'),
  ],
};

/** One row per change of a finding. */
export const FINDING_HISTORY: Table = {
  name: 'FINDING_HISTORY',
  comment:
    'One row per change of the effective status of a finding, where a connection has record_findings: first seen, reopened, mended.',
  columns: CHANGE,
};
