import { NormalizedSchema } from '@smithy/core/schema';
import { describe, expect, test } from 'vitest';
import { catalogue } from '../../../src/aws/catalogue/index.ts';
import { mendingOf } from '../../../src/aws/catalogue/mending.ts';
import { type SecretMembers, secretDropper } from '../../../src/aws/catalogue/secrets.ts';
import { requestFor } from '../../../src/aws/catalogue/services.ts';

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

/** What AWS calls sensitive and a row may have, for it is what the table is for, or no secret. */
const NO_SECRET: Readonly<Record<string, readonly RegExp[]>> = {
  // People, and how to reach them.
  account: [/^AlternateContact\./, /^ContactInformation\./],
  identitycenter: [/^(?:Users|Groups)\./],
  organizations: [/\.(?:ManagementAccount|MasterAccount)?(?:Email|Name)$/, /^Handshakes\./],
  // Who is a member: it is asked for in order to ask about the members, and lands nowhere.
  guardduty: [/^Members\.Email$/],
  // Lambda’s own words.
  lambda: [/\.Error\.Message$/],
  // The name of a key.
  s3: [/\.KMSMasterKeyID$/],
  // All properties of all types are called so. Those of a type that is read are what its table is for: CloudFormation has
  // no type that answers a secret (rolesanywhere/properties.test.ts asks of these).
  rolesanywhere: [/^ResourceDescriptions?\.Properties$/],
  // Devices are made of members by their names: mfa-devices.test.ts.
  iam: [/^VirtualMFADevices\.(?:Base32StringSeed|QRCodePNG)$/],
};

test('every member that the SDK calls sensitive, or whose name says so, is declared', async () => {
  const left = new Set<string>();
  let found = 0;
  for (const { name, actions, services } of catalogue) {
    const [service = ''] = name.split('.');
    for (const action of actions) {
      const { service: asked, operation } = requestFor(action) ?? {};
      const sdk = (await asked?.sdk()) ?? {};
      const schema = (sdk as Readonly<Record<string, unknown>>)[`${operation}$`];
      if (operation === undefined || !Array.isArray(schema))
        throw new Error(`the SDK has no schema of ${action}`);
      for (const path of sensitiveIn(NormalizedSchema.of(schema[5]))) {
        found += 1;
        const item = path.reduceRight<unknown>((value, part) => ({ [part]: value }), 'marker');
        const secrets = services[0]?.secrets ?? {};
        const mend = mendingOf(secrets, false).forAnswersOf(sdk, operation);
        const kept = JSON.stringify(mend(structuredClone(item) as object));
        expect(kept).toBe(JSON.stringify(withoutSecrets(item as object, secrets)));
        const member = path.join('.');
        if (kept.includes('marker') && !NO_SECRET[service]?.some((known) => known.test(member)))
          left.add(`${name}: ${action} answers ${member}`);
      }
    }
  }
  expect(found).toBeGreaterThan(50);
  expect([...left]).toEqual([]);
});

const SAYS_SO = /(?:Password|Secret|PrivateKey|PreSharedKey|UserData)$/;

/** Levels that are walked: some shapes hold themselves. */
const DEEPEST = 8;

/** Paths of the members that hold a secret by the SDK’s word or by their own. */
function sensitiveIn(schema: NormalizedSchema, path: readonly string[] = []): readonly (readonly string[])[] {
  const last = path.at(-1) ?? '';
  const own =
    schema.getMergedTraits().sensitive || (schema.isStringSchema() && SAYS_SO.test(last)) ? [path] : [];
  if (path.length > DEEPEST) return own;
  if (schema.isListSchema()) return [...own, ...sensitiveIn(schema.getValueSchema(), path)];
  if (schema.isMapSchema()) return [...own, ...sensitiveIn(schema.getValueSchema(), [...path, 'name'])];
  if (!schema.isStructSchema()) return own;
  const members = [...schema.structIterator()];
  return [...own, ...members.flatMap(([name, member]) => sensitiveIn(member, [...path, name]))];
}
