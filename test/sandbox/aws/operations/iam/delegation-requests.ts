import type {
  DelegationRequest,
  ListDelegationRequestsRequest,
  ListDelegationRequestsResponse,
} from '@aws-sdk/client-iam';
import { AwsError, type OperationCall } from '../../contract.ts';
import { createRandom } from '../../world/random.ts';
import { newest, oldest } from '../../world/times.ts';
import { markedPage } from './pages.ts';

const HOUR_MS = 3_600_000;

/** Only IAM of the commercial partition has them. */
export function listDelegationRequests(
  call: OperationCall<ListDelegationRequestsRequest>,
): ListDelegationRequestsResponse {
  if (call.world.partition !== 'aws') {
    throw new AwsError(
      'InvalidAction',
      'Could not find operation ListDelegationRequests for version 2010-05-08',
    );
  }
  const { OwnerId } = call.input;
  const requests = requestsOf(call).filter((each) => OwnerId === undefined || each.OwnerId === OwnerId);
  const { items, rest } = markedPage(call, 'ListDelegationRequests', requests);
  // The answer spells this member otherwise than all others of IAM.
  const { IsTruncated: isTruncated, ...marker } = rest;
  return { DelegationRequests: items, isTruncated, ...marker };
}

/** None in half of the accounts, and a few in the others. */
function requestsOf({ world, account }: OperationCall): DelegationRequest[] {
  const random = createRandom(world.seed, account.id, 'delegation requests');
  const count = random.chance(0.5) ? 0 : random.integer(1, 3);
  return Array.from({ length: count }, (): DelegationRequest => {
    const CreateDate = random.date(oldest, newest);
    const owner = `arn:${world.partition}:iam::${account.id}:role/operations`;
    const isApproved = random.chance(0.5);
    const state = isApproved
      ? random.pick(['ACCEPTED', 'FINALIZED'] as const)
      : random.pick(['PENDING_APPROVAL', 'REJECTED', 'EXPIRED'] as const);
    const hex = (length: number) => random.text('0123456789abcdef', length);
    return {
      DelegationRequestId: [hex(8), hex(4), hex(4), hex(4), hex(12)].join('-'),
      OwnerAccountId: account.id,
      OwnerId: owner,
      Description: 'Sets up the connector of the vendor',
      Permissions: {
        PolicyTemplateArn: 'arn:aws:iam:::delegation-template/vendor-setup',
        Parameters: [{ Name: 'RolePrefix', Values: ['vendor-'], Type: 'string' }],
      },
      PermissionPolicy: JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: ['iam:CreateRole', 'iam:GetRole'], Resource: '*' }],
      }),
      RolePermissionRestrictionArns: [`arn:${world.partition}:iam::aws:policy/ReadOnlyAccess`],
      ...(isApproved ? { ApproverId: owner } : {}),
      State: state,
      RequestorId: '999988887777',
      RequestorName: 'Vendor',
      CreateDate,
      UpdatedTime: new Date(CreateDate.getTime() + HOUR_MS),
      ExpirationTime: new Date(CreateDate.getTime() + 7 * 24 * HOUR_MS),
      SessionDuration: 3600,
      OnlySendByOwner: false,
    };
  });
}
