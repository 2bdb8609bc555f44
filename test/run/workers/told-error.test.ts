import { deserialize, serialize } from 'node:v8';
import { expect, test } from 'vitest';
import { configError, describeError, transientError } from '../../../src/errors.ts';
import { heardError, tellError } from '../../../src/run/workers/told-error.ts';

/** The error as it arrives at another process. */
function sent(error: unknown): Error {
  return heardError(deserialize(serialize(tellError(error))));
}

test('an error of ours is the same at the other end, causes included', () => {
  const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
  const error = configError('the spool directory is full', {
    where: '/spool',
    hint: 'Give it room.',
    cause: transientError('the disk', { cause: full }),
  });
  const heard = sent(error);
  expect(heard).toMatchObject({ kind: 'config', where: '/spool', hint: 'Give it room.' });
  expect(heard.cause).toMatchObject({ kind: 'transient', cause: { code: 'ENOSPC' } });
  expect(describeError(heard)).toBe(describeError(error));
});

test('an error of others keeps name, code and message', () => {
  const denied = Object.assign(new Error('not authorized'), { name: 'AccessDenied' });
  expect(describeError(sent(denied))).toBe(describeError(denied));
  expect(describeError(sent('thrown as text'))).toBe('thrown as text');
});

test('causes that go in a circle end', () => {
  const error = new Error('first');
  error.cause = new Error('second', { cause: error });
  expect(describeError(sent(error))).toContain('second');
});
