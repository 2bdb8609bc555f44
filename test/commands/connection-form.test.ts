import { expect, test } from 'vitest';
import { fillIn } from './fill-in.ts';

const ENTER = '\r';
const DOWN = '\x1b[B';
const CTRL_C = '\x03';
const ROLE = 'arn:aws:iam::222222222222:role/reader';

test('asks for what the flags leave open, and again after a slip', async () => {
  const { code, stdout, stderr, shown } = await fillIn(
    {},
    ['add', '--print', '--schedule', '@daily'],
    [
      ['What is it to read?', DOWN + ENTER],
      ['name of the connection', `_PROD${ENTER}`],
      ['source_role_arn: the role', ENTER],
      ['destination_role_name: the role', `${ROLE}${ENTER}`],
      [
        'is an ARN; the role has the same name in every account',
        `${'\x7f'.repeat(ROLE.length)}reader${ENTER}`,
      ],
      ['accounts_connection_name: the connection', ENTER],
      ['account_ids: the accounts', `111111111111, 000000000002${ENTER}`],
    ],
  );
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(shown).not.toContain('schedule:');
  expect(stdout).toContain('CREATE TABLE "SNOWALERT"."DATA"."AWS_INVENTORY_PROD_CONNECTION" (');
  expect(stdout).toContain(
    'module: aws_inventory\nschedule: "@daily"\ndestination_role_name: reader\naccount_ids: ["111111111111", "000000000002"]\n',
  );
});

test('insists on what is needed, and asks for nothing that is told', async () => {
  const { stdout, shown } = await fillIn(
    {},
    ['add', 'A', '--module', 'aws_accounts', '--print'],
    [
      ['schedule: when', ENTER],
      ['source_role_arn: the role', ENTER],
      ['destination_role_arn: the ARN', ENTER],
      ['is needed', `${ROLE}${ENTER}`],
    ],
  );
  expect(shown).not.toContain('name of the connection');
  expect(stdout).toContain(`destination_role_arn: ${ROLE}\n`);
});

test('writes nothing when the person gives up', async () => {
  const { code, stdout, stderr } = await fillIn(
    {},
    ['add', 'A', '--module', 'aws_accounts', '--print'],
    [['schedule: when', CTRL_C]],
  );
  expect({ code, stdout, stderr }).toEqual({ code: 1, stdout: '', stderr: 'given up; nothing was changed' });
});
