import { configError } from '../errors.ts';

const REFERENCE = /^(?:env:(?<name>[A-Za-z_]\w*)|file:(?<path>\/.+))$/;

/** Whether the text says where a secret is: `env:NAME` or `file:/absolute/path`. */
export function isSecretReference(text: string): boolean {
  return REFERENCE.test(text);
}

/**
 * The secret a reference names, without the line end files have.
 * Throws a config error that names the reference, never the value, when it is not there or empty.
 */
export async function resolveSecret(
  reference: string,
  env: Readonly<Record<string, string | undefined>>,
  readFile: (path: string) => Promise<string>,
): Promise<string> {
  const { name, path } = REFERENCE.exec(reference)?.groups ?? {};
  if (name !== undefined) return filled(reference, env[name], `set the environment variable ${name}`);
  if (path === undefined) {
    throw configError('a secret reference is neither env:NAME nor file:/absolute/path', {
      hint: 'name where the secret is instead of writing it',
    });
  }
  let content: string;
  try {
    content = await readFile(path);
  } catch (cause) {
    throw configError(`the secret ${reference} cannot be read`, {
      cause,
      hint: `make ${path} exist and readable by this process`,
    });
  }
  return filled(reference, content.replace(/\r?\n$/, ''), `write the secret into ${path}`);
}

function filled(reference: string, value: string | undefined, hint: string): string {
  if (value === undefined || value === '') {
    throw configError(`the secret ${reference} is ${value === undefined ? 'not set' : 'empty'}`, { hint });
  }
  return value;
}
