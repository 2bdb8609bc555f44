import { tagMap, tagValue } from '../tagging/tags.ts';
import { ec2 } from './service.ts';

export const internetGateways = ec2.operation('internet_gateways', 'DescribeInternetGateways', {
  doc: 'Internet gateways.',
  pageSize: 1000,
  tables: {
    INTERNET_GATEWAYS: {
      doc: 'Internet gateways, one row each.',
      rows: 'InternetGateways',
      key: 'InternetGatewayId',
      // The default VPC has one, and one that is attached belongs to its VPC.
      showsUse: ({ Attachments = [] }) => Attachments.length === 0,
      columns: {
        INTERNET_GATEWAY_ID: ['STRING', 'InternetGatewayId', 'Internet gateway id.'],
        NAME: ['STRING', (gateway) => tagValue(gateway.Tags, 'Name'), 'The Name tag.'],
        OWNER_ID: ['STRING', 'OwnerId', 'Account that owns it.'],
        VPC_ID: ['STRING', (gateway) => gateway.Attachments?.[0]?.VpcId, 'VPC it is attached to, if any.'],
        STATE: ['STRING', (gateway) => gateway.Attachments?.[0]?.State, 'State of the attachment.'],
        TAGS: ['VARIANT', (gateway) => tagMap(gateway.Tags), 'Tags as an object.'],
      },
    },
  },
});

export const egressOnlyInternetGateways = ec2.operation(
  'egress_only_internet_gateways',
  'DescribeEgressOnlyInternetGateways',
  {
    doc: 'Egress-only internet gateways.',
    pageSize: 255,
    tables: {
      EGRESS_ONLY_INTERNET_GATEWAYS: {
        doc: 'Egress-only internet gateways, one row each.',
        rows: 'EgressOnlyInternetGateways',
        key: 'EgressOnlyInternetGatewayId',
        columns: {
          EGRESS_ONLY_INTERNET_GATEWAY_ID: [
            'STRING',
            'EgressOnlyInternetGatewayId',
            'Egress-only internet gateway id.',
          ],
          VPC_ID: ['STRING', (gateway) => gateway.Attachments?.[0]?.VpcId, 'VPC it is attached to.'],
          STATE: ['STRING', (gateway) => gateway.Attachments?.[0]?.State, 'State of the attachment.'],
          TAGS: ['VARIANT', (gateway) => tagMap(gateway.Tags), 'Tags as an object.'],
        },
      },
    },
  },
);

export const natGateways = ec2.operation('nat_gateways', 'DescribeNatGateways', {
  doc: 'NAT gateways with their addresses.',
  pageSize: 1000,
  tables: {
    NAT_GATEWAYS: {
      doc: 'NAT gateways, one row each.',
      rows: 'NatGateways',
      key: 'NatGatewayId',
      columns: {
        NAT_GATEWAY_ID: ['STRING', 'NatGatewayId', 'NAT gateway id.'],
        NAME: ['STRING', (gateway) => tagValue(gateway.Tags, 'Name'), 'The Name tag.'],
        STATE: ['STRING', 'State', 'pending, failed, available, deleting or deleted.'],
        CONNECTIVITY_TYPE: ['STRING', 'ConnectivityType', 'public or private.'],
        VPC_ID: ['STRING', 'VpcId', 'VPC.'],
        SUBNET_ID: ['STRING', 'SubnetId', 'Subnet.'],
        PUBLIC_IP: [
          'STRING',
          (gateway) => gateway.NatGatewayAddresses?.[0]?.PublicIp,
          'First public address.',
        ],
        PRIVATE_IP: [
          'STRING',
          (gateway) => gateway.NatGatewayAddresses?.[0]?.PrivateIp,
          'First private address.',
        ],
        CREATE_TIME: ['TIMESTAMP_LTZ', 'CreateTime', 'When it was made.'],
        TAGS: ['VARIANT', (gateway) => tagMap(gateway.Tags), 'Tags as an object.'],
      },
    },
  },
});

