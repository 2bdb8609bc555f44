import { ACCOUNT_ROWS } from '../account-rows.ts';
import { collectorsOfScope } from '../collectors.ts';
import { defineConnector } from '../define-connector.ts';
import { memberAccounts, memberReadPlan } from '../member-accounts.ts';
import { inventoryOptions, inventoryRules, inventorySchema } from './options.ts';

/** Reads the assets of every account of a list through a role that has the same name everywhere. */
export const awsInventory = defineConnector({
  module: 'aws_inventory',
  doc: 'The assets of every account.',
  schema: inventorySchema,
  optionsOf: inventoryOptions,
  rules: inventoryRules,
  enters: 'member',
  collectors: collectorsOfScope('accounts'),
  connectionColumns: ACCOUNT_ROWS,
  readPlan: (options) => ({
    ...memberReadPlan(options),
    askAllEvery: options.full_sweep_every,
    ...(options.probe_empty_regions ? { fullSweepEvery: options.full_sweep_every } : {}),
  }),
  plan: memberAccounts,
});
