import { describe, expect, test } from 'vitest';
import { loadSettings } from '../../src/settings/config.ts';
import { snowflakeAccount } from '../../src/settings/snowflake-account.ts';

describe('an account', () => {
  test.each([
    ['MYORG-MYACCOUNT', 'MYORG-MYACCOUNT'],
    ['xy12345.eu-central-1.aws', 'xy12345.eu-central-1.aws'],
    ['myorg-my_account.privatelink', 'myorg-my_account.privatelink'],
    ['https://myorg-myaccount.snowflakecomputing.com', 'myorg-myaccount'],
    ['https://myorg-myaccount.snowflakecomputing.com/', 'myorg-myaccount'],
    ['myorg-myaccount.snowflakecomputing.com:443', undefined],
    ['MYORG-MYACCOUNT.SNOWFLAKECOMPUTING.COM', 'MYORG-MYACCOUNT'],
    ['https://app.snowflake.com/myorg/my_account/#/homepage', 'myorg-my_account'],
    ['https://app.snowflake.com/us-east-1/xy12345/#/homepage', 'xy12345.us-east-1'],
    ['https://app.snowflake.com/', undefined],
    ['https://app.eu-central-1.privatelink.snowflake.com/myorg/x', undefined],
    ['myorg/myaccount', 'myorg-myaccount'],
    [' myorg-myaccount ', 'myorg-myaccount'],
    ['my org', undefined],
    ['https://', undefined],
    ['https://snowflake.example.com/login', undefined],
    ['https://example.com/myorg-myaccount.snowflakecomputing.com', undefined],
    ['https://myorg-myaccount', 'myorg-myaccount'],
    ['myorg-myaccount.snowflakecomputing.cn', undefined],
  ])('written %j is %j', (written, account) => {
    expect(snowflakeAccount(written)).toBe(account);
  });

  test('is what the driver takes, or the settings are not usable', () => {
    const env = { SNOWFLAKE_ACCOUNT: 'https://myorg-myaccount.snowflakecomputing.com' };
    expect(loadSettings({ env }).snowflake.account).toBe('myorg-myaccount');
    expect(() => loadSettings({ env: { SNOWFLAKE_ACCOUNT: 'my account' } })).toThrow(
      /SNOWFLAKE_ACCOUNT.*such as MYORG-MYACCOUNT, without https/,
    );
  });
});
