import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { describeError } from '../../src/errors.ts';
import { effectiveSettings, loadSettings } from '../../src/settings/config.ts';

const directory = mkdtempSync(join(tmpdir(), 'snowcensus-profile-'));
afterAll(() => rmSync(directory, { recursive: true }));

const FILE = join(directory, 'settings.yaml');
writeFileSync(
  FILE,
  `snowflake:
  account: A-B
  user: SNOWCENSUS
  role: SNOWCENSUS_LOADER
  privateKeyFile: service.p8
  privateKeyPassphraseFile: service.pass
profiles:
  owner:
    snowflake: { user: me, role: SNOWCENSUS_OWNER, privateKeyFile: me.p8 }
  reader:
    snowflake: { role: SNOWCENSUS_READER }
    log: { level: warn }
`,
);

function problemOf(profile: string, file: string | undefined = FILE): string {
  try {
    loadSettings({ env: {}, file, profile });
  } catch (error) {
    return describeError(error);
  }
  throw new Error('the profile was accepted');
}

describe('a profile', () => {
  test('holds over the rest of the file, and over the environment', () => {
    const env = { SNOWFLAKE_ROLE: 'ACCOUNTADMIN', SNOWFLAKE_WAREHOUSE: 'W' };
    const { snowflake } = loadSettings({ env, file: FILE, profile: 'owner' });
    expect(snowflake).toMatchObject({
      account: 'A-B',
      user: 'me',
      role: 'SNOWCENSUS_OWNER',
      warehouse: 'W',
      privateKeyFile: 'me.p8',
      authenticator: 'key-pair',
    });
    expect(snowflake.privateKeyPassphraseFile).toBeUndefined();
  });

  test('with a credential is not confused by one that is left over in the shell', () => {
    const env = {
      SNOWFLAKE_TOKEN: 'left over',
      SNOWFLAKE_PASSWORD: 'as well',
      SNOWFLAKE_AUTHENTICATOR: 'pat',
    };
    const { snowflake } = loadSettings({ env, file: FILE, profile: 'owner' });
    expect(snowflake).toMatchObject({ authenticator: 'key-pair', privateKeyFile: 'me.p8' });
    expect([snowflake.token, snowflake.password]).toEqual([undefined, undefined]);
  });

  test('without one logs in as the rest says', () => {
    const { snowflake, log } = loadSettings({ env: {}, file: FILE, profile: 'reader' });
    expect(snowflake).toMatchObject({
      user: 'SNOWCENSUS',
      role: 'SNOWCENSUS_READER',
      privateKeyPassphraseFile: 'service.pass',
    });
    expect(log.level).toBe('warn');
  });

  test('is named by the variable as well; the flag wins', () => {
    const env = { SNOWCENSUS_PROFILE: 'reader', SNOWCENSUS_CONFIG: FILE };
    expect(loadSettings({ env }).snowflake.role).toBe('SNOWCENSUS_READER');
    expect(loadSettings({ env, profile: 'owner' }).snowflake.role).toBe('SNOWCENSUS_OWNER');
  });

  test('is shown as where a setting comes from', () => {
    const settings = effectiveSettings({ env: { SNOWFLAKE_WAREHOUSE: 'W' }, file: FILE, profile: 'owner' });
    const from = Object.fromEntries(settings.map((setting) => [setting.name, setting.from]));
    expect(from).toMatchObject({
      'snowflake.role': 'profile owner',
      'snowflake.account': `file ${FILE}`,
      'snowflake.warehouse': 'environment SNOWFLAKE_WAREHOUSE',
      'snowflake.privateKeyPassphraseFile': 'not set',
    });
  });

  test('that is not there is told with those that are', () => {
    expect(problemOf('onwer')).toBe(
      `the settings file has no profile onwer (${FILE})\n  fix: Did you mean owner?`,
    );
    expect(problemOf('auditor')).toContain('It has owner, reader.');
    writeFileSync(join(directory, 'none.yaml'), 'snowflake: { user: U }\n');
    expect(problemOf('owner', join(directory, 'none.yaml'))).toContain('It has none.');
    try {
      loadSettings({ env: {}, profile: 'owner' });
    } catch (error) {
      expect(describeError(error)).toContain('there is no settings file that could have the profile owner');
      expect(describeError(error)).toContain('--config or SNOWCENSUS_CONFIG');
    }
    expect.assertions(5);
  });

  test('is read as strictly as the rest, whichever is chosen', () => {
    const file = join(directory, 'wrong.yaml');
    writeFileSync(
      file,
      'profiles:\n  owner:\n    snowflake: { rule: R }\n    snowflaek: {}\n  loader: nothing\n',
    );
    const told = problemOf('owner', file);
    expect(told).toContain('profiles.owner.snowflake.rule: unknown setting; did you mean role?');
    expect(told).toContain('profiles.owner.snowflaek: unknown section; did you mean snowflake?');
    expect(told).toContain('profiles.loader: must be a mapping of sections');
  });
});
