import { describe, expect, test } from 'vitest';
import { catalogue } from '../../../src/aws/catalogue/index.ts';
import { type SecretMembers, secretDropper } from '../../../src/aws/catalogue/secrets.ts';

const withoutSecrets = (item: object, secrets: SecretMembers) => secretDropper(secrets)(item);

describe('what is secret in an item', () => {
  test('is dropped at any depth, in lists too', () => {
    const item = { Id: 'a', UserData: 'marker', Nested: [{ UserData: 'marker', Name: 'n' }] };
    expect(withoutSecrets(item, { UserData: 'dropped' })).toEqual({ Id: 'a', Nested: [{ Name: 'n' }] });
  });

  test('is dropped only within what it is said to be in', () => {
    const item = { Code: { Location: 'marker', Size: 1 }, Location: 'eu-west-1', Codes: [{ Location: 'x' }] };
    expect(withoutSecrets(item, { 'Code.Location': 'dropped' })).toEqual({
      Code: { Size: 1 },
      Location: 'eu-west-1',
      Codes: [{ Location: 'x' }],
    });
  });

  test.each([
    ['a map', { TOKEN: 'marker', A: 'marker' }, ['A', 'TOKEN']],
    [
      'a list of pairs',
      [
        { name: 'TOKEN', value: 'marker' },
        { name: 'A', value: 'marker' },
      ],
      ['A', 'TOKEN'],
    ],
    ['neither', 'marker', []],
  ])('leaves the names of %s', (_what, Variables, names) => {
    expect(withoutSecrets({ Environment: { Variables } }, { 'Environment.Variables': 'names' })).toEqual({
      Environment: { Variables: names },
    });
  });

  test('becomes a hash where it is an address, the same for the same one', () => {
    const hashed = (Endpoint: string) => withoutSecrets({ Endpoint }, { Endpoint: 'hashed' });
    expect(hashed('ada@example.com')).toEqual(hashed('ada@example.com'));
    expect(hashed('ada@example.com')).not.toEqual(hashed('bob@example.com'));
    expect(JSON.stringify(hashed('ada@example.com'))).toMatch(/"sha256:[0-9a-f]{64}"/);
    expect(hashed('arn:aws:sqs:eu-west-1:111111111111:q')).toEqual({
      Endpoint: 'arn:aws:sqs:eu-west-1:111111111111:q',
    });
  });
});

test('every member that a service declares secret is taken out of whatever holds it', () => {
  const declared = catalogue.flatMap(({ name, services }) =>
    services.flatMap(({ secrets }) => Object.keys(secrets).map((member) => ({ name, member, secrets }))),
  );
  expect(declared.length).toBeGreaterThan(0);
  for (const { name, member, secrets } of declared) {
    const item = member.split('.').reduceRight<unknown>((value, part) => ({ [part]: value }), 'marker@x');
    expect({ name, left: JSON.stringify(withoutSecrets(item as object, secrets)) }).toEqual({
      name,
      left: expect.not.stringContaining('marker') as string,
    });
  }
});
