import { configError } from '../errors.ts';
import { nearest } from '../text/nearest.ts';
import { type Document, PROFILE_VARIABLE, SECTIONS } from './setting-sources.ts';
import type { SnowflakeSettings } from './settings.ts';

/** Profile: named settings of the file, which win over the environment, for they were chosen by name. */
export interface Profile {
  /** Undefined where none was chosen. */
  readonly name: string | undefined;
  readonly document: Document;
}

/** Settings that prove the identity of the process. A profile that has one of them has them all. */
const CREDENTIALS: readonly (keyof SnowflakeSettings)[] = [
  'authenticator',
  'privateKey',
  'privateKeyFile',
  'privateKeyPassphrase',
  'privateKeyPassphraseFile',
  'token',
  'tokenFile',
  'password',
  'passwordFile',
  'workloadIdentityProvider',
];

/** The profile of that name. Throws a config error where the file has none of that name. */
export function chosenProfile(
  name: string | undefined,
  profiles: ReadonlyMap<string, Document> | undefined,
  path: string | undefined,
): Profile {
  if (name === undefined) return { name, document: {} };
  if (profiles === undefined) {
    throw configError(`there is no settings file that could have the profile ${name}`, {
      hint: `Name one by --config or SNOWCENSUS_CONFIG, with a section profiles, or drop --profile and ${PROFILE_VARIABLE}.`,
    });
  }
  const document = profiles.get(name);
  if (document !== undefined) return { name, document };
  const known = [...profiles.keys()];
  const meant = nearest(name, known);
  const others = known.length === 0 ? 'It has none.' : `It has ${known.join(', ')}.`;
  throw configError(`the settings file has no profile ${name}`, {
    ...(path === undefined ? {} : { where: path }),
    hint: meant === undefined ? others : `Did you mean ${meant}?`,
  });
}

/** The variables without those that the profile speaks for: a credential left over in a shell is not the profile's. */
export function variablesBeside(
  { document }: Profile,
  variables: Readonly<Record<string, string | undefined>>,
): Record<string, string | undefined> {
  const spoken = new Set(spokenFor(document).map(([section, name]) => SECTIONS[section]?.[name]?.env));
  return Object.fromEntries(Object.entries(variables).filter(([name]) => !spoken.has(name)));
}

/** The rest of the file without what the profile speaks for. */
export function documentBeside({ document: profile }: Profile, document: Document): Document {
  const spoken = new Set(spokenFor(profile).map((path) => path.join('.')));
  return Object.fromEntries(
    Object.entries(document).map(([section, values]) => [
      section,
      Object.fromEntries(Object.entries(values).filter(([name]) => !spoken.has(`${section}.${name}`))),
    ]),
  );
}

function spokenFor(document: Document): readonly (readonly [section: string, name: string])[] {
  const own = Object.entries(document).flatMap(([section, values]) =>
    Object.keys(values).map((name) => [section, name] as const),
  );
  const hasCredential = CREDENTIALS.some((name) => document.snowflake?.[name] !== undefined);
  return [...own, ...(hasCredential ? CREDENTIALS.map((name) => ['snowflake', name] as const) : [])];
}
