import type { MFADevice, VirtualMFADevice } from '@aws-sdk/client-iam';
import type { CollectContext } from '../context.ts';
import { listAll } from '../listing.ts';
import { unlessNotFound } from '../not-found.ts';
import { readAccountSummary } from './account-summary.ts';
import { readCredentialReport } from './credential-report.ts';
import { iam } from './service.ts';
import { type KnownUser, readUsers } from './users.ts';

/** One device. Seeds and QR codes, which only its making answers, have no place here. */
export interface MfaDeviceFacts {
  readonly SerialNumber: string | undefined;
  readonly Kind: 'virtual' | 'fido' | 'hardware';
  readonly UserName?: string | undefined;
  readonly IsRoot: boolean;
  /** Absent on a virtual device that is assigned to nobody. */
  readonly EnableDate?: Date | undefined;
}

/**
 * Every device there is. One list has all virtual ones; the others are asked for user by user, but only of users
 * that the report says have MFA and no virtual device explains it. Where the account counts more devices in use
 * than that finds, somebody has a virtual one and another, and those users are asked too.
 */
export async function* mfaDevices(context: CollectContext): AsyncGenerator<MfaDeviceFacts> {
  const virtual = await virtualDevices(context);
  yield* virtual;
  const holders = new Set(virtual.flatMap(({ UserName }) => UserName ?? []));
  const users = await readUsers(context);
  let found = virtual.filter(({ EnableDate }) => EnableDate !== undefined).length;
  for (const user of users.filter((each) => mayHaveMfa(each) && !holders.has(each.userName))) {
    for (const device of await devicesOf(context, user)) {
      found += 1;
      yield device;
    }
  }
  const { MFADevicesInUse = 0 } = await readAccountSummary(context);
  if (MFADevicesInUse <= found + (await unseenOfRoot(context, virtual))) return;
  const listed = new Set(virtual.map(({ SerialNumber }) => SerialNumber));
  for (const user of users.filter(({ userName }) => holders.has(userName))) {
    for (const device of await devicesOf(context, user)) {
      if (!listed.has(device.SerialNumber)) yield device;
    }
  }
}

async function virtualDevices(context: CollectContext): Promise<readonly MfaDeviceFacts[]> {
  const request = { pageSize: 1000 };
  const list = await listAll(context, iam, 'ListVirtualMFADevices', 'VirtualMFADevices', request);
  return list.map(virtualDevice);
}

function virtualDevice({ SerialNumber = '', User, EnableDate }: VirtualMFADevice): MfaDeviceFacts {
  const isRoot =
    SerialNumber.endsWith(':mfa/root-account-mfa-device') || User?.Arn?.endsWith(':root') === true;
  return { SerialNumber, Kind: 'virtual', UserName: User?.UserName, IsRoot: isRoot, EnableDate };
}

function mayHaveMfa({ reported }: KnownUser): boolean {
  return reported?.mfa_active !== false;
}

/** A user deleted since the list was read has no devices, and that is the truth. */
async function devicesOf(context: CollectContext, { userName }: KnownUser): Promise<MfaDeviceFacts[]> {
  const devices = await unlessNotFound(['NoSuchEntityException'], () =>
    listAll(context, iam, 'ListMFADevices', 'MFADevices', { input: { UserName: userName } }),
  );
  return (devices ?? []).map(deviceOfUser);
}

function deviceOfUser({ SerialNumber = '', UserName, EnableDate }: MFADevice): MfaDeviceFacts {
  return { SerialNumber, Kind: kindOf(SerialNumber), UserName, IsRoot: false, EnableDate };
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_MFADevice.html */
function kindOf(serial: string): MfaDeviceFacts['Kind'] {
  if (serial.includes(':mfa/')) return 'virtual';
  return serial.includes(':u2f/') ? 'fido' : 'hardware';
}

/** No list names the root user's hardware and FIDO devices; the report says that there is one. */
async function unseenOfRoot(context: CollectContext, virtual: readonly MfaDeviceFacts[]): Promise<number> {
  const report = await readCredentialReport(context);
  const root = report.find(({ user }) => user === '<root_account>');
  return root?.mfa_active === true && !virtual.some(({ IsRoot }) => IsRoot) ? 1 : 0;
}
