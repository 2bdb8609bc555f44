import { tagMap, tagValue } from '../tagging/tags.ts';
import { ec2 } from './service.ts';

export const transitGateways = ec2.operation('transit_gateways', 'DescribeTransitGateways', {
  doc: 'Transit gateways of the account and those shared with it.',
  pageSize: 1000,
  tables: {
    TRANSIT_GATEWAYS: {
      doc: 'Transit gateways, one row each.',
      rows: 'TransitGateways',
      key: 'TransitGatewayId',
      columns: {
        TRANSIT_GATEWAY_ID: ['STRING', 'TransitGatewayId', 'Transit gateway id.'],
        NAME: ['STRING', (gateway) => tagValue(gateway.Tags, 'Name'), 'The Name tag.'],
        OWNER_ID: ['STRING', 'OwnerId', 'Account that owns it.'],
        STATE: ['STRING', 'State', 'pending, available, modifying, deleting or deleted.'],
        DESCRIPTION: ['STRING', 'Description', 'Description.'],
        AMAZON_SIDE_ASN: ['NUMBER', 'Options.AmazonSideAsn', 'Private ASN of the AWS side.'],
        AUTO_ACCEPT_SHARED_ATTACHMENTS: [
          'STRING',
          'Options.AutoAcceptSharedAttachments',
          'enable means any account it is shared with may attach.',
        ],
        CREATION_TIME: ['TIMESTAMP_LTZ', 'CreationTime', 'When it was made.'],
        TAGS: ['VARIANT', (gateway) => tagMap(gateway.Tags), 'Tags as an object.'],
      },
    },
  },
});

export const transitGatewayAttachments = ec2.operation(
  'transit_gateway_attachments',
  'DescribeTransitGatewayAttachments',
  {
    doc: 'What is attached to transit gateways, seen from either side.',
    pageSize: 1000,
    tables: {
      TRANSIT_GATEWAY_ATTACHMENTS: {
        doc: 'Transit gateway attachments, one row each.',
        rows: 'TransitGatewayAttachments',
        key: 'TransitGatewayAttachmentId',
        columns: {
          ATTACHMENT_ID: ['STRING', 'TransitGatewayAttachmentId', 'Attachment id.'],
          TRANSIT_GATEWAY_ID: ['STRING', 'TransitGatewayId', 'Transit gateway.'],
          TRANSIT_GATEWAY_OWNER_ID: [
            'STRING',
            'TransitGatewayOwnerId',
            'Account that owns the transit gateway.',
          ],
          RESOURCE_TYPE: [
            'STRING',
            'ResourceType',
            'vpc, vpn, direct-connect-gateway, peering, connect or tgw-peering.',
          ],
          ATTACHED_RESOURCE_ID: ['STRING', 'ResourceId', 'What is attached.'],
          ATTACHED_RESOURCE_OWNER_ID: ['STRING', 'ResourceOwnerId', 'Account that owns what is attached.'],
          STATE: ['STRING', 'State', 'Such as available, pendingAcceptance or failed.'],
          ROUTE_TABLE_ID: [
            'STRING',
            'Association.TransitGatewayRouteTableId',
            'Route table it is associated with.',
          ],
          CREATION_TIME: ['TIMESTAMP_LTZ', 'CreationTime', 'When it was made.'],
          TAGS: ['VARIANT', (attachment) => tagMap(attachment.Tags), 'Tags as an object.'],
        },
      },
    },
  },
);

export const vpnConnections = ec2.operation('vpn_connections', 'DescribeVpnConnections', {
  doc: 'Site-to-site VPN connections, without their pre-shared keys.',
  tables: {
    VPN_CONNECTIONS: {
      doc: 'Site-to-site VPN connections, one row each.',
      rows: 'VpnConnections',
      key: 'VpnConnectionId',
      volatile: ['VgwTelemetry'],
      columns: {
        VPN_CONNECTION_ID: ['STRING', 'VpnConnectionId', 'VPN connection id.'],
        NAME: ['STRING', (connection) => tagValue(connection.Tags, 'Name'), 'The Name tag.'],
        STATE: ['STRING', 'State', 'pending, available, deleting or deleted.'],
        CUSTOMER_GATEWAY_ID: ['STRING', 'CustomerGatewayId', 'Customer gateway.'],
        VPN_GATEWAY_ID: ['STRING', 'VpnGatewayId', 'VPN gateway, where it ends at one.'],
        TRANSIT_GATEWAY_ID: ['STRING', 'TransitGatewayId', 'Transit gateway, where it ends at one.'],
        STATIC_ROUTES_ONLY: ['BOOLEAN', 'Options.StaticRoutesOnly', 'Whether it goes without BGP.'],
        TUNNELS: [
          'VARIANT',
          'Options.TunnelOptions',
          'Tunnels with their addresses and what they may encrypt with.',
        ],
        TELEMETRY: ['VARIANT', 'VgwTelemetry', 'Whether each tunnel is up.'],
        TAGS: ['VARIANT', (connection) => tagMap(connection.Tags), 'Tags as an object.'],
      },
    },
  },
});

export const vpnGateways = ec2.operation('vpn_gateways', 'DescribeVpnGateways', {
  doc: 'Virtual private gateways.',
  tables: {
    VPN_GATEWAYS: {
      doc: 'Virtual private gateways, one row each.',
      rows: 'VpnGateways',
      key: 'VpnGatewayId',
      columns: {
        VPN_GATEWAY_ID: ['STRING', 'VpnGatewayId', 'VPN gateway id.'],
        NAME: ['STRING', (gateway) => tagValue(gateway.Tags, 'Name'), 'The Name tag.'],
        STATE: ['STRING', 'State', 'pending, available, deleting or deleted.'],
        AMAZON_SIDE_ASN: ['NUMBER', 'AmazonSideAsn', 'Private ASN of the AWS side.'],
        VPC_ATTACHMENTS: ['VARIANT', 'VpcAttachments', 'VPCs it is attached to.'],
        TAGS: ['VARIANT', (gateway) => tagMap(gateway.Tags), 'Tags as an object.'],
      },
    },
  },
});

export const customerGateways = ec2.operation('customer_gateways', 'DescribeCustomerGateways', {
  doc: 'Customer gateways: the far ends of VPN connections.',
  tables: {
    CUSTOMER_GATEWAYS: {
      doc: 'Customer gateways, one row each.',
      rows: 'CustomerGateways',
      key: 'CustomerGatewayId',
      columns: {
        CUSTOMER_GATEWAY_ID: ['STRING', 'CustomerGatewayId', 'Customer gateway id.'],
        STATE: ['STRING', 'State', 'pending, available, deleting or deleted.'],
        IP_ADDRESS: ['STRING', 'IpAddress', 'Address of the device.'],
        BGP_ASN: ['STRING', (gateway) => gateway.BgpAsn ?? gateway.BgpAsnExtended, 'ASN of the device.'],
        DEVICE_NAME: ['STRING', 'DeviceName', 'Name of the device.'],
        TAGS: ['VARIANT', (gateway) => tagMap(gateway.Tags), 'Tags as an object.'],
      },
    },
  },
});
