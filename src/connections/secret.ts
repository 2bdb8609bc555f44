import { constants } from 'node:fs';
import { open, realpath } from 'node:fs/promises';
import { sep } from 'node:path';
import { configError } from '../errors.ts';
import { matchesPattern } from './patterns.ts';

const REFERENCE = /^(?:env:(?<name>[A-Za-z_]\w*)|file:(?<path>\/.+))$/;

/** Whether the text says where a secret is: `env:NAME` or `file:/absolute/path`. */
export function isSecretReference(text: string): boolean {
  return REFERENCE.test(text);
}

/** Which secrets of the process a COMMENT, which a stranger may have written, may use. */
export interface SecretPolicy {
  /** Names of variables, with `*` for any run of characters, separated by commas; undefined allows none. */
  readonly secretNames: string | undefined;
  /** The directory in which files may be read; undefined allows none. */
  readonly secretDirectory: string | undefined;
}

/** Places in which secrets are looked up. */
export interface SecretSources extends SecretPolicy {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

/** Names of the process's own credentials, which no connection may use, whatever the operator allows. */
const OURS = /^(?:SNOWFLAKE_|AWS_|SNOWCENSUS_)/i;

/** Longest secret, in bytes. */
const MOST_BYTES = 4_096;

/**
 * The secret a reference names, without the line end files have.
 * Throws a config error that names the reference, never the value, when it may not be used, is not there or empty.
 */
export async function resolveSecret(reference: string, sources: SecretSources): Promise<string> {
  const { name, path } = REFERENCE.exec(reference)?.groups ?? {};
  if (name !== undefined) {
    requireAllowed(reference, name, sources);
    const value = Object.hasOwn(sources.env, name) ? sources.env[name] : undefined;
    return filled(reference, value, `set the environment variable ${name}`);
  }
  if (path === undefined) {
    throw configError('a secret reference is neither env:NAME nor file:/absolute/path', {
      hint: 'name where the secret is instead of writing it',
    });
  }
  const content = await readSecretFile(reference, path, sources);
  return filled(reference, content.replace(/\r?\n$/, ''), `write the secret into ${path}`);
}

function requireAllowed(reference: string, name: string, { secretNames }: SecretPolicy): void {
  const allowed = (secretNames ?? '').split(',').map((pattern) => pattern.trim());
  if (!OURS.test(name) && allowed.some((pattern) => pattern !== '' && matchesPattern(pattern, name))) return;
  throw configError(`the connection may not use the secret ${reference}`, {
    hint: OURS.test(name)
      ? 'no connection may use the process’s own variables (SNOWFLAKE_*, AWS_*, SNOWCENSUS_*); give its key a variable of its own and name that in SNOWCENSUS_SECRET_NAMES'
      : `let SNOWCENSUS_SECRET_NAMES name ${name} for the process, if the connection is to have it`,
  });
}

async function readSecretFile(reference: string, path: string, sources: SecretSources): Promise<string> {
  const { secretDirectory, signal } = sources;
  if (secretDirectory === undefined) {
    throw configError(`the connection may not use the secret ${reference}`, {
      hint: 'set SNOWCENSUS_SECRET_DIRECTORY to the directory in which connections may read secrets',
    });
  }
  try {
    const [directory, real] = await Promise.all([realpath(secretDirectory), realpath(path)]);
    if (!real.startsWith(directory.endsWith(sep) ? directory : `${directory}${sep}`)) {
      throw configError(`it is not in ${secretDirectory}`, {
        hint: 'move it there; SNOWCENSUS_SECRET_DIRECTORY names the directory',
      });
    }
    return await readRegularFile(real, signal);
  } catch (cause) {
    signal.throwIfAborted();
    throw configError(`the secret ${reference} cannot be read`, {
      cause,
      hint: `make ${path} a file in the directory of SNOWCENSUS_SECRET_DIRECTORY, readable by this process and of at most ${MOST_BYTES} bytes`,
    });
  }
}

async function readRegularFile(path: string, signal: AbortSignal): Promise<string> {
  signal.throwIfAborted();
  // A pipe would else keep whoever opens it waiting for its writer, beyond any signal.
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
  try {
    const stat = await file.stat();
    if (!stat.isFile()) throw configError('it is no regular file');
    if (stat.size > MOST_BYTES) throw configError(`it has ${stat.size} bytes`);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(MOST_BYTES + 1), 0, MOST_BYTES + 1, 0);
    if (bytesRead > MOST_BYTES) throw configError(`it has more than ${MOST_BYTES} bytes`);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}

function filled(reference: string, value: string | undefined, hint: string): string {
  if (value === undefined || value === '') {
    throw configError(`the secret ${reference} is ${value === undefined ? 'not set' : 'empty'}`, { hint });
  }
  return value;
}
