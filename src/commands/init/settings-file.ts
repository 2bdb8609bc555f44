import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { CommandContext } from '../command.ts';

/** Writes the settings of the service user's process, without any secret, for `--config`. Gives the file's path. */
export async function writeSettings(
  { settings }: CommandContext,
  directory: string,
  privateKeyFile: string,
): Promise<string> {
  const { account, accessUrl, user, role, warehouse, database, schema } = settings.snowflake;
  const file = join(directory, 'snowcensus.yaml');
  const snowflake = { account, accessUrl, user, role, warehouse, database, schema, privateKeyFile };
  const given = Object.fromEntries(Object.entries(snowflake).filter(([, value]) => value !== undefined));
  await writeFile(file, stringify({ snowflake: given }));
  return file;
}
