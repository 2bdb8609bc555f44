import type { ResponsibilityTransfer as SdkResponsibilityTransfer } from '@aws-sdk/client-organizations';
import { requiredList } from '../answer.ts';
import { pagesOf } from '../listing.ts';
import { organizations } from './service.ts';

/** A responsibility that one organization has given to the management account of another. */
interface ResponsibilityTransfer extends SdkResponsibilityTransfer {
  readonly Direction: 'INBOUND' | 'OUTBOUND';
}

/** Operations by which way responsibilities go. */
const LISTS = {
  INBOUND: 'ListInboundResponsibilityTransfers',
  OUTBOUND: 'ListOutboundResponsibilityTransfers',
} as const;

/** There is no other type. */
const input = { Type: 'BILLING' } as const;

export const responsibilityTransfers = organizations.read<{
  ORGANIZATIONS_RESPONSIBILITY_TRANSFERS: ResponsibilityTransfer;
}>('responsibility_transfers', {
  doc: 'Who manages the bills of this organization for it, and of which others it manages them.',
  calls: '2',
  actions: [
    'organizations:ListInboundResponsibilityTransfers',
    'organizations:ListOutboundResponsibilityTransfers',
  ],
  absent: ['UnsupportedAPIEndpointException'],
  tables: {
    ORGANIZATIONS_RESPONSIBILITY_TRANSFERS: {
      doc: 'Transfers of billing between this organization and others, one row each.',
      key: ({ Id, Direction }) => Id && `${Direction}/${Id}`,
      columns: {
        ARN: ['STRING', 'Arn', 'ARN of the transfer.'],
        TRANSFER_ID: ['STRING', 'Id', 'Id of the transfer, which begins with rt-.'],
        NAME: ['STRING', 'Name', 'Name that it was given.'],
        DIRECTION: [
          'STRING',
          'Direction',
          'INBOUND where this organization manages the bills of another, OUTBOUND where another manages its.',
        ],
        TYPE: ['STRING', 'Type', 'BILLING.'],
        STATUS: ['STRING', 'Status', 'REQUESTED, ACCEPTED, DECLINED, CANCELED, EXPIRED or WITHDRAWN.'],
        SOURCE_MANAGEMENT_ACCOUNT_ID: [
          'STRING',
          'Source.ManagementAccountId',
          'Management account of the organization whose bills they are.',
        ],
        SOURCE_EMAIL: ['STRING', 'Source.ManagementAccountEmail', 'Address of its root user.'],
        TARGET_MANAGEMENT_ACCOUNT_ID: [
          'STRING',
          'Target.ManagementAccountId',
          'Management account that manages them.',
        ],
        TARGET_EMAIL: ['STRING', 'Target.ManagementAccountEmail', 'Address of its root user.'],
        STARTS_AT: ['TIMESTAMP_LTZ', 'StartTimestamp', 'From when on.'],
        ENDS_AT: ['TIMESTAMP_LTZ', 'EndTimestamp', 'Until when; NULL while no end is set.'],
        HANDSHAKE_ID: ['STRING', 'ActiveHandshakeId', 'Handshake by which it is agreed on.'],
      },
    },
  },
  async *read(context) {
    for (const Direction of ['INBOUND', 'OUTBOUND'] as const) {
      const operation = LISTS[Direction];
      for await (const page of pagesOf(context, organizations, operation, { input })) {
        const transfers = requiredList(page.ResponsibilityTransfers, operation, 'ResponsibilityTransfers');
        for (const transfer of transfers) {
          yield ['ORGANIZATIONS_RESPONSIBILITY_TRANSFERS', { ...transfer, Direction }];
        }
      }
    }
  },
});
