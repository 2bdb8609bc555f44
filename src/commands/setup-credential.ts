import { createPublicKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { configError } from '../errors.ts';
import type { Credential } from '../setup/installation.ts';

const METHODS = ['key-pair', 'workload-identity', 'oauth', 'pat'] as const;

/** Credential of the service user, as the flags give it. */
export interface CredentialFlags {
  readonly auth: string | undefined;
  readonly publicKeyFile: string | undefined;
  readonly awsRoleArn: string | undefined;
}

/** The service user's credential; undefined where none is asked for. Reads public keys only, never a private one. */
export async function readCredential(flags: CredentialFlags): Promise<Credential | undefined> {
  const { auth, publicKeyFile, awsRoleArn } = flags;
  const method = METHODS.find((candidate) => candidate === auth);
  if (auth !== undefined && method === undefined)
    throw configError(`--auth takes ${METHODS.join(', ')}, not ${auth}`);
  refuseStray('public-key-file', publicKeyFile, method, 'key-pair');
  refuseStray('aws-role-arn', awsRoleArn, method, 'workload-identity');
  switch (method) {
    case undefined:
      return undefined;
    case 'key-pair':
      return { auth: method, publicKey: await readPublicKey(needed('public-key-file', publicKeyFile)) };
    case 'workload-identity':
      return { auth: method, awsRoleArn: roleArn(needed('aws-role-arn', awsRoleArn)) };
    default:
      return { auth: method };
  }
}

function refuseStray(flag: string, value: string | undefined, method: string | undefined, of: string): void {
  if (value !== undefined && method !== of) throw configError(`--${flag} goes with --auth ${of}`);
}

function needed(flag: string, value: string | undefined): string {
  if (value === undefined) throw configError(`this method needs --${flag}`);
  return value;
}

async function readPublicKey(file: string): Promise<string> {
  let pem: string;
  try {
    pem = await readFile(file, 'utf8');
  } catch (cause) {
    throw configError('the public key cannot be read', { cause, where: file });
  }
  if (/PRIVATE KEY/.test(pem)) {
    throw configError('this is a private key; Snowflake gets the public one', {
      where: file,
      hint: 'Make it with: openssl pkey -in <private key> -pubout -out <public key>',
    });
  }
  try {
    const key = createPublicKey(pem);
    if (key.asymmetricKeyType !== 'rsa')
      throw configError(`an ${key.asymmetricKeyType} key; Snowflake takes RSA keys`, { where: file });
    return key.export({ type: 'spki', format: 'der' }).toString('base64');
  } catch (cause) {
    throw configError('this is no RSA public key in PEM form', { cause, where: file });
  }
}

function roleArn(arn: string): string {
  if (/^arn:aws[\w-]*:iam::\d{12}:(role|user)\/.+$/.test(arn)) return arn;
  throw configError(`--aws-role-arn takes the ARN of an IAM role or user, not ${arn}`);
}
