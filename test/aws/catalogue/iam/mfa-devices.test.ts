import { afterEach, beforeEach, expect, test } from 'vitest';
import { allViews } from '../../../../src/setup/views/all-views.ts';
import type { MfaDevice, Operation } from '../../../sandbox/aws/contract.ts';
import { allOperations } from '../../../sandbox/aws/operations/index.ts';
import { addUser, denyAction } from '../../../sandbox/aws/world/plant.ts';
import { collectors, type Reader, startReader } from '../../reader.ts';

let reader: Reader;
beforeEach(async () => {
  reader = await startReader();
  forgetDevices();
});
afterEach(() => reader[Symbol.asyncDispose]());

const enabled = new Date('2025-05-05T05:05:05Z');
const read = () => reader.read(reader.access(), reader.member, { collectors: collectors('iam.mfa_devices') });
const calls = () => reader.aws.metrics.byAccountAction(reader.member.id);
const virtual = (name: string) => `arn:aws:iam::${reader.member.id}:mfa/${name}`;

test('one list has every virtual device; only who has another kind is asked', async () => {
  addHolder('app', virtual('app'));
  addHolder('token', 'GAHT12345678');
  addHolder('key', `arn:aws:iam::${reader.member.id}:u2f/user/key/one`);
  addHolder('none');
  const { rows, unit } = await read();
  expect(unit('iam.mfa_devices')).toMatchObject({ status: 'ok', rows: 3 });
  const found = rows.get('AWS_IAM_MFA_DEVICES')?.map((row) => [row.USER_NAME, row.KIND, row.IS_ROOT]);
  expect(new Set(found)).toEqual(
    new Set([
      ['app', 'virtual', false],
      ['token', 'hardware', false],
      ['key', 'fido', false],
    ]),
  );
  expect(calls()['iam:ListMFADevices']).toBe(2);
});

test('a second device beside a virtual one is found by the account’s own count', async () => {
  addHolder('both', virtual('both'), 'GAHT87654321');
  addHolder('app', virtual('app'));
  const { rows } = await read();
  const serials = rows.get('AWS_IAM_MFA_DEVICES')?.map((row) => row.SERIAL_NUMBER);
  expect(new Set(serials)).toEqual(new Set([virtual('both'), 'GAHT87654321', virtual('app')]));
  expect(serials).toHaveLength(3);
});

test('the root user’s virtual device is told from users’ own', async () => {
  reader.member.changeIam((iam) => {
    iam.rootMfaActive = true;
  });
  const { rows } = await read();
  const [device, ...others] = rows.get('AWS_IAM_MFA_DEVICES') ?? [];
  expect(others).toEqual([]);
  expect(device).toMatchObject({ IS_ROOT: true, KIND: 'virtual' });
  expect(device?.USER_NAME).toBeUndefined();
});

test('the permission to ask a user is missed only where one has to be asked', async () => {
  denyAction(reader.world, 'iam:ListMFADevices');
  addHolder('app', virtual('app'));
  expect((await read()).unit('iam.mfa_devices')).toMatchObject({ status: 'ok', rows: 1 });
  addHolder('token', 'GAHT12345678');
  reader.advance(5 * 3600);
  expect((await read()).unit('iam.mfa_devices')).toMatchObject({ status: 'denied', code: 'AccessDenied' });
});

test('a device of a user is never the root user’s for its name', async () => {
  addHolder('root-account-mfa-device', virtual('root-account-mfa-device'));
  const { rows } = await read();
  expect(rows.get('AWS_IAM_MFA_DEVICES')).toMatchObject([
    { USER_NAME: 'root-account-mfa-device', IS_ROOT: false },
  ]);
});

test('a device that is younger than the report is found, whatever its kind', async () => {
  addHolder('app', virtual('app'));
  addHolder('late');
  await reader.read(reader.access(), reader.member, { collectors: collectors('iam.credential_report') });
  const serial = `arn:aws:iam::${reader.member.id}:u2f/user/late/key`;
  reader.member.changeIam((iam) => {
    iam.users.get('late')?.mfaDevices.push({ SerialNumber: serial, EnableDate: enabled });
  });
  reader.advance(600);
  const { rows, unit } = await read();
  expect(unit('iam.mfa_devices')).toMatchObject({ status: 'ok', rows: 2 });
  expect(rows.get('AWS_IAM_MFA_DEVICES')).toContainEqual(
    expect.objectContaining({ USER_NAME: 'late', KIND: 'fido', SERIAL_NUMBER: serial }),
  );
});

/** A reader whose IAM answers otherwise. */
function readerWhere(changes: Record<string, (own: Operation) => Operation>): Promise<Reader> {
  const table: Record<string, Operation> = { ...allOperations.iam };
  for (const [name, change] of Object.entries(changes)) table[name] = change(table[name] as Operation);
  return startReader({}, { operations: { ...allOperations, iam: table } });
}

test('a count that nothing explains leaves the unit failed', async () => {
  await using other = await readerWhere({
    GetAccountSummary: (own) =>
      (async (call) => {
        const { SummaryMap } = (await own(call)) as { SummaryMap: Record<string, number> };
        return { SummaryMap: { ...SummaryMap, AccountMFAEnabled: 0, MFADevicesInUse: 99 } };
      }) as Operation,
  });
  const outcome = await other.read(other.access(), other.member, {
    collectors: collectors('iam.mfa_devices'),
  });
  expect(outcome.unit('iam.mfa_devices')).toMatchObject({
    status: 'failed',
    reason: expect.stringContaining('AWS counts 99 MFA devices in use'),
  });
});

