import { count, flag, instant, required, type Table, text } from '../table.ts';

/**
 * Called BYTE_COUNT before version 3 of the schema and LOADED_BYTES before version 4: a program of then, which would publish
 * past CONNECTOR_UNITS or its digests, is refused for the want of it, at the start of a run and at its publish.
 */
export const COMPRESSED_BYTES = count('COMPRESSED_BYTES', 'Compressed bytes loaded.');

/** One row per run. A reader sees a run’s data from the moment its PUBLISHED_AT is set: that is the publish. */
export const RUNS: Table = {
  name: 'CONNECTOR_RUNS',
  comment: 'One row per execution of a connection. Data of a run is visible once PUBLISHED_AT is set.',
  columns: [
    required(text('RUN_ID', 'Run; sorts by time.')),
    required(text('CONNECTION', 'Connection table.')),
    text('MODULE', 'Connector that ran.'),
    required(text('STATUS', 'running, ok, partial, failed or aborted; missed where nothing was run.')),
    text('TRIGGERED_BY', 'What started the run: manual, schedule or catch-up.'),
    instant('SCHEDULED_FOR', 'Time at which the connection was due; NULL for a run by hand.'),
    count(
      'SLOTS',
      'Times at which it was due that this row accounts for: the last at SCHEDULED_FOR, the others before it; 0 where that was or is to be tried again.',
    ),
    flag('COMPLETE', 'False when the run was narrowed to some accounts or collectors.'),
    required(instant('STARTED_AT', 'Start.')),
    instant('FINISHED_AT', 'End.'),
    instant('PUBLISHED_AT', 'When its data became visible; NULL means never.'),
    text('WORKER', 'Process that ran it: host, process id and chance.'),
    count('ACCOUNTS', 'Accounts the run planned, those left out included.'),
    count('ACCOUNTS_COVERED', 'Accounts of which at least one unit was read.'),
    count('UNITS_OK', 'Units read completely.'),
    count('UNITS_ABSENT', 'Units that cannot hold anything.'),
    count('UNITS_SKIPPED', 'Units left out by the connection’s options.'),
    count(
      'UNITS_PROBED',
      'Units not asked: their region was empty and seems to be still, or it is not their turn yet.',
    ),
    count('UNITS_DENIED', 'Units that did not let us in.'),
    count('UNITS_FAILED', 'Units that went wrong, those held open included.'),
    count(
      'UNITS_HELD',
      'Units that the run was not to read and would have closed; they stay open until `run --close` or allow_closing confirms.',
    ),
    count('ROW_COUNT', 'Rows loaded into landing tables.'),
    count('PART_COUNT', 'Files loaded.'),
    COMPRESSED_BYTES,
    count('AWS_REQUESTS', 'Requests sent to AWS, retries included.'),
    count(
      'EXPIRED_ROWS',
      'Rows of older snapshots that were deleted after it by retention_days; NULL where that was not its turn.',
    ),
    text('ERROR', 'Why the run failed or what it could not do.'),
    text('VERSION', 'Version of snowcensus.'),
  ],
};

const SOURCE_ACCOUNT_ID = text(
  'SOURCE_ACCOUNT_ID',
  'Delegated administrator that was asked for the account; NULL where the account itself was.',
);

/** One row per unit: what is known of it now. Kept by the statement that publishes a run, and read instead of the history. */
export const UNITS: Table = {
  name: 'CONNECTOR_UNITS',
  comment:
    'The present state of every unit (connection, collector, account, region): what published runs last found of it, and the run whose rows are the truth.',
  columns: [
    required(text('CONNECTION', 'Connection table.')),
    required(text('COLLECTOR', 'Collector, such as ec2.instances.')),
    required(text('ACCOUNT_ID', 'Account.')),
    text('ACCOUNT_NAME', 'Name of the account.'),
    required(
      text('REGION', 'Region; global for account scope; * where the account’s regions are not known.'),
    ),
    required(text('LATEST_RUN_ID', 'Latest published run that says something of it.')),
    required(instant('LATEST_AT', 'Start of the latest run that had the unit.')),
    required(
      text('LATEST_STATUS', 'What the latest run says of it: ok, absent, skipped, probed, denied or failed.'),
    ),
    text('CODE', 'AWS’s error code of that run, or a word of ours.'),
    text('REASON', 'Why, in AWS’s own words where AWS said it.'),
    text(
      'CONCLUSIVE_RUN_ID',
      'Run whose rows are the truth: every later one that found the unit ok, absent or skipped found the same.',
    ),
    instant(
      'CONCLUSIVE_AT',
      'Start of the latest run that found it ok, absent or skipped: how old the truth is. Where later runs asked only what was new, of the last that asked all.',
    ),
    text('CONCLUSIVE_STATUS', 'What that run found: ok, absent or skipped.'),
    flag('LEFT_OUT', 'Whether that run left it out by its options, or planned it no longer.'),
    count('ROW_COUNT', 'Rows of the unit.'),
    text(
      'DIGEST',
      'Of the rows of a unit that is ok: a run that finds rows of the same digest lands none. NULL has the next run land all. After a dot, which members could be read of them (CONNECTOR_READABLE).',
    ),
    count('ROWS_BLIND', 'Rows of those that could be read in part only.'),
    text('LAST_OK_RUN_ID', 'Last run that read it completely.'),
    instant('LAST_OK_AT', 'Start of that run; NULL means never.'),
    instant(
      'BLIND_SINCE',
      'Start of the first run since then that was not let in or failed; NULL where none was.',
    ),
    instant('WATERMARK', 'Of events: the time up to which published runs have read them.'),
    flag(
      'IS_EMPTY',
      'Whether it held nothing but what AWS puts into every region when it was last read; NULL where that is not asked or not known.',
    ),
    instant('SWEPT_AT', 'When that was, or when all of it was last asked.'),
    SOURCE_ACCOUNT_ID,
  ],
};

