import { describe, expect, test } from 'vitest';
import { canonicalPolicies, canonicalPolicy } from '../../../src/aws/policy/canonical-policy.ts';
import { jsonDocument } from '../../../src/aws/policy/policy-document.ts';

/** The one form of a statement that AWS sent as this JSON. */
const standard = (statement: string) => canonicalPolicy(jsonDocument(`{"Statement":${statement}}`));

describe('an element comes to', () => {
  test.each([
    ['{"Action":"S3:Get*"}', { Action: ['s3:get*'] }],
    ['{"NotAction":["IAM:*","sts:AssumeRole"]}', { NotAction: ['iam:*', 'sts:assumerole'] }],
    ['{"Resource":"arn:aws:s3:::É/*"}', { Resource: ['arn:aws:s3:::É/*'] }],
    ['{"NotResource":["a"]}', { NotResource: ['a'] }],
    ['{"Principal":"*"}', { Principal: { AWS: ['*'] } }],
    ['{"Principal":["*"]}', { Principal: { AWS: ['*'] } }],
    ['{"Principal":{"AWS":"*"}}', { Principal: { AWS: ['*'] } }],
    [
      '{"NotPrincipal":{"Service":["a","b"],"Federated":"c"}}',
      { NotPrincipal: { Service: ['a', 'b'], Federated: ['c'] } },
    ],
    ['{"Condition":{"Bool":{"aws:SecureTransport":false}}}', asked('Bool', 'aws:SecureTransport', 'false')],
    [
      '{"Condition":{"NumericLessThan":{"s3:max-keys":10.5}}}',
      asked('NumericLessThan', 's3:max-keys', '10.5'),
    ],
    [
      '{"Condition":{"NumericEquals":{"a":9007199254740993}}}',
      asked('NumericEquals', 'a', '9007199254740993'),
    ],
    [
      '{"Condition":{"StringLike":{"a":["x","Y"],"b":"z"},"Null":{"c":"true"}}}',
      { Condition: { StringLike: { a: ['x', 'Y'], b: ['z'] }, Null: { c: ['true'] } } },
    ],
    ['{"Sid":"One","Effect":"Deny","Unheard":{"Of":1}}', { Sid: 'One', Effect: 'Deny', Unheard: { Of: 1 } }],
    ['{"Action":[],"Condition":{}}', { Action: [], Condition: {} }],
    ['{"Effect":"Allow","Sid":null}', { Effect: 'Allow' }],
  ])('%s', (written, expected) => {
    expect(standard(written)).toEqual({ Statement: [expected] });
    expect(standard(`[${written},{}]`)).toEqual({ Statement: [expected, {}] });
  });
});

function asked(operator: string, key: string, value: string): object {
  return { Condition: { [operator]: { [key]: [value] } } };
}

test('what a document says beside its statements stays, and what was written is not touched', () => {
  const written = { Version: '2012-10-17', Id: 'x', Statement: { Action: 'A:B' } };
  expect(canonicalPolicy(written)).toEqual({
    Version: '2012-10-17',
    Id: 'x',
    Statement: [{ Action: ['a:b'] }],
  });
  expect(written).toEqual({ Version: '2012-10-17', Id: 'x', Statement: { Action: 'A:B' } });
  const form = canonicalPolicy(written);
  expect(canonicalPolicy(form)).toEqual(form);
});

describe('never a policy that says less: there is no form of', () => {
  test.each([
    'null',
    '[]',
    '"text"',
    '{}',
    '{"Statement":null}',
    '{"Version":"2012-10-17","Statement":[',
    '{"Statement":[{"Action":"a:b"}],"Statement":[]}',
    '{"tags":{"a":{}}}',
    '{"Statement":"text"}',
    '{"Statement":[[{"Action":"a:b"}]]}',
    '{"Statement":[{"Action":"a:b"},null]}',
    '{"Statement":{"Action":{"a":"b"}}}',
    '{"Statement":{"Action":["a:b",null]}}',
    '{"Statement":{"Resource":[["a"]]}}',
    '{"Statement":{"Principal":{"AWS":{"a":"b"}}}}',
    '{"Statement":{"Condition":"Bool"}}',
    '{"Statement":{"Condition":{"Bool":"true"}}}',
    '{"Statement":{"Condition":{"Bool":{"a":{"b":"c"}}}}}',
  ])('%s', (text) => {
    expect(canonicalPolicy(jsonDocument(text))).toBeUndefined();
  });

  test('what is not there', () => {
    expect(canonicalPolicy(undefined)).toBeUndefined();
    expect(canonicalPolicies(undefined)).toBeUndefined();
    expect(canonicalPolicies('text')).toBeUndefined();
  });
});

test('of named policies each keeps its name and place, also one whose document is none', () => {
  const policies = [
    { PolicyName: 'none', PolicyDocument: '{"Statement":' },
    { PolicyName: 'one', PolicyDocument: { Statement: { Action: 'A:*' } } },
  ];
  expect(canonicalPolicies(policies)).toEqual([
    { PolicyName: 'none', PolicyDocument: undefined },
    { PolicyName: 'one', PolicyDocument: { Statement: [{ Action: ['a:*'] }] } },
  ]);
  expect(canonicalPolicies([])).toEqual([]);
});
