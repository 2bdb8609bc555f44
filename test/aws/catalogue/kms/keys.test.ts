import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Row } from '../../../../src/table.ts';
import type { Account } from '../../../sandbox/aws/contract.ts';
import { type KmsState, kmsOf, lockKey } from '../../../sandbox/aws/world/kms.ts';
import { denyAction } from '../../../sandbox/aws/world/plant.ts';
import { collectors, type Reader, startReader } from '../../reader.ts';

const REGION = 'us-east-1';
const entry = collectors('kms.keys');

let reader: Reader;
beforeAll(async () => {
  reader = await startReader({ assetRegions: [REGION] });
});
afterAll(() => reader[Symbol.asyncDispose]());

const stateOf = (account: Account): KmsState => kmsOf({ world: reader.world, account, region: REGION });
const read = async (account: Account) => {
  reader.aws.resetMetrics();
  const outcome = await reader.read(reader.access(), account, { collectors: entry, regions: [REGION] });
  return { ...outcome, keys: outcome.rows.get('AWS_KMS_KEYS') ?? [] };
};
const rowOf = (rows: readonly Row[], id: string): Row => {
  const row = rows.find(({ KEY_ID }) => KEY_ID === id);
  if (!row) throw new Error(`there is no row of ${id}`);
  return row;
};

/** A member with keys of the account and of AWS. */
function memberWithKeys(index = 0): Account {
  const found = reader.members.filter(
    (account) =>
      [...stateOf(account).keys.values()].filter(({ metadata }) => metadata.KeyManager === 'CUSTOMER')
        .length > 1,
  )[index];
  if (!found) throw new Error('the world has no such account');
  return found;
}

