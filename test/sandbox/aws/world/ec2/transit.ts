import type { TransitGateway, TransitGatewayAttachment, VpnConnection } from '@aws-sdk/client-ec2';
import type { TransitAssets } from '../../region-assets.ts';
import { type Blueprint, randomOf } from '../blueprint.ts';
import { resourceId } from '../identifiers.ts';
import type { Random } from '../random.ts';
import { newest, oldest } from '../times.ts';
import type { Network } from './vpcs.ts';

/** About one used region in three leads to an office: by a transit gateway or by a gateway of one VPC. */
export function generateTransit(
  blueprint: Blueprint,
  region: string,
  networks: readonly Network[],
): TransitAssets {
  const random = randomOf(blueprint, region, 'transit');
  const custom = networks.filter(({ vpc }) => !vpc.IsDefault);
  const none: TransitAssets = {
    transitGateways: [],
    transitGatewayAttachments: [],
    vpnConnections: [],
    vpnGateways: [],
    customerGateways: [],
  };
  if (custom.length === 0 || !random.chance(0.35)) return none;
  const office = {
    CustomerGatewayId: resourceId(random, 'cgw'),
    State: 'available',
    Type: 'ipsec.1',
    IpAddress: `198.51.100.${random.integer(1, 254)}`,
    BgpAsn: '65010',
    DeviceName: 'office-router',
    Tags: [{ Key: 'Name', Value: 'office' }],
  };
  if (random.chance(0.5)) {
    const gateway = {
      VpnGatewayId: resourceId(random, 'vgw'),
      State: 'available' as const,
      Type: 'ipsec.1' as const,
      AmazonSideAsn: 64512,
      VpcAttachments: [{ State: 'attached' as const, VpcId: custom[0]?.vpc.VpcId }],
      Tags: [{ Key: 'Name', Value: 'office' }],
    };
    const connection = vpnConnection(random, office.CustomerGatewayId, {
      VpnGatewayId: gateway.VpnGatewayId,
    });
    return { ...none, customerGateways: [office], vpnGateways: [gateway], vpnConnections: [connection] };
  }
  const hub = transitGateway(blueprint, region, random);
  const connection = vpnConnection(random, office.CustomerGatewayId, {
    TransitGatewayId: hub.TransitGatewayId,
  });
  const attach = (ResourceType: 'vpc' | 'vpn', ResourceId: string | undefined): TransitGatewayAttachment => ({
    TransitGatewayAttachmentId: resourceId(random, 'tgw-attach'),
    TransitGatewayId: hub.TransitGatewayId,
    TransitGatewayOwnerId: blueprint.accountId,
    ResourceOwnerId: blueprint.accountId,
    ResourceType,
    ResourceId,
    State: 'available',
    Association: {
      TransitGatewayRouteTableId: hub.Options?.AssociationDefaultRouteTableId,
      State: 'associated',
    },
    CreationTime: random.date(oldest, newest),
    Tags: [{ Key: 'managed-by', Value: 'terraform' }],
  });
  return {
    ...none,
    transitGateways: [hub],
    transitGatewayAttachments: [
      ...custom.map(({ vpc }) => attach('vpc', vpc.VpcId)),
      attach('vpn', connection.VpnConnectionId),
    ],
    vpnConnections: [connection],
    customerGateways: [office],
  };
}

function transitGateway({ partition, accountId }: Blueprint, region: string, random: Random): TransitGateway {
  const id = resourceId(random, 'tgw');
  const table = resourceId(random, 'tgw-rtb');
  return {
    TransitGatewayId: id,
    TransitGatewayArn: `arn:${partition}:ec2:${region}:${accountId}:transit-gateway/${id}`,
    OwnerId: accountId,
    State: 'available',
    Description: 'Hub of the region',
    CreationTime: random.date(oldest, newest),
    Options: {
      AmazonSideAsn: 64512,
      AutoAcceptSharedAttachments: random.pick(['enable', 'disable']),
      DefaultRouteTableAssociation: 'enable',
      AssociationDefaultRouteTableId: table,
      DefaultRouteTablePropagation: 'enable',
      PropagationDefaultRouteTableId: table,
      DnsSupport: 'enable',
      VpnEcmpSupport: 'enable',
      MulticastSupport: 'disable',
    },
    Tags: [{ Key: 'Name', Value: `hub-${region}` }],
  };
}

/** As AWS answers it: both keys of its tunnels in clear, once in the options and once in the configuration. */
function vpnConnection(
  random: Random,
  CustomerGatewayId: string,
  end: Pick<VpnConnection, 'VpnGatewayId' | 'TransitGatewayId'>,
): VpnConnection {
  const id = resourceId(random, 'vpn');
  const keys = [1, 2].map(() => `psk.${random.text('abcdefghijklmnopqrstuvwxyz0123456789', 28)}`);
  const tunnels = keys.map((key) => `<ipsec_tunnel><pre_shared_key>${key}</pre_shared_key></ipsec_tunnel>`);
  return {
    ...end,
    VpnConnectionId: id,
    CustomerGatewayId,
    State: 'available',
    Type: 'ipsec.1',
    Category: 'VPN',
    CustomerGatewayConfiguration: `<vpn_connection id="${id}">${tunnels.join('')}</vpn_connection>`,
    Options: {
      EnableAcceleration: false,
      StaticRoutesOnly: random.chance(0.5),
      TunnelInsideIpVersion: 'ipv4',
      TunnelOptions: keys.map((PreSharedKey, index) => ({
        OutsideIpAddress: `203.0.118.${random.integer(1, 254)}`,
        TunnelInsideCidr: `169.254.${10 + index}.0/30`,
        PreSharedKey,
        IkeVersions: [{ Value: 'ikev2' }],
      })),
    },
    VgwTelemetry: keys.map((_, index) => ({
      OutsideIpAddress: `203.0.118.${index + 1}`,
      Status: index === 0 ? 'UP' : 'DOWN',
      StatusMessage: index === 0 ? '2 BGP ROUTES' : '',
      AcceptedRouteCount: index === 0 ? 2 : 0,
      LastStatusChange: random.date(oldest, newest),
    })),
    Tags: [{ Key: 'Name', Value: 'office' }],
  };
}
