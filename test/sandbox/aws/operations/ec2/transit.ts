import type { Operation } from '../../contract.ts';
import { listing } from './listing.ts';

const usual = { fewest: 5, most: 1000 };

/** What leads to other networks. */
export const transitOperations: Readonly<Record<string, Operation>> = {
  ...listing('DescribeTransitGateways', 'TransitGateways', {
    items: ({ transitGateways }) => transitGateways,
    ids: {
      member: 'TransitGatewayIds',
      prefix: 'tgw',
      code: 'InvalidTransitGatewayID',
      noun: 'Transit Gateway',
      of: ({ TransitGatewayId }) => TransitGatewayId,
    },
    filters: {
      'owner-id': ({ OwnerId }) => OwnerId,
      state: ({ State }) => State,
      'transit-gateway-id': ({ TransitGatewayId }) => TransitGatewayId,
    },
    pages: usual,
  }),
  ...listing('DescribeTransitGatewayAttachments', 'TransitGatewayAttachments', {
    items: ({ transitGatewayAttachments }) => transitGatewayAttachments,
    ids: {
      member: 'TransitGatewayAttachmentIds',
      prefix: 'tgw-attach',
      code: 'InvalidTransitGatewayAttachmentID',
      noun: 'Transit Gateway Attachment',
      of: ({ TransitGatewayAttachmentId }) => TransitGatewayAttachmentId,
    },
    filters: {
      'resource-id': ({ ResourceId }) => ResourceId,
      'resource-type': ({ ResourceType }) => ResourceType,
      state: ({ State }) => State,
      'transit-gateway-id': ({ TransitGatewayId }) => TransitGatewayId,
    },
    pages: usual,
  }),
  ...listing('DescribeVpnConnections', 'VpnConnections', {
    items: ({ vpnConnections }) => vpnConnections,
    ids: {
      member: 'VpnConnectionIds',
      prefix: 'vpn',
      code: 'InvalidVpnConnectionID',
      noun: 'vpnConnection',
      of: ({ VpnConnectionId }) => VpnConnectionId,
    },
    filters: {
      'customer-gateway-id': ({ CustomerGatewayId }) => CustomerGatewayId,
      state: ({ State }) => State,
      'transit-gateway-id': ({ TransitGatewayId }) => TransitGatewayId,
      'vpn-connection-id': ({ VpnConnectionId }) => VpnConnectionId,
      'vpn-gateway-id': ({ VpnGatewayId }) => VpnGatewayId,
    },
  }),
  ...listing('DescribeVpnGateways', 'VpnGateways', {
    items: ({ vpnGateways }) => vpnGateways,
    ids: {
      member: 'VpnGatewayIds',
      prefix: 'vgw',
      code: 'InvalidVpnGatewayID',
      noun: 'vpnGateway',
      of: ({ VpnGatewayId }) => VpnGatewayId,
    },
    filters: { state: ({ State }) => State, 'vpn-gateway-id': ({ VpnGatewayId }) => VpnGatewayId },
  }),
  ...listing('DescribeCustomerGateways', 'CustomerGateways', {
    items: ({ customerGateways }) => customerGateways,
    ids: {
      member: 'CustomerGatewayIds',
      prefix: 'cgw',
      code: 'InvalidCustomerGatewayID',
      noun: 'customerGateway',
      of: ({ CustomerGatewayId }) => CustomerGatewayId,
    },
    filters: {
      'customer-gateway-id': ({ CustomerGatewayId }) => CustomerGatewayId,
      state: ({ State }) => State,
    },
  }),
};
