import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { configError } from '../errors.ts';
import { nearest } from '../text/nearest.ts';
import type { SettingEntry } from './setting-entry.ts';
import { SETTINGS } from './setting-table.ts';

/** The settings by section and name, without their types: for what goes over all of them. */
export const SECTIONS: Readonly<Record<string, Readonly<Record<string, SettingEntry>>>> = SETTINGS;

/** The variable that names the settings file. */
export const FILE_VARIABLE = 'SNOWCENSUS_CONFIG';

/** The variable that names the profile. */
export const PROFILE_VARIABLE = 'SNOWCENSUS_PROFILE';

/** The section of the file that has the profiles. */
const PROFILES = 'profiles';

type Mapping = Readonly<Record<string, unknown>>;

/** Settings as a file gives them, by section and name. */
export type Document = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** Content of a settings file. */
export interface SettingsFile {
  /** Settings for every profile. */
  readonly document: Document;
  /** Settings that win over the common ones, by the profile's name. */
  readonly profiles: ReadonlyMap<string, Document>;
  /** One for each key that is no setting. */
  readonly problems: readonly string[];
}

/** Reads a settings file. Throws a config error when it cannot be read or is not a mapping. */
export function readSettingsFile(path: string): SettingsFile {
  const { [PROFILES]: given, ...sections } = readMapping(path);
  const problems: string[] = [];
  const document = declared(sections, '', problems);
  const profiles = new Map<string, Document>();
  if (given !== undefined && given !== null && !isMapping(given)) {
    problems.push(`${PROFILES}: must be a mapping of profiles, each of sections`);
  }
  for (const [name, profile] of Object.entries(isMapping(given) ? given : {})) {
    if (isMapping(profile)) profiles.set(name, declared(profile, `${PROFILES}.${name}.`, problems));
    else problems.push(`${PROFILES}.${name}: must be a mapping of sections`);
  }
  return { document, profiles, problems };
}

/** The declared part of a mapping of sections; a problem for each key that is not declared. */
function declared(sections: Mapping, within: string, problems: string[]): Document {
  const document: Record<string, Record<string, unknown>> = {};
  for (const [section, values] of Object.entries(sections)) {
    const entries = SECTIONS[section];
    if (entries === undefined) {
      const known = [...Object.keys(SECTIONS), ...(within === '' ? [PROFILES] : [])];
      problems.push(`${within}${section}: unknown section${suggestion(section, known)}`);
    } else if (values !== null && !isMapping(values)) {
      problems.push(`${within}${section}: must be a mapping of settings`);
    } else {
      for (const [name, value] of Object.entries(values ?? {})) {
        if (entries[name] === undefined) {
          problems.push(
            `${within}${section}.${name}: unknown setting${suggestion(name, Object.keys(entries))}`,
          );
        } else if (value !== null) {
          document[section] = { ...document[section], [name]: value };
        }
      }
    }
  }
  return document;
}

/** A problem for each variable that looks like one of ours and is none: other names belong to other programs. */
export function unknownVariables(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  const known = [
    FILE_VARIABLE,
    PROFILE_VARIABLE,
    ...Object.values(SECTIONS).flatMap((entries) => Object.values(entries).map((entry) => entry.env)),
  ];
  return Object.keys(env)
    .filter((name) => name.startsWith('SNOWCENSUS_') && !known.includes(name))
    .map((name) => {
      const ours = known.filter((candidate) => candidate.startsWith('SNOWCENSUS_'));
      return `${name}: unknown variable${suggestion(name, ours)}`;
    });
}

function readMapping(path: string): Mapping {
  let document: unknown;
  try {
    document = parse(readFileSync(path, 'utf8')) ?? {};
  } catch (cause) {
    throw configError('the settings file cannot be read', {
      cause,
      where: path,
      hint: `name a readable JSON or YAML file by --config or ${FILE_VARIABLE}`,
    });
  }
  if (isMapping(document)) return document;
  throw configError('the settings file is not a mapping', {
    where: path,
    hint: `write sections such as snowflake: and below them their settings; sections are ${Object.keys(SECTIONS).join(', ')}`,
  });
}

function suggestion(name: string, known: readonly string[]): string {
  const meant = nearest(name, known);
  return meant === undefined ? `; known are ${known.join(', ')}` : `; did you mean ${meant}?`;
}

function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
