import { type Action, runAction } from './actions.ts';
import type { Command } from './command.ts';
import { listDetections } from './detections/list.ts';
import { runDetections } from './detections/run.ts';
import { showDetection } from './detections/show.ts';
import { testDetections } from './detections/test.ts';

const ACTIONS: Readonly<Record<string, Action>> = {
  list: listDetections,
  show: showDetection,
  test: testDetections,
  run: runDetections,
};

/** Lists, explains, tests and asks the detections. */
export const detections: Command = {
  name: 'detections',
  usage: `${Object.keys(ACTIONS).join('|')} [<detection>...]`,
  doc: 'List detections, explain them, test their files, or run them.',
  notes:
    'list and show need no Snowflake. test checks every file and runs its SELECT in its frame. run reads FINDINGS, which ' +
    'setup made; it answers unknown for what could not be read.\n' +
    'Exit code of run: 0 everything passes or is excepted, 2 something fails or is unknown.',
  flags: {
    detections: {
      type: 'string',
      value: 'folder',
      doc: 'Also the detections of this folder; of run, those that setup was given.',
    },
    framework: { type: 'string', value: 'name', doc: 'list, run: only its controls, such as cis-7.0.' },
    account: { type: 'string', value: 'id', doc: 'run: only this account.' },
    counts: { type: 'boolean', doc: 'test: also compare what is found with tests: of each head.' },
    json: { type: 'boolean', doc: 'Print one line of JSON.' },
    csv: {
      type: 'boolean',
      doc: 'run: print every finding as CSV; what a spreadsheet would compute begins with an apostrophe.',
    },
    ocsf: { type: 'boolean', doc: 'run: print every finding as an OCSF event, one line of JSON each.' },
  },

  run: (context, args) => runAction('detections', ACTIONS, context, args),
};