/** Goes on with a reader whose IAM answers otherwise. */
async function startOver(changes: Parameters<typeof readerWhere>[0]): Promise<void> {
  await reader[Symbol.asyncDispose]();
  reader = await readerWhere(changes);
  forgetDevices();
}

/** What the account counts, with so many devices more in use than there are. */
const countingMore = (more: number) => (own: Operation) =>
  (async (call) => {
    const { SummaryMap } = (await own(call)) as { SummaryMap: Record<string, number> };
    const inUse = (SummaryMap.MFADevicesInUse ?? 0) + more;
    return { SummaryMap: { ...SummaryMap, AccountMFAEnabled: 0, MFADevicesInUse: inUse } };
  }) as Operation;

test('a device that two lists name explains one of the count', async () => {
  await startOver({ GetAccountSummary: countingMore(1) });
  addHolder('both', virtual('both'), 'GAHT87654321');
  expect((await read()).unit('iam.mfa_devices')).toMatchObject({
    status: 'failed',
    reason: expect.stringContaining('AWS counts 3 MFA devices in use, and 2 are found') as string,
  });
});

test('a virtual device that nobody has explains nothing of the count', async () => {
  await startOver({
    ListVirtualMFADevices: (own) =>
      (async (call) => {
        const { VirtualMFADevices } = (await own(call)) as { VirtualMFADevices: object[] };
        const unused = { SerialNumber: virtual('unused') };
        return { VirtualMFADevices: [...VirtualMFADevices, unused], IsTruncated: false };
      }) as Operation,
  });
  addHolder('both', virtual('both'), 'GAHT87654321');
  const { rows } = await read();
  const serials = rows.get('AWS_IAM_MFA_DEVICES')?.map((row) => row.SERIAL_NUMBER);
  expect(new Set(serials)).toEqual(new Set([virtual('both'), 'GAHT87654321', virtual('unused')]));
});

test('a key of the root user, which no list names, has nobody else asked', async () => {
  await startOver({
    ListVirtualMFADevices: () => (async () => ({ VirtualMFADevices: [], IsTruncated: false })) as Operation,
  });
  reader.member.changeIam((iam) => {
    iam.rootMfaActive = true;
  });
  addHolder('none');
  expect((await read()).unit('iam.mfa_devices')).toMatchObject({ status: 'ok', rows: 0 });
  expect(calls()['iam:ListMFADevices'] ?? 0).toBe(0);
});

test('a report that cannot be parsed costs a call per user and no device or key', async () => {
  await using other = await readerWhere({
    // AWS quotes nothing.
    GetCredentialReport: (own) =>
      (async (call) => {
        const answer = (await own(call)) as { Content: Uint8Array };
        return {
          ...answer,
          Content: Buffer.from(Buffer.from(answer.Content).toString().replaceAll('"', '')),
        };
      }) as Operation,
  });
  const user = addUser(other.world, other.member.id, 'doe,jane', new Date('2023-01-01T00:00:00Z'));
  other.member.changeIam((iam) => {
    iam.users.get('doe,jane')?.mfaDevices.push({ SerialNumber: 'GAHT11111111', EnableDate: enabled });
  });
  const outcome = await other.read(other.access(), other.member, {
    collectors: collectors('iam.credential_report', 'iam.mfa_devices', 'iam.access_keys'),
  });
  expect(outcome.unit('iam.credential_report')).toMatchObject({ status: 'failed' });
  expect(outcome.unit('iam.mfa_devices').status).toBe('ok');
  expect(outcome.unit('iam.access_keys').status).toBe('ok');
  expect(outcome.rows.get('AWS_IAM_MFA_DEVICES')).toContainEqual(
    expect.objectContaining({ USER_NAME: 'doe,jane', KIND: 'hardware' }),
  );
  expect(outcome.rows.get('AWS_IAM_ACCESS_KEYS')).toContainEqual(
    expect.objectContaining({ ACCESS_KEY_ID: user.accessKeys[0]?.AccessKeyId }),
  );
});

function forgetDevices(): void {
  reader.member.changeIam((iam) => {
    for (const user of iam.users.values()) user.mfaDevices = [];
    iam.rootMfaActive = false;
  });
}

function addHolder(name: string, ...serials: readonly string[]): void {
  const devices = serials.map((SerialNumber): MfaDevice => ({ SerialNumber, EnableDate: enabled }));
  const { UserName } = addUser(reader.world, reader.member.id, name, new Date('2023-01-01T00:00:00Z'));
  reader.member.changeIam((iam) => {
    iam.users.get(UserName)?.mfaDevices.push(...devices);
  });
}

test('what no list names of the root user, the COMMENT of the view says', () => {
  const view = allViews(collectors('iam.mfa_devices')).find(({ name }) => name === 'AWS_IAM_MFA_DEVICES');
  expect(view?.comment).toContain('AWS lists no security key and no hardware token of the root user');
});