/** One row per connection: who may run it. Nothing depends on it once its time is over. */
export const LEASES: Table = {
  name: 'CONNECTOR_LEASES',
  comment: 'Which run has a connection for itself, so that two processes never run it at the same time.',
  columns: [
    required(text('CONNECTION', 'Connection table.')),
    required(text('RUN_ID', 'Run that has it, or had it last.')),
    required(text('WORKER', 'Host and process of that run.')),
    required(instant('ACQUIRED_AT', 'Since when.')),
    required(
      instant(
        'EXPIRES_AT',
        'Until when, unless it is renewed; not after ACQUIRED_AT once it has been let go.',
      ),
    ),
    instant(
      'ENDED_AT',
      'When `connections remove` or the loss of its table ended it: then nothing that it read is current any more. NULL while it lives.',
    ),
    instant(
      'MISSING_SINCE',
      'When its table was first not to be seen. NULL while it is there; a table that is hidden for a week ends it.',
    ),
  ],
};

/** Columns of a run's outcome of one unit. */
const OUTCOME = [
  required(text('CONNECTION', 'Connection table.')),
  required(text('RUN_ID', 'Run.')),
  required(instant('SNAPSHOT_AT', 'Start of the run.')),
  required(text('COLLECTOR', 'Collector, such as ec2.instances.')),
  required(text('ACCOUNT_ID', 'Account.')),
  text('ACCOUNT_NAME', 'Name of the account.'),
  required(text('REGION', 'Region; global for account scope; * where the account’s regions are not known.')),
  required(text('STATUS', 'ok, absent, skipped, probed, denied or failed.')),
  text('CODE', 'AWS’s error code, or a word of ours.'),
  text('REASON', 'Why, in AWS’s own words where AWS said it.'),
  count('ROW_COUNT', 'Rows of the unit.'),
  count('ROWS_BLIND', 'Rows that could be read in part only: their column BLIND_TO says what is missing.'),
  count('DURATION_MS', 'Time the unit took, in milliseconds.'),
  instant('WATERMARK', 'Of events: the time up to which the unit has read them; NULL unless it is ok.'),
  flag(
    'IS_EMPTY',
    'Whether it holds nothing but what AWS puts into every region; NULL where that is not asked of the collector.',
  ),
  instant(
    'SWEPT_AT',
    'Of a probed unit: when it, or its region, was last read whole, so what views show of it is of that age; of an ok one of which only what is new was asked: when all was.',
  ),
  SOURCE_ACCOUNT_ID,
];

/** One row per unit of a run that is under way. Its publish moves on what has changed, and deletes the rest. */
export const OUTCOMES: Table = {
  name: 'CONNECTOR_OUTCOMES',
  comment: 'What a run that is not published yet has found of every unit. Nothing else is kept here.',
  columns: [
    ...OUTCOME,
    text('DIGEST', 'Of the rows of the unit, in whatever order; NULL unless it is ok.'),
    flag('IS_SAME', 'Whether the rows are those that are current: then the run has landed none of it.'),
  ],
};

/** One row per change of what became of a unit. */
export const COVERAGE: Table = {
  name: 'CONNECTOR_COVERAGE',
  comment:
    'What became of every unit (connection, collector, account, region), whenever that changed or its rows did: what a published run found as it was before has no row.',
  columns: [
    ...OUTCOME,
    text('CONCLUSIVE_RUN_ID', 'Run whose rows are the truth of the unit from then on; NULL for none yet.'),
    text(
      'PREVIOUS_RUN_ID',
      'Run whose rows were the truth until then; NULL for none, or where retention has deleted them.',
    ),
    text('EXPIRED_RUN_ID', 'Run whose rows of the unit retention is deleting.'),
  ],
};
