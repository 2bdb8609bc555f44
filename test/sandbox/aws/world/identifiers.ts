import type { Random } from './random.ts';

const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const digits = '0123456789';
const hex = '0123456789abcdef';
const lowerAlphanumeric = 'abcdefghijklmnopqrstuvwxyz0123456789';
const secretAlphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** The prefixes AWS documents for IAM unique ids (reference_identifiers in the IAM guide). */
export type IamIdPrefix = 'AIDA' | 'AGPA' | 'AROA' | 'ANPA' | 'AIPA' | 'ASCA';

export function iamId(random: Random, prefix: IamIdPrefix): string {
  return prefix + random.text(base32, 17);
}

/** `i-0…`, `vpc-0…`: EC2's long form, a prefix and 17 hexadecimal digits of which the first is 0. */
export function resourceId(random: Random, prefix: string): string {
  return `${prefix}-0${random.text(hex, 16)}`;
}

/** As keys of KMS and event source mappings are called. */
export function uuid(random: Random): string {
  return [8, 4, 4, 4, 12].map((length) => random.text(hex, length)).join('-');
}

export function accountId(random: Random, leadingZero: boolean): string {
  return leadingZero ? `0${random.text(digits, 11)}` : `${random.integer(1, 9)}${random.text(digits, 11)}`;
}

/** Lower-case letters and digits, as Organizations uses in every id. */
export function organizationsSuffix(random: Random, length: number): string {
  return random.text(lowerAlphanumeric, length);
}

export function secretAccessKey(random: Random): string {
  return random.text(secretAlphabet, 40);
}

/**
 * A long-term key id. As in AWS's own keys, the 16 characters after `AKIA` are base 32 of 80 bits: one bit set,
 * 40 bits of account number, 39 bits of chance.
 */
export function accessKeyId(random: Random, ownerAccountId: string): string {
  const chance = BigInt(`0x${random.text(hex, 10)}`) & 0x7fffffffffn;
  let bits = (1n << 79n) | (BigInt(ownerAccountId) << 39n) | chance;
  let text = '';
  for (let position = 0; position < 16; position += 1) {
    text = base32.charAt(Number(bits & 31n)) + text;
    bits >>= 5n;
  }
  return `AKIA${text}`;
}

/** The account number inside a key id, or undefined when the text is no key id. */
export function accountOfAccessKey(keyId: string): string | undefined {
  if (!/^A[KS]IA[A-Z2-7]{16}$/.test(keyId)) return undefined;
  const bits = [...keyId.slice(4)].reduce((sum, char) => (sum << 5n) | BigInt(base32.indexOf(char)), 0n);
  return ((bits >> 39n) & 0xffffffffffn).toString().padStart(12, '0');
}
