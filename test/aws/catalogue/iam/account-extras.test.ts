import { afterAll, beforeAll, expect, test } from 'vitest';
import { denyAction } from '../../../sandbox/aws/world/plant.ts';
import { collectors, type Reader, startReader } from '../../reader.ts';

let reader: Reader;
beforeAll(async () => {
  reader = await startReader();
});
afterAll(() => reader[Symbol.asyncDispose]());

const all = (...names: readonly string[]) =>
  Promise.all(
    reader.members.map((member) =>
      reader.read(reader.access(), member, { collectors: collectors(...names) }),
    ),
  );

test('an account that never enabled outbound federation has a row that says so, and no issuer', async () => {
  const outcomes = await all('iam.outbound_federation');
  const rows = outcomes.map((each) => each.rows.get('AWS_IAM_OUTBOUND_FEDERATION') ?? []);
  expect(rows.map(({ length }) => length)).toEqual(reader.members.map(() => 1));
  const kinds = new Set(rows.flat().map(({ ENABLED, ISSUER }) => `${ENABLED} ${ISSUER ? 'issuer' : 'none'}`));
  expect(kinds).toEqual(new Set(['false none', 'false issuer', 'true issuer']));
});

test('a refused question about federation or properties is no answer', async () => {
  const names = ['iam.outbound_federation', 'iam.account_properties'] as const;
  for (const [collector, action] of [
    [names[0], 'iam:GetOutboundWebIdentityFederationInfo'],
    [names[1], 'iam:GetAccountProperties'],
  ] as const) {
    denyAction(reader.world, action);
    const { units, rows } = await reader.read(reader.access(), reader.member, {
      collectors: collectors(...names),
    });
    reader.world.memberPolicy.Statement.pop();
    const denied = units.filter(({ status }) => status === 'denied').map((unit) => unit.collector);
    expect(denied).toEqual([collector]);
    expect([...rows.values()].flat()).toHaveLength(1);
  }
});

test('instance profiles come with the roles, without a call of their own, and name the role', async () => {
  reader.aws.resetMetrics();
  const { rows, unit } = await reader.read(reader.access(), reader.member, {
    collectors: collectors('iam.authorization_details'),
  });
  expect(unit('iam.authorization_details').status).toBe('ok');
  const worn = [...reader.member.iam().roles.values()].filter(({ instanceProfile }) => instanceProfile);
  expect(worn.length).toBeGreaterThan(0);
  const profiles = rows.get('AWS_IAM_INSTANCE_PROFILES') ?? [];
  expect(new Set(profiles.map(({ ARN, ROLE_ARN }) => `${ARN} ${ROLE_ARN}`))).toEqual(
    new Set(worn.map(({ instanceProfile, Arn }) => `${instanceProfile?.Arn} ${Arn}`)),
  );
  expect(JSON.stringify(profiles)).not.toContain('AssumeRolePolicyDocument');
  const calls = Object.keys(reader.aws.metrics.byAccountAction(reader.member.id));
  expect(calls.filter((action) => action.startsWith('iam:'))).toEqual(['iam:GetAccountAuthorizationDetails']);
});
