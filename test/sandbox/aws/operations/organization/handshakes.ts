import type * as sdk from '@aws-sdk/client-organizations';
import type { Operation, World } from '../../contract.ts';
import { createRandom } from '../../world/random.ts';
import { newest, oldest } from '../../world/times.ts';
import { cut, fromAdministrator } from './calls.ts';

const FORTNIGHT_MS = 14 * 24 * 3_600_000;

/** Agreements between the organization and accounts. */
export const organizationHandshakeOperations: Readonly<Record<string, Operation>> = {
  ListHandshakesForOrganization: fromAdministrator<
    sdk.ListHandshakesForOrganizationRequest,
    sdk.ListHandshakesForOrganizationResponse
  >((call) => {
    const { ActionType, ParentHandshakeId } = call.input.Filter ?? {};
    const all = ParentHandshakeId === undefined ? invitations(call.world) : [];
    const wanted = all.filter(({ Action }) => ActionType === undefined || Action === ActionType);
    const { items, next } = cut(call, `ListHandshakesForOrganization ${ActionType}`, wanted);
    return { Handshakes: items, ...next };
  }),
};

/** More than a page of them: some ask an account, some an address. */
function invitations(world: World): sdk.Handshake[] {
  const { seed, partition, managementAccountId, organizationId } = world;
  return Array.from({ length: 23 }, (_, index): sdk.Handshake => {
    const random = createRandom(seed, 'handshake', index);
    const Id = `h-${random.text('0123456789abcdef', 32)}`;
    const RequestedTimestamp = random.date(oldest, newest);
    const account = random.text('123456789', 12);
    const invited = random.chance(0.5)
      ? ({ Id: account, Type: 'ACCOUNT' } as const)
      : ({ Id: `owner${index}@example.com`, Type: 'EMAIL' } as const);
    return {
      Id,
      Arn: `arn:${partition}:organizations::${managementAccountId}:handshake/${organizationId}/invite/${Id}`,
      Parties: [{ Id: organizationId.slice(2), Type: 'ORGANIZATION' }, invited],
      State: random.pick(['OPEN', 'ACCEPTED', 'DECLINED', 'CANCELED', 'EXPIRED']),
      RequestedTimestamp,
      ExpirationTimestamp: new Date(RequestedTimestamp.getTime() + FORTNIGHT_MS),
      Action: 'INVITE',
      Resources: [
        {
          Value: organizationId,
          Type: 'ORGANIZATION',
          Resources: [{ Value: 'ALL', Type: 'ORGANIZATION_FEATURE_SET' }],
        },
        { Value: invited.Id, Type: invited.Type },
        ...(random.chance(0.3) ? [{ Value: 'Welcome', Type: 'NOTES' as const }] : []),
      ],
    };
  });
}
