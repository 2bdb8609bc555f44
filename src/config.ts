import { readFileSync } from 'node:fs';
import convict from 'convict';
import { parse } from 'yaml';
import { inferAuthenticator } from './authenticator.ts';
import { configError } from './errors.ts';
import { nearest } from './nearest.ts';
import { REDACTED } from './redact.ts';
import { SETTINGS, type SettingEntry, type Settings } from './settings.ts';

export type { Settings } from './settings.ts';

/** Where settings come from: environment variables win over the file, the file over the defaults. */
export interface SettingSources {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Path of a JSON or YAML file; otherwise `SNOWCENSUS_CONFIG` names it. */
  readonly file?: string | undefined;
}

type Mapping = Readonly<Record<string, unknown>>;

const SECTIONS: Readonly<Record<string, Readonly<Record<string, SettingEntry>>>> = SETTINGS;

/** Loads and validates the settings. Throws one config error that lists every problem. */
export function loadSettings({ env, file }: SettingSources): Settings {
  // An empty variable is how shells and compose files say "not set".
  const variables = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const path = file ?? variables.SNOWCENSUS_CONFIG;
  const problems: string[] = [];
  const config = defineSettings(variables);
  if (path !== undefined) config.load(knownPart(readDocument(path), problems));
  problems.push(...wrongValues(config));
  const settings = config.getProperties();
  const { authenticator, problem } = inferAuthenticator(settings.snowflake);
  if (problem !== undefined) problems.push(problem);
  if (problems.length > 0) {
    throw configError(['the settings are not usable', ...problems].join('\n  - '), {
      ...(path === undefined ? {} : { where: path }),
    });
  }
  return { ...settings, snowflake: { ...settings.snowflake, authenticator } };
}

/** The settings for printing, secrets masked. */
export function maskedSettings(settings: Settings): Mapping {
  return mapEntries(settings, (section, values) =>
    mapEntries(values, (name, value) =>
      SECTIONS[section]?.[name]?.sensitive === true && value !== undefined ? REDACTED : value,
    ),
  );
}

function mapEntries<T extends object>(
  record: T,
  change: (key: string, value: T[keyof T]) => unknown,
): Mapping {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(key, value)]));
}

function readDocument(path: string): Mapping {
  let document: unknown;
  try {
    document = parse(readFileSync(path, 'utf8')) ?? {};
  } catch (cause) {
    throw configError('the settings file cannot be read', {
      cause,
      where: path,
      hint: 'name a readable JSON or YAML file by --config or SNOWCENSUS_CONFIG',
    });
  }
  if (isMapping(document)) return document;
  throw configError('the settings file is not a mapping', {
    where: path,
    hint: `write sections such as snowflake: and below them their settings; sections are ${Object.keys(SECTIONS).join(', ')}`,
  });
}

/** The part of the document that is declared; a problem is added for each key that is not. */
function knownPart(document: Mapping, problems: string[]): Record<string, Record<string, unknown>> {
  const known: Record<string, Record<string, unknown>> = {};
  for (const [section, values] of Object.entries(document)) {
    const entries = SECTIONS[section];
    if (entries === undefined) {
      problems.push(`${section}: unknown section${suggestion(section, Object.keys(SECTIONS))}`);
    } else if (values !== null && !isMapping(values)) {
      problems.push(`${section}: must be a mapping of settings`);
    } else {
      for (const [name, value] of Object.entries(values ?? {})) {
        if (entries[name] === undefined) {
          problems.push(`${section}.${name}: unknown setting${suggestion(name, Object.keys(entries))}`);
        } else if (value !== null) {
          known[section] = { ...known[section], [name]: value };
        }
      }
    }
  }
  return known;
}

function suggestion(name: string, known: readonly string[]): string {
  const meant = nearest(name, known);
  return meant === undefined ? `; known are ${known.join(', ')}` : `; did you mean ${meant}?`;
}

function defineSettings(env: Readonly<Record<string, string | undefined>>): convict.Config<Settings> {
  convict.addFormats(FORMATS);
  // The mapped type follows SETTINGS, whose own type has an entry for each key of Settings.
  const schema = mapEntries(SECTIONS, (_, entries) => mapEntries(entries, (_name, entry) => ({ ...entry })));
  return convict<Settings>(schema as unknown as convict.Schema<Settings>, { env: { ...env }, args: [] });
}

const FORMATS: Record<string, convict.Format> = {
  text: {
    validate: (value: unknown) =>
      check(typeof value === 'string' && value.trim() !== '', 'must be text; quote it'),
  },
  url: {
    validate: (value: unknown) =>
      check(
        typeof value === 'string' && /^https?:$/.test(URL.parse(value)?.protocol ?? ''),
        'must be a URL such as https://myorg-myaccount.privatelink.snowflakecomputing.com',
      ),
  },
  whole: {
    // convict's own numbers accept "16 or so".
    coerce: (value: string) => (/^\d+$/.test(value) ? Number(value) : value),
    validate: (value: unknown, { min, max }) =>
      check(
        Number.isInteger(value) && Number(value) >= min && Number(value) <= max,
        `must be a whole number from ${min} to ${max}`,
      ),
  },
  decimal: {
    coerce: (value: string) => (/^\d+(\.\d+)?$/.test(value) ? Number(value) : value),
    validate: (value: unknown, { min, max }) =>
      check(
        typeof value === 'number' && value >= min && value <= max,
        `must be a number from ${min} to ${max}`,
      ),
  },
};

function check(holds: boolean, problem: string): void {
  if (!holds) throw new Error(problem);
}

/** convict reports all wrong values in one message, one a line, each as `path: problem: value was …`. */
function wrongValues(config: convict.Config<Settings>): readonly string[] {
  try {
    config.validate({ allowed: 'strict' });
    return [];
  } catch (error) {
    const lines = error instanceof Error ? error.message.split('\n') : [String(error)];
    return lines.map((line) => line.replace(/^(\w+)\.(\w+)(?=:)/, withVariable));
  }
}

function withVariable(path: string, section: string, name: string): string {
  const variable = SECTIONS[section]?.[name]?.env;
  return variable === undefined ? path : `${path} (${variable})`;
}

function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
