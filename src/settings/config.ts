import convict from 'convict';
import { configError } from '../errors.ts';
import { REDACTED } from '../text/redact.ts';
import { inferAuthenticator } from './authenticator.ts';
import { chosenProfile, documentBeside, type Profile, variablesBeside } from './profile.ts';
import { SETTING_FORMATS } from './setting-formats.ts';
import {
  type Document,
  FILE_VARIABLE,
  PROFILE_VARIABLE,
  readSettingsFile,
  SECTIONS,
  unknownVariables,
} from './setting-sources.ts';
import type { Settings } from './settings.ts';
import { snowflakeAccount } from './snowflake-account.ts';

export type { Settings } from './settings.ts';

/** Sources of settings: environment variables win over the file, the file over the defaults. */
export interface SettingSources {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Path of a JSON or YAML file; otherwise `SNOWCENSUS_CONFIG` names it. */
  readonly file?: string | undefined;
  /** Profile of that file, whose settings win over all; otherwise `SNOWCENSUS_PROFILE` names it. */
  readonly profile?: string | undefined;
}

/** One setting as it holds, for a person to read. */
export interface EffectiveSetting {
  /** `snowflake.role`. */
  readonly name: string;
  /** Masked where it is a secret; undefined where it is not set. */
  readonly value: string | number | undefined;
  /** `default`, `environment SNOWFLAKE_ROLE`, `file /etc/snowcensus.yaml`, `profile owner`, `inferred`, or `not set`. */
  readonly from: string;
}

/** Loads and validates the settings. Throws one config error that lists every problem. */
export function loadSettings(sources: SettingSources): Settings {
  return load(sources).settings;
}

/** Every setting with its value and where that comes from. Throws as {@link loadSettings} does. */
export function effectiveSettings(sources: SettingSources): readonly EffectiveSetting[] {
  const { settings, variables, document, path, profile } = load(sources);
  const values: Readonly<Record<string, Readonly<Record<string, unknown>>>> = mapEntries(
    settings,
    (_, section) => ({ ...section }),
  );
  return Object.entries(SECTIONS).flatMap(([section, entries]) =>
    Object.entries(entries).map(([name, entry]) => {
      const value = values[section]?.[name] as string | number | undefined;
      return {
        name: `${section}.${name}`,
        value: entry.sensitive && value !== undefined ? REDACTED : value,
        from:
          value === undefined
            ? 'not set'
            : profile.document[section]?.[name] === undefined
              ? originOf(entry.env, document[section]?.[name], value === entry.default)
              : `profile ${profile.name}`,
      };
    }),
  );

  function originOf(variable: string, inFile: unknown, isDefault: boolean): string {
    if (variables[variable] !== undefined) return `environment ${variable}`;
    if (inFile !== undefined) return `file ${path}`;
    return isDefault ? 'default' : 'inferred';
  }
}

interface Loaded {
  readonly settings: Settings;
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly document: Document;
  readonly path: string | undefined;
  readonly profile: Profile;
}

function load({ env, file, profile: named }: SettingSources): Loaded {
  // An empty variable is how shells and compose files say "not set".
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const every = { ...proxyVariables(given), ...given };
  const path = file ?? every[FILE_VARIABLE];
  const read = path === undefined ? undefined : readSettingsFile(path);
  const unknownKeys = read?.problems ?? [];
  const profile = chosenProfile(named ?? every[PROFILE_VARIABLE], read?.profiles, path);
  const variables = variablesBeside(profile, every);
  const document = documentBeside(profile, read?.document ?? {});
  const config = defineSettings(variables);
  config.load(document);
  config.load(profile.document);
  const settings = config.getProperties();
  const twice = givenTwice(settings);
  const { authenticator, problem } =
    twice.length > 0 ? { authenticator: undefined } : inferAuthenticator(settings.snowflake);
  const problems = [
    ...unknownKeys,
    ...unknownVariables(variables),
    ...wrongValues(config),
    ...twice,
    ...(problem === undefined ? [] : [problem]),
  ];
  if (problems.length > 0) {
    throw configError(['the settings are not usable', ...problems].join('\n  - '), {
      ...(path === undefined ? {} : { where: path }),
    });
  }
  const account = settings.snowflake.account && snowflakeAccount(settings.snowflake.account);
  return {
    settings: { ...settings, snowflake: { ...settings.snowflake, account, authenticator } },
    variables,
    document,
    path,
    profile,
  };
}

/** The variables of proxies, which programs read in either case, by their names in capitals. */
function proxyVariables(
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string | undefined> {
  const names = Object.values(SECTIONS.proxy ?? {}).map((entry) => entry.env);
  return Object.fromEntries(
    names.flatMap((name) => (env[name.toLowerCase()] ? [[name, env[name.toLowerCase()]]] : [])),
  );
}

function defineSettings(env: Readonly<Record<string, string | undefined>>): convict.Config<Settings> {
  convict.addFormats(SETTING_FORMATS);
  // The mapped type follows SETTINGS, whose own type has an entry for each key of Settings.
  const schema = mapEntries(SECTIONS, (_, entries) => mapEntries(entries, (_name, entry) => ({ ...entry })));
  return convict<Settings>(schema as unknown as convict.Schema<Settings>, { env: { ...env }, args: [] });
}

function mapEntries<T extends object, R>(
  record: T,
  change: (key: string, value: T[keyof T]) => R,
): Record<string, R> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(key, value)]));
}

/** A value and its file at once: which of the two is meant cannot be told. */
function givenTwice(settings: Settings): readonly string[] {
  return Object.entries(SECTIONS).flatMap(([section, entries]) => {
    const values: Readonly<Record<string, unknown>> = { ...settings[section as keyof Settings] };
    return Object.entries(entries)
      .filter(([name]) => values[name] !== undefined && values[`${name}File`] !== undefined)
      .map(([name, { env }]) => `${env} and ${entries[`${name}File`]?.env} are both given; keep one`);
  });
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