describe('keys', () => {
  test('cost one list, one list of aliases and at most three calls each, those of AWS one', async () => {
    let [ofAws, ofCustomers] = [0, 0];
    for (const account of reader.members) {
      const { keys, unit } = await read(account);
      expect(unit('kms.keys')).toMatchObject({ status: 'ok' });
      const states = [...stateOf(account).keys.values()];
      const own = states.filter(({ metadata }) => metadata.KeyManager === 'CUSTOMER');
      const calls = reader.aws.metrics.byAccountAction(account.id);
      expect(keys).toHaveLength(states.length);
      expect(calls['kms:ListKeys']).toBe(1);
      expect(calls['kms:ListAliases']).toBe(1);
      expect(calls['kms:DescribeKey']).toBe(states.length);
      expect(calls['kms:GetKeyPolicy'] ?? 0).toBe(own.length);
      expect(calls['kms:GetKeyRotationStatus'] ?? 0).toBe(own.filter(({ rotation }) => rotation).length);
      ofAws += states.length - own.length;
      ofCustomers += own.length;
    }
    expect(ofAws).toBeGreaterThan(0);
    expect(ofCustomers).toBeGreaterThan(ofAws);
  });

  test('that cannot be rotated say nothing of rotation, and are blind to nothing', async () => {
    const states = reader.members.flatMap((account) =>
      [...stateOf(account).keys.values()].map((key) => ({ account, key })),
    );
    const asymmetric = states.find(({ key }) => key.metadata.KeyUsage === 'SIGN_VERIFY');
    if (!asymmetric) throw new Error('the world has no asymmetric key');
    const { keys } = await read(asymmetric.account);
    const row = rowOf(keys, asymmetric.key.metadata.KeyId);
    expect(row).toMatchObject({ SPEC: 'RSA_2048', BLIND_TO: [] });
    expect(row).not.toHaveProperty('ROTATION_ENABLED');
    expect(row).toHaveProperty('POLICY');
  });

  test('are asked for their rotation unless AWS says that they cannot be rotated', async () => {
    const account = memberWithKeys();
    const rotated = [...stateOf(account).keys.values()].find(
      ({ metadata, rotation }) => metadata.KeyManager === 'CUSTOMER' && rotation !== undefined,
    );
    if (!rotated) throw new Error('the world has no key that is rotated');
    const { metadata } = rotated;
    for (const name of ['KeyUsage', 'KeySpec', 'Origin'] as const) delete metadata[name];
    const { keys } = await read(account);
    expect(rowOf(keys, metadata.KeyId)).toHaveProperty('ROTATION_ENABLED');
  });

  test('have the aliases that point to them, all of them', async () => {
    const account = memberWithKeys();
    const [id = ''] = stateOf(account).keys.keys();
    account.changeContent<KmsState>(`kms ${REGION}`, ({ aliases }) => {
      for (let index = 0; index < 120; index += 1) {
        aliases.push({ AliasName: `alias/many-${index}`, AliasArn: `arn:${index}`, TargetKeyId: id });
      }
    });
    const { keys } = await read(account);
    expect((rowOf(keys, id).ALIASES as string[]).length).toBeGreaterThanOrEqual(120);
    expect(reader.aws.metrics.byAccountAction(account.id)['kms:ListAliases']).toBe(2);
  });

  test('whose policy leaves their account out are rows that are blind, and take no other with them', async () => {
    const account = memberWithKeys();
    const own = [...stateOf(account).keys.values()].filter(
      ({ metadata }) => metadata.KeyManager === 'CUSTOMER',
    );
    const [locked = '', other = ''] = own.map(({ metadata }) => metadata.KeyId);
    lockKey({ world: reader.world, account, region: REGION }, locked);
    const { keys, unit } = await read(account);
    expect(rowOf(keys, locked)).toMatchObject({ BLIND_TO: ['Metadata', 'Policy', 'Rotation'] });
    for (const column of ['MANAGER', 'STATE', 'ENABLED', 'POLICY', 'ROTATION_ENABLED', 'MULTI_REGION']) {
      expect(rowOf(keys, locked), column).not.toHaveProperty(column);
    }
    expect(rowOf(keys, other)).toMatchObject({ MANAGER: 'CUSTOMER', BLIND_TO: [] });
    expect(unit('kms.keys')).toMatchObject({ status: 'ok', rowsBlind: 1, code: 'rows_blind' });
    expect(unit('kms.keys').reason).toContain(`key/${locked} (AccessDeniedException)`);
  });

  test('deleted since they were listed are no rows', async () => {
    const account = memberWithKeys(1);
    const { size } = stateOf(account).keys;
    reader.aws.faults.add({
      match: { operation: 'DescribeKey', accountId: account.id, times: 1 },
      action: { error: { code: 'NotFoundException', message: 'Key does not exist', status: 400 } },
    });
    const { keys, unit } = await read(account);
    expect(keys).toHaveLength(size - 1);
    expect(unit('kms.keys')).toMatchObject({ status: 'ok' });
  });

  test('that are throttled are asked again until all is known', async () => {
    const account = memberWithKeys(1);
    reader.aws.faults.add({
      match: { operation: 'GetKeyPolicy', accountId: account.id, times: 1 },
      action: 'throttle',
    });
    const { keys, unit } = await read(account);
    expect(unit('kms.keys')).toMatchObject({ status: 'ok' });
    for (const { BLIND_TO } of keys) expect(BLIND_TO).toEqual([]);
  });

  test('of AWS show no use of a region, those of the account do', async () => {
    const account = memberWithKeys(1);
    expect((await read(account)).unit('kms.keys').empty).toBe(false);
    account.changeContent<KmsState>(`kms ${REGION}`, ({ keys }) => {
      for (const [id, { metadata }] of keys) if (metadata.KeyManager === 'CUSTOMER') keys.delete(id);
    });
    expect((await read(account)).unit('kms.keys').empty).toBe(true);
  });
});

test('a policy that the role may not read leaves keys of the account blind to it, and those of AWS not', async () => {
  const account = memberWithKeys(2);
  denyAction(reader.world, 'kms:GetKeyPolicy');
  const { keys, unit } = await read(account);
  for (const row of keys) expect(row.BLIND_TO).toEqual(row.MANAGER === 'CUSTOMER' ? ['Policy'] : []);
  expect(unit('kms.keys').rowsBlind).toBeGreaterThan(0);
});

test('a list that the role may not read is a unit that is denied', async () => {
  denyAction(reader.world, 'kms:ListKeys');
  const { unit } = await read(memberWithKeys(2));
  expect(unit('kms.keys')).toMatchObject({ status: 'denied', rows: 0 });
});

// Last, for another sandbox takes the place of the first.
test.each(['aws-us-gov', 'aws-cn'] as const)('keys are read in %s', async (partition) => {
  const region = partition === 'aws-cn' ? 'cn-north-1' : 'us-gov-west-1';
  await using elsewhere = await startReader({ partition, assetRegions: [region] });
  const [account] = elsewhere.members;
  if (!account) throw new Error('members are needed');
  const { rows, units } = await elsewhere.read(elsewhere.access(), account, {
    collectors: entry,
    regions: [region],
    homeRegion: region,
  });
  expect(units).toMatchObject([{ status: 'ok' }]);
  expect(rows.get('AWS_KMS_KEYS')?.every(({ ARN }) => String(ARN).startsWith(`arn:${partition}:kms:`))).toBe(
    true,
  );
});
