import { type Column, count, instant, text } from '../table.ts';

/** Columns of the connection table of a connector that reads accounts: one row per account and run. */
export const ACCOUNT_ROWS: readonly Column[] = [
  instant('CREATED_AT', 'Start of the run that wrote the row.'),
  text('RUN_ID', 'Run that wrote the row.'),
  text('ACCOUNT_ID', 'Account.'),
  text('ACCOUNT_ALIAS', 'Name of the account.'),
  text('STATUS', 'ok, partial, absent, skipped, denied or failed.'),
  text('REASON', 'Why, where it is not ok.'),
  count('UNITS_OK', 'Units read completely.'),
  count('UNITS_ABSENT', 'Units that cannot hold anything.'),
  count('UNITS_SKIPPED', 'Units left out.'),
  count(
    'UNITS_PROBED',
    'Units not asked: their region was empty and seems to be still, or it is not their turn yet.',
  ),
  count('UNITS_DENIED', 'Units that did not let us in.'),
  count('UNITS_FAILED', 'Units that went wrong.'),
  count('ROW_COUNT', 'Rows read in the account.'),
  { name: 'RAW', type: 'VARIANT', comment: 'Units that were denied or failed, with reasons.' },
];
