import { describe, expect, test } from 'vitest';
import { isWorthRetrying, statementError } from '../../src/snowflake/statement-error.ts';
import { driverError } from './recording-session.ts';

describe('what Snowflake refuses', () => {
  test.each([
    ['002003', '42S02', "Object 'X' does not exist or not authorized.", 'config', 'snowcensus setup'],
    ['003001', '42501', 'Insufficient privileges', 'config', 'Grant the role'],
    ['000606', '57P03', 'No active warehouse', 'config', 'SNOWFLAKE_WAREHOUSE'],
    ['090105', '22000', 'no current database', 'config', 'SNOWFLAKE_DATABASE'],
    ['001003', '42000', 'SQL compilation error', 'bug', undefined],
    ['000904', '42000', "invalid identifier 'NEW_COLUMN'", 'config', 'snowcensus setup'],
    ['100038', '22018', "Numeric value 'x' is not recognized", 'transient', undefined],
  ])('%s is told in its own words, with its remedy', (code, sqlState, message, kind, remedy) => {
    const cause = driverError(message, code, sqlState);
    const error = statementError(cause, 'COPY T');
    expect(error).toMatchObject({ kind, message, where: 'COPY T', cause });
    if (remedy === undefined) expect(error.hint).toBeUndefined();
    else expect(error.hint).toContain(remedy);
  });

  test('has a remedy also when the driver gives its code as a number', () => {
    expect(statementError(driverError('no such table', 2003, '42S02'), 'T').kind).toBe('config');
  });

  test('is never asked again', () => {
    for (const code of ['002003', '003001', '001003', '100038', '390100']) {
      expect(isWorthRetrying(driverError('refused', code, '42000')), code).toBe(false);
    }
  });
});

describe('what was not answered', () => {
  test.each([
    ['401001', 'network error'],
    ['401002', 'HTTP error answer'],
    ['402001', 'the storage of a stage did not answer'],
    ['407002', 'the session was gone'],
    ['000604', 'the statement was cancelled'],
    ['000630', 'the statement ran out of time'],
  ])('%s is asked again: %s', (code, message) => {
    expect(isWorthRetrying(statementError(driverError(message, code), 'T'))).toBe(true);
  });

  test.each([
    ['a socket that broke', driverError('read ECONNRESET', 'ECONNRESET')],
    ['an answer of ours that a repeat may better', statementError(new Error('cut short'), 'T')],
  ])('%s is asked again', (_, error) => {
    expect(isWorthRetrying(error)).toBe(true);
  });

  test('is not confused with what the driver itself refuses', () => {
    expect(isWorthRetrying(driverError('Invalid connection option', 404001))).toBe(false);
  });
});

test('what is no error at all is still told', () => {
  expect(statementError('just text', 'T')).toMatchObject({ kind: 'transient', message: 'just text' });
  expect(statementError(undefined, 'T').message).toBe('undefined');
});
