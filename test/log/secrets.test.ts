import { expect, test } from 'vitest';
import { Secrets } from '../../src/log/secrets.ts';

test('secrets are known once, the latest thousand of them', () => {
  const secrets = new Secrets();
  secrets.add('first', undefined, 'second', 'second');
  expect(secrets.values()).toEqual(['first', 'second']);
  secrets.add(...Array.from({ length: 998 }, (_, index) => `token-${index}`));
  secrets.add('first', 'last');
  expect(secrets.values()).toHaveLength(1_000);
  expect(secrets.values()).toEqual(expect.arrayContaining(['first', 'last', 'token-0']));
  expect(secrets.values()).not.toContain('second');
});

test('a key id of a session, which nobody has told us of, stands in facts only', () => {
  const secrets = new Secrets();
  const echo = "got 'ASIAQ3EGRXMPLTW5Z2KC/20261127/us-east-1/sts/aws4_request'";
  for (const said of [secrets.redactMessage(echo), secrets.redactRecord(echo)]) {
    expect(said).toBe("got '[redacted]/20261127/us-east-1/sts/aws4_request'");
  }
  expect(secrets.redactData(echo)).toBe(echo);
  // As AWS's own documents have it.
  expect(secrets.redactMessage('such as AKIAIOSFODNN7EXAMPLE')).toBe('such as AKIAIOSFODNN7EXAMPLE');
});

test('a stranger’s external id takes nothing out of the ledger, and key ids stand in facts only', () => {
  const secrets = new Secrets();
  secrets.add('AUDIT_CONNECTION', '20261126');
  secrets.addKeyIds('AKIAIOSFODNN7EXAMPLE');
  secrets.addCredentials('wJalrXUtnFEMI/K7MDENG', 'prod');
  const row = JSON.stringify({ RUN_ID: '20261126t1', NAME: 'AUDIT_CONNECTION' });
  expect(secrets.redactRecord(row)).toBe(row);
  expect(secrets.redactMessage(row)).not.toContain('AUDIT_CONNECTION');
  const echo = 'got AKIAIOSFODNN7EXAMPLE/wJalrXUtnFEMI/K7MDENG in prod';
  expect(secrets.redactMessage(echo)).toBe('got [redacted]/[redacted] in [redacted]');
  expect(secrets.redactRecord(echo)).toBe('got [redacted]/[redacted] in [redacted]');
  expect(secrets.redactData(echo)).toBe('got AKIAIOSFODNN7EXAMPLE/[redacted] in prod');
});
