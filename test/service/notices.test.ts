import { expect, test } from 'vitest';
import { noticesOf } from '../../src/service/notices.ts';
import { readiness } from '../../src/service/readiness.ts';
import type { ServiceView } from '../../src/service/view.ts';
import { accountCoverage, badDay, connectionView, coverage, endedRun, serviceView } from './views.ts';

const UNREACHABLE = { lastOkAt: undefined, error: 'connect ECONNREFUSED' };

test('when all is well, that is what is told', () => {
  expect(noticesOf(serviceView())).toEqual([
    { level: 'good', text: 'All is well: no blind spot in 3 accounts.' },
  ]);
  expect(readiness(serviceView())).toEqual({ ready: true, reasons: [] });
});

test('what needs a person now comes first', () => {
  expect(noticesOf(badDay()).map(({ level, connection }) => [level, connection])).toEqual([
    ['trouble', 'AWS_IDENTITY_CENTER_CONNECTION'],
    ['attention', 'AWS_INVENTORY_CONNECTION'],
    ['attention', 'AWS_CLOUDTRAIL_CONNECTION'],
  ]);
});

test.each<[string, Partial<ServiceView>, string, readonly string[]]>([
  [
    'Snowflake is away',
    { snowflake: UNREACHABLE },
    'Snowflake could not be reached.',
    ['Snowflake could not be reached: connect ECONNREFUSED'],
  ],
  [
    'Snowflake has not answered yet',
    { snowflake: { lastOkAt: undefined, error: undefined } },
    'Starting: Snowflake has not answered yet.',
    ['Snowflake has not answered yet'],
  ],
  ['it stops', { stopping: true }, 'Stopping: nothing new is started.', ['the service is stopping']],
  [
    'a connection is suspended',
    { connections: [connectionView({ name: 'X_CONNECTION', problem: 'module is missing' })] },
    'X_CONNECTION is suspended.',
    ['X_CONNECTION is suspended: module is missing'],
  ],
  ['there is no connection', { connections: [] }, 'There is no *_CONNECTION table in the schema yet.', []],
  [
    'a run failed since',
    {
      connections: [
        connectionView({ recent: [endedRun({ status: 'missed' }), endedRun({ status: 'failed' })] }),
      ],
    },
    'The last run of AWS_INVENTORY_CONNECTION failed.',
    [],
  ],
  [
    'nothing has been read whole',
    { connections: [connectionView({ coverage: [], recent: [] })] },
    'AWS_INVENTORY_CONNECTION has not been read whole yet, so what it cannot see is not known.',
    [],
  ],
  [
    'accounts are blind',
    { connections: [connectionView({ coverage: [...coverage(3), ...accountCoverage(9, 'failed')] })] },
    'AWS_INVENTORY_CONNECTION is blind in 1 of 4 accounts.',
    [],
  ],
])('when %s, it is told, and readiness says why not', (_, changes, headline, reasons) => {
  const view = serviceView(changes);
  expect(noticesOf(view)[0].text).toBe(headline);
  expect(noticesOf(view)[0].level).not.toBe('good');
  expect(readiness(view)).toEqual({ ready: reasons.length === 0, reasons });
});
