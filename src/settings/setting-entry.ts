/** One setting: its default, its environment variable, what it means and what it accepts. */
export interface SettingEntry {
  readonly default: string | number | undefined;
  readonly env: string;
  readonly doc: string;
  readonly format:
    | readonly string[]
    | 'text'
    | 'account'
    | 'url'
    | 'proxy'
    | 'webhook'
    | 'whole'
    | 'decimal'
    | 'address'
    | 'rates'
    | 'region';
  readonly sensitive?: boolean;
  readonly min?: number;
  readonly max?: number;
}

/** A setting that is any text. */
export function textSetting(env: string, doc: string, preset?: string): SettingEntry {
  return { default: preset, env, doc, format: 'text' };
}

/** A setting that is never shown. */
export function secret(env: string, doc: string): SettingEntry {
  return { ...textSetting(env, doc), sensitive: true };
}

/** A setting that is the URL of a proxy, which may hold its password. */
export function proxy(env: string, doc: string): SettingEntry {
  return { default: undefined, env, doc, format: 'proxy', sensitive: true };
}

/** A setting that is one of some words. */
export function choice(env: string, doc: string, choices: readonly string[], preset?: string): SettingEntry {
  return { default: preset, env, doc, format: choices };
}

/** A setting that is the name of an AWS region. */
export function awsRegion(env: string, doc: string, preset: string): SettingEntry {
  return { default: preset, env, doc, format: 'region' };
}

/** A setting that is a whole number within bounds. */
export function whole(env: string, doc: string, preset: number, min: number, max: number): SettingEntry {
  return { default: preset, env, doc, format: 'whole', min, max };
}
