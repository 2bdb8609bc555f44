import { grantAccounts } from './access/grant.ts';
import { listAccess } from './access/list.ts';
import { revokeAccounts } from './access/revoke.ts';
import { type Action, runAction } from './actions.ts';
import type { Command } from './command.ts';

const ACTIONS: Readonly<Record<string, Action>> = {
  list: listAccess,
  grant: grantAccounts,
  revoke: revokeAccounts,
};

/** Shares the accounts of organizational units, and no others, with roles. */
export const access: Command = {
  name: 'access',
  usage: '<list|grant|revoke>',
  doc: 'Let a role see some accounts and no others, in views of their own.',
  notes:
    'The views are those of the tables and FINDINGS, in the schema of SNOWFLAKE_SHARED_SCHEMA, all under one row access ' +
    'policy (Enterprise Edition): a role sees the accounts it was granted, and nothing of the rest, not even counts. New ' +
    'accounts of a unit are seen at once. Done in the owner’s role; `setup` keeps the views up to date.\n' +
    '`revoke` without --ou and --account takes everything from the role.',
  flags: {
    role: { type: 'string', value: 'name', doc: 'Role that is to see them, or to see them no more.' },
    ou: {
      type: 'string',
      multiple: true,
      value: 'path',
      doc: 'Organizational unit with all below it, such as /Prod; / is all; may be given more than once.',
    },
    account: {
      type: 'string',
      multiple: true,
      value: 'id',
      doc: 'Single account; may be given more than once.',
    },
    'owner-role': { type: 'string', value: 'name', doc: 'Role that owns the schema (SNOWCENSUS_OWNER).' },
    json: { type: 'boolean', doc: 'list: print it as one line of JSON.' },
  },

  run: (context, args) => runAction('access', ACTIONS, context, args),
};
