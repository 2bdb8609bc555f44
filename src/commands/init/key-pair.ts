import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf, configError } from '../../errors.ts';

/** The key of the service user, and the files that hold its halves. */
export interface ServiceKey {
  readonly privateKey: string;
  readonly privateKeyFile: string;
  readonly publicKeyFile: string;
  /** Whether the key was there before. */
  readonly isOld: boolean;
}

/** The key pair in the directory; made there, readable by its owner only, where there is none yet. */
export async function serviceKey(directory: string): Promise<ServiceKey> {
  const privateKeyFile = join(directory, 'key.p8');
  const publicKeyFile = join(directory, 'key.pub');
  const old = await readKey(privateKeyFile);
  const privateKey = old ?? newKey();
  await mkdir(directory, { recursive: true, mode: 0o700 });
  // Never over a key that somebody else has written meanwhile.
  if (old === undefined) await writeFile(privateKeyFile, privateKey, { mode: 0o600, flag: 'wx' });
  await writeFile(publicKeyFile, publicHalf(privateKey, privateKeyFile));
  return { privateKey, privateKeyFile, publicKeyFile, isOld: old !== undefined };
}

async function readKey(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return undefined;
    throw configError('the key of the service user cannot be read', { cause, where: file });
  }
}

function newKey(): string {
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return privateKey;
}

function publicHalf(privateKey: string, file: string): string {
  try {
    return createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString();
  } catch (cause) {
    throw configError('this is no private key in PEM form without a passphrase', {
      cause,
      where: file,
      hint: 'Name another --directory, or take the file away and init makes a new key.',
    });
  }
}
