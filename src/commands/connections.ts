import { type Action, runAction } from './actions.ts';
import type { Command } from './command.ts';
import { addConnection } from './connections/add.ts';
import { editConnection, pauseConnection } from './connections/edit.ts';
import { listConnections } from './connections/list.ts';
import { OPTION_FLAGS } from './connections/option-flags.ts';
import { removeConnection } from './connections/remove.ts';
import { showConnection } from './connections/show.ts';

const ACTIONS: Readonly<Record<string, Action>> = {
  add: addConnection,
  list: listConnections,
  show: showConnection,
  edit: editConnection,
  pause: (context, args) => pauseConnection(context, args, true),
  resume: (context, args) => pauseConnection(context, args, false),
  remove: removeConnection,
};

/** Creates, shows and changes connection tables. */
export const connections: Command = {
  name: 'connections',
  usage: `${Object.keys(ACTIONS).join('|')} [<connection>]`,
  doc: 'Create, show and change connections.',
  notes:
    'add and edit ask for what the flags leave open where somebody sits before the terminal, and check everything before ' +
    'they write. edit keeps the comments of the YAML. A paused connection still runs by hand. remove drops the table, ' +
    'not what its runs have landed; it refuses while other connections read its accounts, and while it is run. A new ' +
    'connection gets a random external id, or that of the connections that enter the same role. Secrets are never given ' +
    'here: only where they are, as env:NAME or file:/path.',
  flags: {
    print: { type: 'boolean', doc: 'Print the SQL instead of running it.' },
    json: { type: 'boolean', doc: 'Print the result as one line of JSON.' },
    yes: { type: 'boolean', doc: 'remove: confirm it.' },
    unset: {
      type: 'string',
      multiple: true,
      value: 'option',
      doc: 'edit: take this option out; may be given more than once.',
    },
    module: { type: 'string', value: 'name', doc: 'add: what kind of connection it is.' },
    ...OPTION_FLAGS,
  },

  run: (context, args) => runAction('connections', ACTIONS, context, args),
};
