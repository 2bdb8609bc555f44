import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { configError } from '../errors.ts';

/** Snowflake takes RSA keys of at least this length (key-pair authentication). */
const SHORTEST_BITS = 2048;

/**
 * A private key as the driver takes it: PKCS#8, PEM, not encrypted. `where` names the file or variable it is from. A key
 * is also taken as environment files and forms keep it: with `\\n` or blanks for line ends, in quotes, or as base64.
 * Throws a config error that says whether the key, its kind, its length or its passphrase is wrong.
 */
export function openPrivateKey(pem: string, passphrase: string | undefined, where: string): string {
  const key = parse(pemOf(pem), passphrase, where);
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (key.asymmetricKeyType !== 'rsa' || bits < SHORTEST_BITS) {
    throw configError(
      `the private key is ${key.asymmetricKeyType === 'rsa' ? `RSA of ${bits} bits` : key.asymmetricKeyType}; Snowflake takes RSA of ${SHORTEST_BITS} bits or more`,
      { where, hint: HOW_TO_MAKE },
    );
  }
  return key.export({ format: 'pem', type: 'pkcs8' }).toString();
}

/** The fingerprint of the key's public half as `DESC USER` shows it: `SHA256:` and base64. */
export function fingerprintOf(privateKey: string): string {
  const der = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
  return `SHA256:${createHash('sha256').update(der).digest('base64')}`;
}

const HOW_TO_MAKE =
  'Make one with `openssl genrsa 2048 | openssl pkcs8 -topk8 -v2 aes256 -inform PEM -out key.p8`.';

/** The text of a key in PEM form, with the line ends that the form wants. */
function pemOf(written: string): string {
  const unquoted = written.trim().replace(/^(["'])([\s\S]*)\1$/, '$2');
  // More than one backslash is what a second quoting makes of it; indentation is of the file around it.
  const text = unquoted
    .replaceAll(/\\+r/g, '')
    .replaceAll(/\\+n/g, '\n')
    .replaceAll(/^[ \t]+/gm, '');
  const decoded = decodedPem(text) ?? text;
  const [, label, body] = /^-----BEGIN ([A-Z ]+)-----([^-\n]+)-----END \1-----$/.exec(decoded.trim()) ?? [];
  if (label === undefined || body === undefined) return decoded;
  // All on one line: what forms make of line ends.
  const lines = body.replaceAll(/\s+/g, '').match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}

/** The PEM that a base64 text holds, or the PEM of the DER that it holds; undefined where it is no base64. */
function decodedPem(text: string): string | undefined {
  const packed = text.replaceAll(/\s+/g, '');
  if (packed === '' || !/^[\w+/-]+=*$/.test(packed)) return undefined;
  const bytes = Buffer.from(packed, 'base64');
  const inner = bytes.toString('utf8');
  if (inner.includes('-----BEGIN ')) return inner;
  // A sequence, as every key in DER form begins.
  if (bytes[0] !== 0x30) return undefined;
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN PRIVATE KEY-----\n${lines.join('\n')}\n-----END PRIVATE KEY-----\n`;
}

function parse(pem: string, passphrase: string | undefined, where: string): KeyObject {
  try {
    return createPrivateKey({ key: pem, format: 'pem', passphrase });
  } catch (cause) {
    const isEncrypted = /-----BEGIN ENCRYPTED PRIVATE KEY-----|Proc-Type: 4,ENCRYPTED/.test(pem);
    if (isEncrypted && passphrase === undefined) {
      throw configError('the private key is encrypted, and no passphrase is configured', {
        cause,
        where,
        hint: 'Set SNOWFLAKE_PRIVATE_KEY_PASSPHRASE_FILE (or SNOWFLAKE_PRIVATE_KEY_PASSPHRASE).',
      });
    }
    if (isEncrypted) {
      throw configError('the passphrase does not open the private key', {
        cause,
        where,
        hint: 'Check SNOWFLAKE_PRIVATE_KEY_PASSPHRASE_FILE (or SNOWFLAKE_PRIVATE_KEY_PASSPHRASE).',
      });
    }
    throw configError('this is no private key in PEM form', {
      cause,
      where,
      hint: `It starts with -----BEGIN PRIVATE KEY-----, and its lines end with line ends, \\n or blanks; a public key or a certificate will not do. ${HOW_TO_MAKE}`,
    });
  }
}
