import { afterEach, expect, test } from 'vitest';
import { AwsError } from '../../../sandbox/aws/contract.ts';
import { readerWith } from '../../changed-operations.ts';
import { collectors, type Reader, startReader } from '../../reader.ts';

const NAMES = [
  'identitycenter.applications',
  'identitycenter.application_assignments',
  'identitycenter.trusted_token_issuers',
];

let reader: Reader;
afterEach(() => reader[Symbol.asyncDispose]());

async function read() {
  reader.aws.resetMetrics();
  const { units, rows } = await reader.readIdentityCenter(reader.access(), {
    collectors: collectors(...NAMES),
  });
  const table = (name: string) => rows.get(`AWS_IDENTITY_CENTER_${name}`) ?? [];
  return {
    units,
    applications: table('APPLICATIONS'),
    assignments: table('APPLICATION_ASSIGNMENTS'),
    issuers: table('TRUSTED_TOKEN_ISSUERS'),
    calls: reader.aws.metrics.byAccountAction(reader.world.managementAccountId),
  };
}

test('applications are listed once, and all their assignments page by page', async () => {
  reader = await startReader({ accounts: 4 });
  const { applications, tokenIssuers } = reader.world.identityCenter();
  const found = await read();
  expect(found.units.map(({ status }) => status)).toEqual(['ok', 'ok', 'ok']);
  expect(found.assignments).toHaveLength(applications.flatMap((each) => each.assignments).length);
  expect(found.applications.filter((row) => row.ASSIGNMENT_REQUIRED === false)).toHaveLength(1);
  expect(found.issuers).toHaveLength(tokenIssuers.length);
  // Two pages of the first, one of each other.
  expect(found.calls).toMatchObject({ 'sso:ListApplications': 1, 'sso:ListApplicationAssignments': 4 });
});

test('an application that does not say whether one must be assigned is neither open nor closed', async () => {
  const refused = { error: { code: 'AccessDeniedException', message: 'no', status: 403 } };
  reader = await startReader({ accounts: 4 });
  for (const operation of ['GetApplicationAssignmentConfiguration', 'DescribeTrustedTokenIssuer']) {
    reader.aws.faults.add({ match: { operation, times: 1 }, action: refused });
  }
  const { units, applications, issuers } = await read();
  expect(units.map(({ status }) => status)).toEqual(['ok', 'ok', 'ok']);
  const blind = applications.filter((row) => (row.BLIND_TO as string[]).length > 0);
  expect(blind).toMatchObject([{ BLIND_TO: ['AssignmentRequired'] }]);
  expect(blind[0]).not.toHaveProperty('ASSIGNMENT_REQUIRED');
  expect(issuers).toMatchObject([{ BLIND_TO: ['Configuration'] }]);
});

test('an application that was deleted since it was listed takes no other with it', async () => {
  let gone: string | undefined;
  const deleted = (own: (call: never) => object | Promise<object>) => (call: { input: unknown }) => {
    if ((call.input as { ApplicationArn?: string }).ApplicationArn !== gone) return own(call as never);
    throw new AwsError('ResourceNotFoundException', 'Application not found');
  };
  reader = await readerWith(
    'sso',
    { GetApplicationAssignmentConfiguration: deleted, ListApplicationAssignments: deleted },
    { accounts: 4 },
  );
  gone = reader.world.identityCenter().applications[0]?.application.ApplicationArn;
  const { units, applications, assignments } = await read();
  expect(units.map(({ status }) => status)).toEqual(['ok', 'ok', 'ok']);
  expect(applications.map(({ NAME }) => NAME)).toEqual(['QuickSight', 'Old portal']);
  expect(assignments).toEqual([]);
});
