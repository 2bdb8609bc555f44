import type * as sdk from '@aws-sdk/client-organizations';
import type { Operation, World } from '../../contract.ts';
import { createRandom } from '../../world/random.ts';
import { newest, oldest } from '../../world/times.ts';
import { cut, fromAdministrator, invalidInput } from './calls.ts';

type Direction = 'inbound' | 'outbound';

/** More than a page of organizations whose bills are managed here, and one that manages the bills of this one. */
const COUNTS: Readonly<Record<Direction, number>> = { inbound: 22, outbound: 1 };

/** Responsibilities that organizations give to each other. */
export const responsibilityTransferOperations: Readonly<Record<string, Operation>> = {
  ListInboundResponsibilityTransfers: fromAdministrator<
    sdk.ListInboundResponsibilityTransfersRequest,
    sdk.ListInboundResponsibilityTransfersResponse
  >((call) => {
    requireBilling(call.input.Type);
    const wanted = transfers(call.world, 'inbound').filter(
      ({ Id }) => call.input.Id === undefined || Id === call.input.Id,
    );
    const { items, next } = cut(call, `ListInboundResponsibilityTransfers ${call.input.Id}`, wanted);
    return { ResponsibilityTransfers: items, ...next };
  }),

  ListOutboundResponsibilityTransfers: fromAdministrator<
    sdk.ListOutboundResponsibilityTransfersRequest,
    sdk.ListOutboundResponsibilityTransfersResponse
  >((call) => {
    requireBilling(call.input.Type);
    const wanted = transfers(call.world, 'outbound');
    const { items, next } = cut(call, 'ListOutboundResponsibilityTransfers', wanted);
    return { ResponsibilityTransfers: items, ...next };
  }),
};

/** The member is required, and there is no other type. */
function requireBilling(type: string | undefined): void {
  if (type === undefined) throw invalidInput('INPUT_REQUIRED');
  if (type !== 'BILLING') throw invalidInput('INVALID_ENUM');
}

function transfers(world: World, direction: Direction): sdk.ResponsibilityTransfer[] {
  const { seed, partition, managementAccountId, organizationId } = world;
  const own = {
    ManagementAccountId: managementAccountId,
    ManagementAccountEmail: world.accounts.get(managementAccountId)?.email,
  };
  return Array.from({ length: COUNTS[direction] }, (_, index): sdk.ResponsibilityTransfer => {
    const random = createRandom(seed, 'responsibility transfer', direction, index);
    const Id = `rt-${random.text('0123456789abcdef', 16)}`;
    const other = {
      ManagementAccountId: random.text('123456789', 12),
      ManagementAccountEmail: `bills${index}@example.org`,
    };
    const StartTimestamp = random.date(oldest, newest);
    return {
      Id,
      Arn: `arn:${partition}:organizations::${managementAccountId}:transfer/${organizationId}/billing/${direction}/${Id}`,
      Name: `bills ${index}`,
      Type: 'BILLING',
      Status: random.pick(['REQUESTED', 'ACCEPTED', 'WITHDRAWN']),
      Source: direction === 'inbound' ? other : own,
      Target: direction === 'inbound' ? own : other,
      StartTimestamp,
      ...(random.chance(0.4) ? { EndTimestamp: random.date(StartTimestamp, newest) } : {}),
      ActiveHandshakeId: `h-${random.text('0123456789abcdef', 32)}`,
    };
  });
}