export const vpcPeeringConnections = ec2.operation(
  'vpc_peering_connections',
  'DescribeVpcPeeringConnections',
  {
    doc: 'VPC peering connections, seen from either side.',
    pageSize: 1000,
    tables: {
      VPC_PEERING_CONNECTIONS: {
        doc: 'VPC peering connections, one row each.',
        rows: 'VpcPeeringConnections',
        key: 'VpcPeeringConnectionId',
        columns: {
          VPC_PEERING_CONNECTION_ID: ['STRING', 'VpcPeeringConnectionId', 'Peering connection id.'],
          STATUS: ['STRING', 'Status.Code', 'Such as active, pending-acceptance, rejected or deleted.'],
          REQUESTER_ACCOUNT_ID: ['STRING', 'RequesterVpcInfo.OwnerId', 'Account that asked.'],
          REQUESTER_REGION: ['STRING', 'RequesterVpcInfo.Region', 'Region of its VPC.'],
          REQUESTER_VPC_ID: ['STRING', 'RequesterVpcInfo.VpcId', 'VPC of the account that asked.'],
          REQUESTER_CIDR_BLOCK: ['STRING', 'RequesterVpcInfo.CidrBlock', 'IPv4 block of that VPC.'],
          ACCEPTER_ACCOUNT_ID: ['STRING', 'AccepterVpcInfo.OwnerId', 'Account that was asked.'],
          ACCEPTER_REGION: ['STRING', 'AccepterVpcInfo.Region', 'Region of its VPC.'],
          ACCEPTER_VPC_ID: ['STRING', 'AccepterVpcInfo.VpcId', 'VPC of the account that was asked.'],
          ACCEPTER_CIDR_BLOCK: [
            'STRING',
            'AccepterVpcInfo.CidrBlock',
            'IPv4 block of that VPC, once accepted.',
          ],
          TAGS: ['VARIANT', (peering) => tagMap(peering.Tags), 'Tags as an object.'],
        },
      },
    },
  },
);

export const vpcEndpoints = ec2.operation('vpc_endpoints', 'DescribeVpcEndpoints', {
  doc: 'VPC endpoints with their policies.',
  pageSize: 1000,
  tables: {
    VPC_ENDPOINTS: {
      doc: 'VPC endpoints, one row each.',
      rows: 'VpcEndpoints',
      key: 'VpcEndpointId',
      columns: {
        VPC_ENDPOINT_ID: ['STRING', 'VpcEndpointId', 'Endpoint id.'],
        ENDPOINT_TYPE: [
          'STRING',
          'VpcEndpointType',
          'Gateway, Interface, GatewayLoadBalancer, Resource or ServiceNetwork.',
        ],
        SERVICE_NAME: ['STRING', 'ServiceName', 'Service that it leads to.'],
        STATE: ['STRING', 'State', 'Such as available, pendingAcceptance or rejected.'],
        VPC_ID: ['STRING', 'VpcId', 'VPC.'],
        OWNER_ID: ['STRING', 'OwnerId', 'Account that owns it.'],
        PRIVATE_DNS_ENABLED: [
          'BOOLEAN',
          'PrivateDnsEnabled',
          'Whether the service’s usual name resolves to it.',
        ],
        POLICY_DOCUMENT: [
          'POLICY',
          'PolicyDocument',
          'Endpoint policy as an object; NULL where the type has none.',
        ],
        SECURITY_GROUPS: ['VARIANT', 'Groups', 'Security groups of its interfaces.'],
        CREATED_AT: ['TIMESTAMP_LTZ', 'CreationTimestamp', 'When it was made.'],
        TAGS: ['VARIANT', (endpoint) => tagMap(endpoint.Tags), 'Tags as an object.'],
      },
    },
  },
});

export const vpcServices = ec2.operation('endpoint_services', 'DescribeVpcEndpointServiceConfigurations', {
  doc: 'Endpoint services: what the account offers to VPCs of others.',
  pageSize: 1000,
  tables: {
    ENDPOINT_SERVICES: {
      doc: 'VPC endpoint services of the account, one row each.',
      rows: 'ServiceConfigurations',
      key: 'ServiceId',
      columns: {
        SERVICE_ID: ['STRING', 'ServiceId', 'Endpoint service id.'],
        SERVICE_NAME: ['STRING', 'ServiceName', 'Name by which endpoints find it.'],
        STATE: ['STRING', 'ServiceState', 'Pending, Available, Deleting, Deleted or Failed.'],
        ACCEPTANCE_REQUIRED: ['BOOLEAN', 'AcceptanceRequired', 'Whether its owner must accept endpoints.'],
        LOAD_BALANCER_ARNS: ['VARIANT', 'NetworkLoadBalancerArns', 'Network load balancers that answer it.'],
        TAGS: ['VARIANT', ({ Tags }) => tagMap(Tags), 'Tags as an object.'],
      },
    },
  },
});
