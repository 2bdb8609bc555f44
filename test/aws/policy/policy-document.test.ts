import { describe, expect, test } from 'vitest';
import { decodePolicyDocuments, statementsOf } from '../../../src/aws/policy/policy-document.ts';

const statement = { Effect: 'Allow', Action: 's3:*', Resource: 'arn:aws:s3:::a+b/%2F/é/*' };
const document = { Version: '2012-10-17', Statement: [statement] };
const encoded = encodeURIComponent(JSON.stringify(document));

/** What becomes of one document's text. */
function decoded(text: string): unknown {
  const item = decodePolicyDocuments({ PolicyDocument: encodeURIComponent(text) });
  return (item as { PolicyDocument: unknown }).PolicyDocument;
}

test('documents are decoded wherever they stand, and nothing else is touched', () => {
  const created = new Date(0);
  const item = {
    Arn: 'arn:aws:iam::123456789012:role/a%20b',
    CreateDate: created,
    AssumeRolePolicyDocument: encoded,
    RolePolicyList: [{ PolicyName: 'p%41', PolicyDocument: encoded }],
    PolicyVersionList: [{ VersionId: 'v1', Document: encoded }],
    InstanceProfileList: [{ Roles: [{ AssumeRolePolicyDocument: encoded }] }],
    Absent: undefined,
  };
  expect(decodePolicyDocuments(item)).toEqual({
    ...item,
    AssumeRolePolicyDocument: document,
    RolePolicyList: [{ PolicyName: 'p%41', PolicyDocument: document }],
    PolicyVersionList: [{ VersionId: 'v1', Document: document }],
    InstanceProfileList: [{ Roles: [{ AssumeRolePolicyDocument: document }] }],
  });
  expect(item.AssumeRolePolicyDocument).toBe(encoded);
});

test('a document that is no JSON stays text', () => {
  expect(decoded('{"Version": ')).toBe('{"Version": ');
  expect(decoded('')).toBe('');
});

test('a document that is not URL-encoded, as some emulators have it, is read as it is', () => {
  const item = decodePolicyDocuments({ Document: '{"Resource":"100%"}' });
  expect(item).toEqual({ Document: { Resource: '100%' } });
});

describe('a document that names a member twice stays text, for JSON would keep only the last', () => {
  test.each([
    '{"Version":"2012-10-17","Version":"2008-10-17"}',
    '{"Statement":[{"Effect":"Deny","Action":"*","Effect":"Allow"}]}',
    '{"Condition": {"StringEquals" : {"a": "1"}, "StringEquals" : {"b": "2"}}}',
    String.raw`{"a":1,"\u0061":2}`,
  ])('%s', (text) => {
    expect(decoded(text)).toBe(text);
  });
});

describe('what only looks like that is JSON', () => {
  test.each([
    '{"a":"x:y","b":"\\":\\"","c":"\\\\"}',
    '{"arn:aws:iam::1:root":{"a":[{"a":1},{"a":2}]}}',
    '{"a":{"a":{"a":null}},"b":[[],{}],"":""}',
    '{"__proto__":{"constructor":1},"toString":2}',
    '{"unicode":"\u2028𠮷 שָׁלוֹם","\u{1f600}":"é"}',
  ])('%s', (text) => {
    expect(JSON.stringify(decoded(text))).toBe(text);
  });
});

test('a number that a double cannot hold is kept as it was written', () => {
  const text = '{"Statement":[{"Condition":{"NumericLessThan":{"s3:x":9223372036854775807}}}]}';
  expect(decoded(text)).toEqual({
    Statement: [{ Condition: { NumericLessThan: { 's3:x': '9223372036854775807' } } }],
  });
});

describe('the statements of a document', () => {
  test.each([
    ['one that is no list', encodeURIComponent('{"Statement":{"Effect":"Allow"}}'), [{ Effect: 'Allow' }]],
    ['a list', encoded, [statement]],
    [
      'one that is not URL-encoded, with a percent sign',
      '{"Statement":[{"Action":"100%"}]}',
      [{ Action: '100%' }],
    ],
    ['a policy without any', encodeURIComponent('{"Version":"2012-10-17"}'), []],
    [
      'a number that a double cannot hold',
      '{"Statement":[{"Condition":{"NumericLessThan":{"a":9223372036854775807}}}]}',
      [{ Condition: { NumericLessThan: { a: '9223372036854775807' } } }],
    ],
  ])('%s', (_name, text, statements) => {
    expect(statementsOf(text)).toEqual(statements);
  });

  test.each([undefined, '', '"x"', 'null', '%7B', '{"Statement":[{"Effect":"Deny","Effect":"Allow"}]}'])(
    'are not none where it is no policy: %s',
    (text) => {
      expect(() => statementsOf(text)).toThrow('no JSON, or names a member twice');
    },
  );
});
