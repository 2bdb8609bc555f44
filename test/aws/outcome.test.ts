import { describe, expect, test } from 'vitest';
import { awsFailure, outcomeOf } from '../../src/aws/outcome.ts';
import { bugError, transientError } from '../../src/errors.ts';

const failure = (name: string, message = 'Words of AWS.', more: object = {}): Error =>
  Object.assign(new Error(message), { name }, more);

test.each(['AccessDenied', 'AccessDeniedException', 'UnauthorizedOperation', 'AuthorizationError'])(
  '%s is denied',
  (code) => {
    expect(outcomeOf(failure(code), [])).toEqual({ status: 'denied', code, reason: 'Words of AWS.' });
  },
);

test('a code that the entry declares means that there is nothing', () => {
  expect(outcomeOf(failure('NoSuchEntity'), ['NoSuchEntity'])).toEqual({
    status: 'absent',
    code: 'NoSuchEntity',
    reason: 'Words of AWS.',
  });
  expect(outcomeOf(failure('NoSuchEntity'), []).status).toBe('failed');
});

describe('anything else is failed and says', () => {
  test.each([
    [
      'how often it was tried',
      failure('Throttling', 'Rate exceeded', { $metadata: { attempts: 8 } }),
      'Throttling',
      'Rate exceeded (gave up after 8 attempts)',
    ],
    [
      'that it was tried once where more would have been worth it',
      failure('RequestLimitExceeded', 'Rate exceeded', { $metadata: { attempts: 1 } }),
      'RequestLimitExceeded',
      'Rate exceeded (gave up after 1 attempt)',
    ],
    [
      'nothing of attempts where one was enough',
      failure('Odd', 'Odd.', { $metadata: { attempts: 1 } }),
      'Odd',
      'Odd.',
    ],
    ['its name where AWS has no words', failure('Odd', ''), 'Odd', 'Odd'],
    [
      'the code of a network failure',
      failure('Error', 'connect ECONNREFUSED', { code: 'ECONNREFUSED' }),
      'ECONNREFUSED',
      'no whole answer came: connect ECONNREFUSED',
    ],
    [
      'the code of a network failure without words',
      failure('Error', '', { code: 'EPIPE' }),
      'EPIPE',
      'no whole answer came: EPIPE',
    ],
    [
      'the code that all addresses of a name failed with',
      failure('AggregateError', '', { code: 'ENETUNREACH' }),
      'ENETUNREACH',
      'no whole answer came: ENETUNREACH',
    ],
    [
      'that what may be retried was tried once',
      failure('unusable_answer', 'HTTP 200 came.', { $retryable: { throttling: false } }),
      'unusable_answer',
      'HTTP 200 came. (gave up after 1 attempt)',
    ],
    [
      'that no answer could be read',
      failure('SyntaxError', 'Unexpected token\n  Deserialization error: to see'),
      'unusable_answer',
      'an answer came that is not in AWS’s format: Unexpected token',
    ],
    [
      'the HTTP status of an answer that is not AWS’s',
      failure('Unknown', 'Unknown', { $metadata: { httpStatusCode: 502 } }),
      'http_502',
      'HTTP 502 came, without an error of AWS (gave up after 1 attempt)',
    ],
    [
      'our own words',
      transientError('the answer holds no Vpcs'),
      'unusable_answer',
      'the answer holds no Vpcs',
    ],
    ['that it is our defect', bugError('an item has no key'), 'defect', 'an item has no key'],
    ['what was thrown that is no error', 'text', 'Unknown', 'text'],
  ])('%s', (_what, error, code, reason) => {
    expect(outcomeOf(error, [])).toEqual({ status: 'failed', code, reason });
  });
});

test('a failure tells nothing of the request', () => {
  const error = failure('AccessDenied', 'No.', { $response: { body: 'external-id' }, input: 'external-id' });
  expect(JSON.stringify(awsFailure(error))).not.toContain('external-id');
});

test('a long message is not cut within a word, half of which might be half a secret that nobody knows again', () => {
  const secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
  for (let at = 540; at < 610; at += 1) {
    const told = awsFailure(failure('IncompleteSignature', `${'x'.repeat(at)} ${secret} and more`)).message;
    expect(told.replace(secret, '')).not.toContain('wJ');
  }
  expect(awsFailure(failure('Odd', 'x'.repeat(601))).message).toBe('…');
});
