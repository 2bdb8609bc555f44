import { parseArn } from '../../aws/arn.ts';
import { accounts } from '../../aws/catalogue/organizations/collectors.ts';
import { accountFilter, type FilterAccount } from '../../connections/filter.ts';
import { bugError } from '../../errors.ts';
import type { Column, Row } from '../../table.ts';
import { chainOf } from '../chain.ts';
import { collectorsOfScope } from '../collectors.ts';
import { defineConnector } from '../define-connector.ts';
import { destinationAccount } from '../destination-account.ts';
import { accountsOptions, accountsSchema } from './options.ts';

const [ACCOUNTS] = accounts.tables;
if (!ACCOUNTS) throw bugError('organizations.accounts declares no table');

/** SnowAlert's own columns come first and in its order, so that what was written for its tables keeps working. */
const COLUMNS: readonly Column[] = [
  { name: 'RAW', type: 'VARIANT', comment: 'The account as AWS lists it.' },
  { name: 'CREATED_AT', type: 'TIMESTAMP_LTZ', comment: 'Start of the run that wrote the row.' },
  ...['ARN', 'EMAIL'].map(listedColumn),
  { name: 'ACCOUNT_ID', type: 'STRING', comment: 'Account id, twelve digits.' },
  ...['JOINED_METHOD', 'JOINED_TIMESTAMP'].map(listedColumn),
  { name: 'ACCOUNT_ALIAS', type: 'STRING', comment: 'Account name.' },
  ...['STATUS'].map(listedColumn),
  { name: 'RUN_ID', type: 'STRING', comment: 'Run that wrote the row.' },
  ...['STATE', 'PARENT_ID', 'OU_PATH', 'OU_IDS', 'TAGS', 'ORGANIZATION_ID', 'MANAGEMENT_ACCOUNT_ID'].map(
    listedColumn,
  ),
  {
    name: 'LEFT_OUT',
    type: 'STRING',
    comment: 'Why the connection leaves the account out of every inventory.',
  },
];

function listedColumn(name: string): Column {
  const column = accounts.tables[0]?.columns[name];
  if (!column) throw bugError(`organizations.accounts declares no column ${name}`);
  return { name, type: column.type, comment: column.comment };
}

/** Reads the organization, its accounts first of all, once per run, from the account of the destination role. */
export const awsAccounts = defineConnector({
  module: 'aws_accounts',
  doc: 'An AWS organization: its accounts, and all that is set for them together.',
  schema: accountsSchema,
  optionsOf: accountsOptions,
  enters: 'organization',
  collectors: collectorsOfScope('organization'),
  connectionColumns: COLUMNS,
  listed: {
    collector: accounts,
    entry: ACCOUNTS,
    rowOf: (options) => {
      const leftOut = accountFilter(options);
      return (landed) => ({
        ...landed,
        CREATED_AT: landed.SNAPSHOT_AT,
        ACCOUNT_ID: landed.MEMBER_ACCOUNT_ID,
        ACCOUNT_ALIAS: landed.NAME,
        LEFT_OUT: leftOut(listedAccount(landed))?.reason,
      });
    },
  },
  readPlan: (options) => ({
    partition: parseArn(options.destination_role_arn).partition,
    chain: chainOf(options),
    regions: options.regions,
    accountTags: options.tags,
    accountsList: undefined,
  }),
  plan: destinationAccount,
});

function listedAccount(landed: Row): FilterAccount {
  return {
    id: String(landed.MEMBER_ACCOUNT_ID),
    name: landed.NAME as string | undefined,
    ouPath: landed.OU_PATH as string | undefined,
    ouIds: landed.OU_IDS as string[] | undefined,
    tags: landed.TAGS as Record<string, string> | undefined,
  };
}
