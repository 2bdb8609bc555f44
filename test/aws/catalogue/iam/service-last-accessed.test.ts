import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { UnitInstants } from '../../../../src/ledger/known/unit-instants.ts';
import { GLOBAL } from '../../../../src/ledger/units.ts';
import { collectors, type Reader, startReader } from '../../reader.ts';

const TABLE = 'AWS_IAM_SERVICE_LAST_ACCESSED';
const entry = collectors('iam.service_last_accessed');
let reader: Reader;

beforeAll(async () => {
  reader = await startReader({ assetRegions: ['us-east-1'] });
});
afterAll(() => reader[Symbol.asyncDispose]());

const read = (resting = new UnitInstants()) =>
  reader.read(reader.access(), reader.member, { collectors: entry, resting });

function principals(): readonly string[] {
  const { users, roles } = reader.member.iam();
  return [
    ...[...users.values()].map(({ Arn }) => Arn),
    ...[...roles.values()]
      .filter(({ Path }) => !Path?.startsWith('/aws-service-role/'))
      .map(({ Arn }) => Arn),
  ].map(String);
}

describe('users and roles', () => {
  test('but service-linked ones are each looked up by one job', async () => {
    reader.aws.resetMetrics();
    const { rows, unit } = await read();
    const found = rows.get(TABLE) ?? [];
    expect(unit('iam.service_last_accessed')).toMatchObject({ status: 'ok' });
    expect(new Set(found.map(({ ARN }) => ARN))).toEqual(new Set(principals()));
    expect([...reader.member.iam().roles.values()].length).toBeGreaterThan(
      found.filter(({ KIND }) => KIND === 'role').length,
    );
    const counted = reader.aws.metrics.byAccountAction(reader.member.id);
    expect(counted).toMatchObject({
      'iam:ListUsers': 1,
      'iam:ListRoles': 1,
      'iam:GenerateServiceLastAccessedDetails': found.length,
    });
    expect(counted['iam:GetServiceLastAccessedDetails']).toBeGreaterThanOrEqual(found.length);
  });

  test('have as many used services as they ever called, and the last call of all', async () => {
    const { rows } = await read();
    for (const row of rows.get(TABLE) ?? []) {
      const services = row.SERVICES as readonly { LastAuthenticated?: string; ServiceNamespace: string }[];
      const used = services.filter(({ LastAuthenticated }) => LastAuthenticated !== undefined);
      expect(row).toMatchObject({ SERVICES_ALLOWED: services.length, SERVICES_USED: used.length });
      const times = used
        .map(({ LastAuthenticated = '' }) => LastAuthenticated)
        .toSorted((a, b) => a.localeCompare(b));
      expect(row.LAST_ACCESSED_AT).toBe(times.at(-1));
    }
  });

  test('of which a job fails are known in part, and no other is', async () => {
    const fault = reader.aws.faults.add({
      match: { operation: 'GenerateServiceLastAccessedDetails', accountId: reader.member.id, times: 1 },
      action: { error: { code: 'AccessDenied', message: 'no', status: 403 } },
    });
    const { rows } = await read();
    fault.remove();
    const blind = (rows.get(TABLE) ?? []).filter(({ BLIND_TO }) => String(BLIND_TO) !== '');
    expect(blind).toHaveLength(1);
    expect(blind[0]?.BLIND_TO).toEqual(['JobId']);
    for (const column of ['SERVICES', 'SERVICES_USED', 'SERVICES_ALLOWED', 'LAST_ACCESSED_AT']) {
      expect(blind[0]).not.toHaveProperty(column);
    }
  });

  test('that only went on have not changed', async () => {
    const hashes = async () => ((await read()).rows.get(TABLE) ?? []).map(({ ROW_HASH }) => ROW_HASH);
    expect(await hashes()).toEqual(await hashes());
  });
});

test('a unit whose turn it is not yet asks nothing, and says when it was read', async () => {
  const resting = new UnitInstants();
  const readAt = new Date('2026-01-02T03:04:05.000Z');
  resting.set(
    { collector: 'iam.service_last_accessed', accountId: reader.member.id, region: GLOBAL },
    readAt,
  );
  reader.aws.resetMetrics();
  const { rows, units } = await read(resting);
  expect(rows.get(TABLE) ?? []).toEqual([]);
  expect(units).toMatchObject([{ status: 'probed', code: 'not_due', sweptAt: readAt.toISOString() }]);
  expect(Object.keys(reader.aws.metrics.byAccountAction(reader.member.id))).toEqual([]);
});
