import type {
  ListMFADevicesRequest,
  ListMFADevicesResponse,
  ListVirtualMFADevicesRequest,
  ListVirtualMFADevicesResponse,
  VirtualMFADevice,
} from '@aws-sdk/client-iam';
import type { OperationCall } from '../../contract.ts';
import { markedPage } from './pages.ts';
import { namedUser, userWithPassword } from './users.ts';
import { requireOneOf } from './validation.ts';

export function listMfaDevices(call: OperationCall<ListMFADevicesRequest>): ListMFADevicesResponse {
  const user = namedUser(call);
  const { items, rest } = markedPage(call, 'ListMFADevices', user.mfaDevices);
  return { MFADevices: items.map((device) => ({ UserName: user.UserName, ...device })), ...rest };
}

/** Only virtual devices, hardware and passkeys are not here; AWS gives the seed at creation alone. */
export function listVirtualMfaDevices(
  call: OperationCall<ListVirtualMFADevicesRequest>,
): ListVirtualMFADevicesResponse {
  const status = call.input.AssignmentStatus;
  requireOneOf(status, 'assignmentStatus', ['Assigned', 'Unassigned', 'Any']);
  const { items, rest } = markedPage(
    call,
    'ListVirtualMFADevices',
    status === 'Unassigned' ? [] : assignedDevices(call),
  );
  return { VirtualMFADevices: items, ...rest };
}

function assignedDevices({ account, world }: OperationCall<object>): VirtualMFADevice[] {
  const iam = account.iam();
  const root: VirtualMFADevice = {
    SerialNumber: `arn:${world.partition}:iam::${account.id}:mfa/root-account-mfa-device`,
    EnableDate: account.joinedAt,
  };
  return [
    ...(iam.rootMfaActive && iam.rootMfaIsHardware !== true ? [root] : []),
    ...[...iam.users.values()].flatMap((user) =>
      user.mfaDevices
        .filter(({ SerialNumber }) => SerialNumber.includes(':mfa/'))
        .map((device) => ({ ...device, User: userWithPassword(user) })),
    ),
  ];
}
