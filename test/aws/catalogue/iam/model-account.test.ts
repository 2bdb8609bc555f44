import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { catalogue } from '../../../../src/aws/catalogue/index.ts';
import type { Row } from '../../../../src/table.ts';
import { makeModelAccount, modelAccount } from '../../../sandbox/aws/world/plant-model-account.ts';
import { iamClient, type Walk, walkIam } from '../../iam-walk.ts';
import { type Reader, type ReadOutcome, startReader } from '../../reader.ts';

/** What is read unasked. */
const iam = catalogue.filter(
  ({ name, scope, onRequest }) => name.startsWith('iam.') && scope === 'account' && !onRequest,
);

describe('the model account of fifty users and two hundred roles', () => {
  let reader: Reader;
  let outcome: ReadOutcome;
  let walk: Walk;
  let calls: Readonly<Record<string, number>>;
  let walkCalls: number;

  beforeAll(async () => {
    // The walk keeps no pace: whether it is throttled is not what is compared.
    reader = await startReader({ memberActions: ['iam:*'] }, { quotas: 1_000 });
    const { member, aws } = reader;
    makeModelAccount(reader.world, member.id);
    member.credentialReport.coldPolls = 1;
    outcome = await reader.read(reader.access(), member, { collectors: iam });
    calls = aws.metrics.byAccountAction(member.id);
    aws.resetMetrics();
    const client = await iamClient(reader.world, member.id);
    walk = await walkIam(client);
    client.destroy();
    walkCalls = sum(aws.metrics.byAccountAction(member.id));
  });
  afterAll(() => reader[Symbol.asyncDispose]());

  test('holds what the model says', () => {
    const state = reader.member.iam();
    const users = [...state.users.values()];
    const holders = [...users, ...state.groups.values(), ...state.roles.values()];
    expect({
      users: users.length,
      usersWithKeys: users.filter(({ accessKeys }) => accessKeys.length > 0).length,
      accessKeys: users.flatMap(({ accessKeys }) => accessKeys).length,
      groups: state.groups.size,
      roles: state.roles.size,
      policies: new Set([
        ...state.policies.keys(),
        ...holders.flatMap(({ attachedPolicyArns }) => attachedPolicyArns),
      ]).size,
      attachments: holders.flatMap(({ attachedPolicyArns }) => attachedPolicyArns).length,
      usersWithHardware: users.filter(({ mfaDevices: [device] }) => device?.SerialNumber.startsWith('GAHT'))
        .length,
    }).toEqual(modelAccount);
  });

  test('is read whole', () => {
    expect(outcome.units.length).toBe(iam.length);
    expect(outcome.units.filter(({ status }) => status !== 'ok')).toEqual([]);
  });

  test('in at most 65 calls, where a walk takes more than a thousand', () => {
    expect(sum(calls)).toBeLessThanOrEqual(65);
    expect(calls['iam:ListAccessKeys']).toBe(modelAccount.usersWithKeys);
    expect(calls['iam:ListMFADevices']).toBe(modelAccount.usersWithHardware);
    expect(calls['iam:GetAccessKeyLastUsed']).toBeUndefined();
    expect(walkCalls).toBeGreaterThan(1_000);
  });

  test('with the rows that a walk gives', () => {
    for (const [table, walked] of Object.entries(walk)) {
      const found = rowsLike(walked, outcome.rows.get(table) ?? []);
      expect(walked.length, table).toBeGreaterThan(0);
      expect(sorted(found), table).toEqual(sorted(walked));
    }
  });
});

/** Our rows with the columns of the walk; the devices of the root user are none that a walk could find. */
function rowsLike(walked: Walk[string], rows: readonly Row[]): Record<string, unknown>[] {
  const columns = Object.keys(walked[0] ?? {});
  return rows
    .filter((row) => row.IS_ROOT !== true)
    .map((row) => Object.fromEntries(columns.map((column) => [column, comparable(column, row[column])])));
}

/** The credential report writes instants in another way than the SDK does. */
function comparable(column: string, value: unknown): unknown {
  return column.endsWith('_AT') && typeof value === 'string' ? new Date(value).toISOString() : value;
}

function sorted(rows: readonly object[]): string[] {
  return rows.map((row) => JSON.stringify(row, inOrder)).sort((a, b) => (a < b ? -1 : 1));
}

/** Members of a record have no order. */
function inOrder(_: string, value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}
