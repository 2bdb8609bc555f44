import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { openPrivateKey } from '../../src/snowflake/private-key.ts';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
const pkcs1 = privateKey.export({ format: 'pem', type: 'pkcs1' }).toString();
const sealed = privateKey
  .export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: 'open' })
  .toString();
const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('a private key is taken', () => {
  test.each([
    ['as it is', pem],
    ['in the older form', pkcs1],
    ['with \\n for line ends', pem.replaceAll('\n', '\\n')],
    ['with \\r\\n for line ends', pem.replaceAll('\n', '\\r\\n')],
    ['with \\\\n for line ends, quoted twice', pem.replaceAll('\n', '\\\\n')],
    ['indented', pem.replaceAll('\n', '\n    ')],
    ['with blanks for line ends', pem.trim().replaceAll('\n', ' ')],
    ['in quotes', `"${pem.replaceAll('\n', '\\n')}"`],
    ['with blanks around it', `  \n${pem}\n `],
    ['as base64 of its text', base64(pem)],
    ['as base64 of its text, in lines', base64(pem).replaceAll(/(.{76})/g, '$1\n')],
    ['as the base64 inside it', pem.split('\n').slice(1, -2).join('')],
  ])('%s', (_, written) => {
    expect(openPrivateKey(written, undefined, 'SNOWFLAKE_PRIVATE_KEY')).toBe(pem);
  });

  test('sealed, with \\n for line ends or as base64', () => {
    for (const written of [sealed, sealed.replaceAll('\n', '\\n'), base64(sealed)]) {
      expect(openPrivateKey(written, 'open', 'SNOWFLAKE_PRIVATE_KEY')).toBe(pem);
    }
  });
});

test.each([
  ['a word', 'hunter2'],
  ['a certificate', pem.replaceAll('PRIVATE KEY', 'CERTIFICATE')],
  ['base64 of something else', base64('x'.repeat(200))],
  ['nothing', ''],
])('%s is no private key, and is not repeated', (_, written) => {
  const open = () => openPrivateKey(written, undefined, 'SNOWFLAKE_PRIVATE_KEY');
  expect(open).toThrow('this is no private key in PEM form');
  if (written !== '') expect(open).not.toThrow(written);
});
