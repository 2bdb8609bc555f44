import { expect, test } from 'vitest';
import { withRole } from '../../../src/commands/profiles/needed-role.ts';
import { describeError } from '../../../src/errors.ts';
import { statementError } from '../../../src/snowflake/statement-error.ts';

const refused = (code: string, message: string) =>
  statementError(Object.assign(new Error(message), { code, sqlState: '42501' }), 'C_CONNECTION');

test('a privilege that a session lacks is told with the role that has it', () => {
  const error = refused('003001', "Insufficient privileges to operate on schema 'DATA'");
  const told = describeError(withRole(error, 'connections', 'SNOWCENSUS_LOADER'));
  expect(told).toContain("Insufficient privileges to operate on schema 'DATA' (C_CONNECTION)");
  expect(told).toContain(
    'SNOWCENSUS_OWNER may do what `connections` does, and the session has SNOWCENSUS_LOADER: use --profile owner or SNOWFLAKE_ROLE=SNOWCENSUS_OWNER',
  );
  expect(describeError(withRole(error, 'run', undefined))).toContain(
    'SNOWCENSUS_LOADER may do what `run` does, and the session has the default role of its user: use --profile loader',
  );
});

test.each([
  ['the session has that role', 'connections', 'snowcensus_owner', '003001'],
  ['the command is no role’s', 'config', 'PUBLIC', '003001'],
  ['it is another failure', 'connections', 'PUBLIC', '100183'],
])('nothing is added where %s', (_, command, role, code) => {
  const error = refused(code, 'no');
  expect(withRole(error, command, role)).toBe(error);
});
