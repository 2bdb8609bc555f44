import { afterEach, beforeEach, expect, test } from 'vitest';
import type { World } from '../../../sandbox/aws/contract.ts';
import { collectors, type Reader, startReader } from '../../reader.ts';

let reader: Reader;
beforeEach(async () => {
  reader = await startReader({ accounts: 8 });
});
afterEach(() => reader[Symbol.asyncDispose]());

async function read() {
  const wanted = { collectors: collectors('iam.organizations_features') };
  const { units, rows } = await reader.readOrganization(reader.access(), wanted);
  return { unit: units[0], rows: rows.get('AWS_IAM_ORGANIZATIONS_FEATURES') ?? [] };
}

test('an organization with no feature enabled is a row that says so', async () => {
  const organization = { ORGANIZATION_ID: reader.world.organizationId };
  expect((await read()).rows).toMatchObject([
    { ...organization, ROOT_CREDENTIALS_MANAGEMENT: true, ROOT_SESSIONS: false },
  ]);
  reader.world.rootAccessFeatures.clear();
  expect((await read()).rows).toMatchObject([
    { ...organization, ROOT_CREDENTIALS_MANAGEMENT: false, ROOT_SESSIONS: false },
  ]);
});

test.each<[string, (world: World) => unknown]>([
  [
    'that never gave IAM trusted access',
    ({ trustedServices }) => trustedServices.delete('iam.amazonaws.com'),
  ],
  ['that has not all features', (world) => Object.assign(world, { featureSet: 'CONSOLIDATED_BILLING' })],
])('nor has one %s, though AWS refuses to list them', async (_, change) => {
  change(reader.world);
  const { unit, rows } = await read();
  expect(unit).toMatchObject({ status: 'ok' });
  expect(rows).toMatchObject([
    {
      ACCOUNT_ID: reader.world.managementAccountId,
      ROOT_CREDENTIALS_MANAGEMENT: false,
      ROOT_SESSIONS: false,
    },
  ]);
});

test('there is nothing to enable where IAM does not know the operation', async () => {
  const error = { code: 'InvalidAction', message: 'Could not find operation', status: 400 };
  reader.aws.faults.add({ match: { operation: 'ListOrganizationsFeatures' }, action: { error } });
  expect((await read()).unit).toMatchObject({ status: 'absent', code: 'InvalidAction' });
});
