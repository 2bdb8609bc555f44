import { describe, expect, test } from 'vitest';
import { bugError, configError, describeError, isSnowcensusError, transientError } from '../src/errors.ts';

describe('errors raised on purpose', () => {
  test('bear their kind, place, way to fix and cause', () => {
    const cause = new Error('ENOENT');
    const error = configError('the key is missing', { cause, where: '/etc/key', hint: 'mount it' });
    expect(error).toMatchObject({ kind: 'config', where: '/etc/key', hint: 'mount it', cause });
    expect([transientError('x').kind, bugError('x').kind]).toEqual(['transient', 'bug']);
  });

  test('are told from all other errors', () => {
    expect(isSnowcensusError(transientError('x'))).toBe(true);
    expect(isSnowcensusError(new Error('x'))).toBe(false);
    expect(isSnowcensusError({ kind: 'config', message: 'x' })).toBe(false);
  });

  test('without a cause have none', () => {
    expect('cause' in bugError('x')).toBe(false);
  });
});

describe('description', () => {
  test('tells what, where, how to fix and every cause, without a stack', () => {
    const network = Object.assign(new Error('connect refused'), { code: 'ECONNREFUSED' });
    const failed = transientError('the statement failed', { cause: network, where: 'COPY INTO X' });
    const error = configError('two problems\n  - one\n  - two', {
      cause: failed,
      where: 'file',
      hint: 'mend it',
    });
    expect(describeError(error)).toBe(
      `two problems (file)
  - one
  - two
  fix: mend it
  because: the statement failed (COPY INTO X)
  because: connect refused [ECONNREFUSED]`,
    );
  });

  test.each([
    ['an error of another name', new TypeError('no'), 'TypeError: no'],
    ['text', 'no', 'no'],
    ['nothing', null, 'null'],
    ['an object that cannot be JSON', { big: 1n }, '{ big: 1n }'],
    ['an error without a message', new Error(''), 'no message'],
    [
      'refused connections to every address',
      new AggregateError([new Error('::1 refused'), new Error('127.0.0.1 refused')], ''),
      'AggregateError: ::1 refused; 127.0.0.1 refused',
    ],
  ])('%s is described', (_, error, description) => {
    expect(describeError(error)).toBe(description);
  });

  test('a chain of causes that closes on itself ends', () => {
    const error = new Error('a');
    error.cause = new Error('b', { cause: error });
    expect(describeError(error)).toBe('a\n  because: b');
  });

  test('what looks like a credential is not told', () => {
    const cause = new Error(
      'GET https://s3/x?X-Amz-Signature=abc123def&a=1 with Bearer abcdefghijklmnopqrstu',
    );
    expect(describeError(configError('denied', { cause }))).toBe(
      'denied\n  because: GET https://s3/x?X-Amz-Signature=[redacted]&a=1 with Bearer [redacted]',
    );
  });
});
