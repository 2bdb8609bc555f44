import type { MFADevice, VirtualMFADevice } from '@aws-sdk/client-iam';
import { transientError } from '../../../errors.ts';
import type { CollectContext } from '../context.ts';
import { listAll } from '../listing.ts';
import { unlessNotFound } from '../not-found.ts';
import { readAccountSummary } from './account-summary.ts';
import { iam } from './service.ts';
import { type KnownUser, readUsers } from './users.ts';

/** One device. Seeds and QR codes, which only its making answers, have no place here. */
export interface MfaDeviceFacts {
  readonly SerialNumber: string | undefined;
  readonly Kind: 'virtual' | 'fido' | 'hardware';
  readonly UserName?: string | undefined;
  readonly IsRoot: boolean;
  /** Absent on a virtual device without a user. */
  readonly EnableDate?: Date | undefined;
}

/**
 * Every device there is. One list has all virtual ones; the others are asked for user by user, but only of users
 * that the report says have MFA and no virtual device explains it. Where the account counts more devices in use
 * than that finds, somebody has a virtual one and another, or one that is younger than the report, and all other users
 * are asked too. A count that even that does not explain is no truth to publish.
 */
export async function* readMfaDevices(context: CollectContext): AsyncGenerator<MfaDeviceFacts> {
  const virtual = await virtualDevices(context);
  yield* virtual;
  const holders = new Set(virtual.flatMap(({ UserName }) => UserName ?? []));
  const users = await readUsers(context);
  let found = virtual.filter(({ EnableDate }) => EnableDate !== undefined).length;
  const suspected = users.filter((user) => mayHaveMfa(user) && !holders.has(user.userName));
  for (const user of suspected) {
    for (const device of await devicesOf(context, user)) {
      found += 1;
      yield device;
    }
  }
  const { MFADevicesInUse = 0, AccountMFAEnabled = 0 } = await readAccountSummary(context);
  const isRootUnseen = AccountMFAEnabled > 0 && !virtual.some(({ IsRoot }) => IsRoot);
  if (MFADevicesInUse <= found + (isRootUnseen ? 1 : 0)) return;
  const listed = new Set(virtual.map(({ SerialNumber }) => SerialNumber));
  for (const user of users.filter((each) => !suspected.includes(each))) {
    for (const device of await devicesOf(context, user)) {
      if (listed.has(device.SerialNumber)) continue;
      found += 1;
      yield device;
    }
  }
  // The root user may have several keys of its own, which no list names.
  if (MFADevicesInUse > found && AccountMFAEnabled === 0) throw unexplained(context, MFADevicesInUse, found);
}

function unexplained({ accountId }: CollectContext, counted: number, found: number): Error {
  return transientError(`AWS counts ${counted} MFA devices in use, and ${found} are found`, {
    where: `account ${accountId}`,
    hint: 'Run again: a device was given or taken while it was read.',
  });
}

async function virtualDevices(context: CollectContext): Promise<readonly MfaDeviceFacts[]> {
  const request = { pageSize: 1000 };
  const list = await listAll(context, iam, 'ListVirtualMFADevices', 'VirtualMFADevices', request);
  return list.map(virtualDevice);
}

/** The root user has no name, only an ARN; a device that is in use and of no user is its own, too. */
function virtualDevice({ SerialNumber = '', User, EnableDate }: VirtualMFADevice): MfaDeviceFacts {
  const isRoot = User ? User.Arn?.endsWith(':root') === true : EnableDate !== undefined;
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
