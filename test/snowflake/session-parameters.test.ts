import { describe, expect, test } from 'vitest';
import { otherDefaults, setParameters, unsetParameters } from '../../src/snowflake/session-parameters.ts';

describe('the first statement of a login', () => {
  test('gives every parameter in its own spelling, and Snowflake a deadline behind ours', () => {
    const sql = setParameters(900);
    expect(sql).toContain('AUTOCOMMIT = TRUE');
    expect(sql).toContain("TIMESTAMP_INPUT_FORMAT = 'AUTO'");
    expect(sql).toContain('ROWS_PER_RESULTSET = 0');
    expect(sql).toContain('STATEMENT_TIMEOUT_IN_SECONDS = 930');
  });

  test('can be taken back', () => {
    expect(unsetParameters()).toMatch(/^ALTER SESSION UNSET AUTOCOMMIT, TIMEZONE, /);
  });
});

describe('a default that differs', () => {
  const row = (key: string, value: string, level: string) => ({ key, value, level });

  test('is told with its level where an account or a user has set it', () => {
    const rows = [
      row('AUTOCOMMIT', 'false', 'ACCOUNT'),
      row('TIMESTAMP_TYPE_MAPPING', 'TIMESTAMP_LTZ', 'USER'),
    ];
    expect(otherDefaults(rows).map(({ name, found, level }) => [name, found, level])).toEqual([
      ['AUTOCOMMIT', 'false', 'ACCOUNT'],
      ['TIMESTAMP_TYPE_MAPPING', 'TIMESTAMP_LTZ', 'USER'],
    ]);
  });

  test('is none where it is Snowflake’s own, or where the same value was set', () => {
    const rows = [
      row('TIMEZONE', 'America/Los_Angeles', ''),
      row('AUTOCOMMIT', 'TRUE', 'ACCOUNT'),
      row('WEEK_START', '1', 'ACCOUNT'),
    ];
    expect(otherDefaults(rows)).toEqual([]);
  });
});
