import { readFileSync } from 'node:fs';
import type { ConnectorResult } from './connector.ts';

type Env = Readonly<Record<string, string>>;

const SECRET_VARIABLE = /(?:SECRET_ACCESS_KEY|SESSION_TOKEN|TOKEN|PASSWORD|PASSPHRASE|PRIVATE_KEY)$/;
const SECRET_FILE = /(?:TOKEN|PASSWORD|PASSPHRASE|PRIVATE_KEY)_FILE$/;

/** What the sandboxes' own tokens begin with, and what any private key does. */
const SHAPES: Readonly<Record<string, RegExp>> = {
  'a session token of AWS': /IQoJb3JpZ2luX2Vj[\w+/=]{20}/,
  'a token of Snowflake': /\b(?:ses|mas):1-hint:[\w-]{20}/,
  'a private key': /-----BEGIN [A-Z ]*PRIVATE KEY-----\s*(?:\\n)?[\w+/=]{20}/,
};

/** Shorter values occur by chance, or are planted to be refused. */
const SHORTEST = 8;

/** The secrets that a process was given by its environment, by what they are. */
export function secretsOf(env: Env): Readonly<Record<string, string>> {
  const given = Object.entries(env).flatMap(([name, value]): [string, string][] => {
    if (SECRET_VARIABLE.test(name)) return [[name, value]];
    return SECRET_FILE.test(name) ? [[name, contentOf(value)]] : [];
  });
  return Object.fromEntries(given.filter(([, value]) => value.length >= SHORTEST));
}

/** Names of the secrets that the text holds, as they are or as JSON or a URL would spell them. */
export function leaksIn(text: string, secrets: Readonly<Record<string, string>>): readonly string[] {
  const values = Object.entries(secrets).filter(([, secret]) =>
    [secret, ...bodyOf(secret), JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)].some(
      (spelling) => text.includes(spelling),
    ),
  );
  const shapes = Object.entries(SHAPES).filter(([, shape]) => shape.test(text));
  return [...values, ...shapes].map(([name]) => name);
}

/** Throws where a process has told a secret it was given: so every test that starts one looks for leaks. */
export function withoutLeaks(env: Env, result: ConnectorResult): ConnectorResult {
  const leaks = leaksIn(`${result.stdout}\n${result.stderr}`, secretsOf(env));
  if (leaks.length > 0) throw new Error(`the process has told ${leaks.join(', ')}`);
  return result;
}

/** The first line of a key's base64, which is as telling as the key. */
function bodyOf(secret: string): readonly string[] {
  const line = /-----BEGIN [^-]+-----\n([\w+/=]{40,})/.exec(secret)?.[1];
  return line === undefined ? [] : [line];
}

function contentOf(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    // A test that names a file which cannot be read plants no secret.
    return '';
  }
}
