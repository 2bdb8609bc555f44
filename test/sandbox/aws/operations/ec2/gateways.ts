import type { Operation } from '../../contract.ts';
import { listing } from './listing.ts';

const usual = { fewest: 5, most: 1000 };

/** The ways in and out of a region's VPCs. */
export const gatewayOperations: Readonly<Record<string, Operation>> = {
  ...listing('DescribeInternetGateways', 'InternetGateways', {
    items: ({ internetGateways }) => internetGateways,
    ids: {
      member: 'InternetGatewayIds',
      prefix: 'igw',
      code: 'InvalidInternetGatewayID',
      noun: 'internetGateway',
      of: ({ InternetGatewayId }) => InternetGatewayId,
    },
    filters: {
      'internet-gateway-id': ({ InternetGatewayId }) => InternetGatewayId,
      'owner-id': ({ OwnerId }) => OwnerId,
    },
    pages: usual,
  }),
  ...listing('DescribeEgressOnlyInternetGateways', 'EgressOnlyInternetGateways', {
    items: ({ egressOnlyInternetGateways }) => egressOnlyInternetGateways,
    ids: {
      member: 'EgressOnlyInternetGatewayIds',
      prefix: 'eigw',
      code: 'InvalidGatewayID',
      noun: 'egress only internet gateway',
      of: ({ EgressOnlyInternetGatewayId }) => EgressOnlyInternetGatewayId,
    },
    filters: {},
    pages: { fewest: 5, most: 255 },
  }),
  ...listing('DescribeNatGateways', 'NatGateways', {
    items: ({ natGateways }) => natGateways,
    ids: {
      member: 'NatGatewayIds',
      prefix: 'nat',
      code: 'NatGateway',
      noun: 'NAT gateway',
      of: ({ NatGatewayId }) => NatGatewayId,
    },
    filters: {
      'nat-gateway-id': ({ NatGatewayId }) => NatGatewayId,
      state: ({ State }) => State,
      'subnet-id': ({ SubnetId }) => SubnetId,
      'vpc-id': ({ VpcId }) => VpcId,
    },
    pages: usual,
  }),
  ...listing('DescribeVpcPeeringConnections', 'VpcPeeringConnections', {
    items: ({ vpcPeeringConnections }) => vpcPeeringConnections,
    ids: {
      member: 'VpcPeeringConnectionIds',
      prefix: 'pcx',
      code: 'InvalidVpcPeeringConnectionID',
      noun: 'vpcPeeringConnection',
      of: ({ VpcPeeringConnectionId }) => VpcPeeringConnectionId,
    },
    filters: { 'vpc-peering-connection-id': ({ VpcPeeringConnectionId }) => VpcPeeringConnectionId },
    pages: usual,
  }),
  ...listing('DescribeVpcEndpoints', 'VpcEndpoints', {
    items: ({ vpcEndpoints }) => vpcEndpoints,
    ids: {
      member: 'VpcEndpointIds',
      prefix: 'vpce',
      code: 'InvalidVpcEndpointId',
      noun: 'Vpc Endpoint',
      of: ({ VpcEndpointId }) => VpcEndpointId,
    },
    filters: {
      'service-name': ({ ServiceName }) => ServiceName,
      'vpc-endpoint-id': ({ VpcEndpointId }) => VpcEndpointId,
      'vpc-endpoint-type': ({ VpcEndpointType }) => VpcEndpointType,
      'vpc-id': ({ VpcId }) => VpcId,
    },
    pages: { fewest: 1, most: 1000 },
  }),
};
