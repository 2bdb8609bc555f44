import { loadAwsServiceSpec } from '@aws-cdk/aws-service-spec';
import { expect, test } from 'vitest';
import { rolesAnywhere } from '../../../../src/aws/catalogue/rolesanywhere/service.ts';
import { generateWorld } from '../../../sandbox/aws/world/generate.ts';
import { rolesAnywhereOf } from '../../../sandbox/aws/world/iam/roles-anywhere.ts';

/** Names that would say that a property is a secret: of one that Cloud Control tells, a row would have it. */
const SECRET = /password|secret|privatekey|credential|token/i;

/** Resources of each type in a world, as Cloud Control tells their properties there. */
function resources(): Readonly<Record<string, readonly object[]>> {
  const world = generateWorld({ seed: 5, accounts: 12, memberActions: [], organizationActions: [] });
  const states = [...world.accounts.values()].map((account) =>
    rolesAnywhereOf({ world, account, region: 'us-east-1' }),
  );
  return {
    'AWS::RolesAnywhere::TrustAnchor': states.flatMap(({ trustAnchors }) => [...trustAnchors.values()]),
    'AWS::RolesAnywhere::Profile': states.flatMap(({ profiles }) => [...profiles.values()]),
    'AWS::RolesAnywhere::CRL': states.flatMap(({ crls }) => [...crls.values()]),
  };
}

test('the sandbox tells the properties of each type that CloudFormation knows, of which none is a secret', async () => {
  const specification = await loadAwsServiceSpec();
  const found = resources();
  expect(new Set(Object.keys(found))).toEqual(new Set(Object.keys(rolesAnywhere.types)));
  for (const [type, of] of Object.entries(found)) {
    const [known] = specification.lookup('resource', 'cloudFormationType', 'equals', type);
    if (!known) throw new Error(`CloudFormation has no type ${type}`);
    const names = [...Object.keys(known.properties), ...Object.keys(known.attributes)];
    expect(new Set(of.flatMap((each) => Object.keys(each))), type).toEqual(new Set(names));
    expect(names.filter((name) => SECRET.test(name))).toEqual([]);
  }
});
