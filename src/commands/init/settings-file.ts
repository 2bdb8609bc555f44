import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { DEFAULT_NAMES } from '../../setup/installation.ts';
import type { CommandContext } from '../command.ts';

/** Directory and credentials of the settings file. */
interface SettingsOf {
  readonly directory: string;
  readonly privateKeyFile: string;
  /** Of the login that sets up. */
  readonly person: CommandContext;
}

/**
 * Writes the settings of the service user's process, without any secret, for `--config`, and beside them as profiles
 * the administrator's, where the administrator has a key in a file. Gives the file's path.
 */
export async function writeSettings(
  { settings }: CommandContext,
  { directory, privateKeyFile, person }: SettingsOf,
): Promise<string> {
  const { account, accessUrl, user, role, warehouse, database, schema } = settings.snowflake;
  const file = join(directory, 'snowcensus.yaml');
  const snowflake = { account, accessUrl, user, role, warehouse, database, schema, privateKeyFile };
  const given = Object.fromEntries(Object.entries(snowflake).filter(([, value]) => value !== undefined));
  const profiles = { loader: { snowflake: given }, ...profilesOf(person) };
  await writeFile(file, stringify({ snowflake: given, profiles }));
  return file;
}

/** The roles of a person, each as `--profile` chooses it; none where the person's credential is not in a file. */
function profilesOf({ settings }: CommandContext): Readonly<Record<string, object>> {
  const { user, role, privateKeyFile, privateKeyPassphraseFile, privateKeyPassphrase } = settings.snowflake;
  if (user === undefined || privateKeyFile === undefined || privateKeyPassphrase !== undefined) return {};
  const login = { user, privateKeyFile, ...(privateKeyPassphraseFile ? { privateKeyPassphraseFile } : {}) };
  const as = (name: string) => ({ snowflake: { ...login, role: name } });
  return { owner: as(DEFAULT_NAMES.owner), ...(role === undefined ? {} : { admin: as(role) }) };
}
