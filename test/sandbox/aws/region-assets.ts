import type * as ec2 from '@aws-sdk/client-ec2';
import type * as elb from '@aws-sdk/client-elastic-load-balancing';
import type * as elbv2 from '@aws-sdk/client-elastic-load-balancing-v2';

/** What lies between a region's instances and the world. */
export interface NetworkAssets {
  readonly routeTables: ec2.RouteTable[];
  readonly networkAcls: ec2.NetworkAcl[];
  readonly networkInterfaces: ec2.NetworkInterface[];
  readonly addresses: ec2.Address[];
  readonly dhcpOptions: ec2.DhcpOptions[];
  readonly flowLogs: ec2.FlowLog[];
  readonly managedPrefixLists: ec2.ManagedPrefixList[];
  /** By prefix list id. */
  readonly prefixListEntries: Map<string, ec2.PrefixListEntry[]>;
  readonly internetGateways: ec2.InternetGateway[];
  readonly egressOnlyInternetGateways: ec2.EgressOnlyInternetGateway[];
  readonly natGateways: ec2.NatGateway[];
  readonly vpcPeeringConnections: ec2.VpcPeeringConnection[];
  readonly vpcEndpoints: ec2.VpcEndpoint[];
}

/** What leads to other networks. */
export interface TransitAssets {
  readonly transitGateways: ec2.TransitGateway[];
  readonly transitGatewayAttachments: ec2.TransitGatewayAttachment[];
  readonly vpnConnections: ec2.VpnConnection[];
  readonly vpnGateways: ec2.VpnGateway[];
  readonly customerGateways: ec2.CustomerGateway[];
}

/** Disks and what was made of them. */
export interface StorageAssets {
  readonly volumes: ec2.Volume[];
  readonly snapshots: ec2.Snapshot[];
  readonly images: ec2.Image[];
  /** By snapshot id, and by image id: whom it is shared with. */
  readonly createVolumePermissions: Map<string, ec2.CreateVolumePermission[]>;
  readonly launchPermissions: Map<string, ec2.LaunchPermission[]>;
}

/** What instances are started with. */
export interface LaunchAssets {
  readonly keyPairs: ec2.KeyPairInfo[];
  readonly launchTemplates: ec2.LaunchTemplate[];
  /** Every version of every launch template. */
  readonly launchTemplateVersions: ec2.LaunchTemplateVersion[];
  readonly reservedInstances: ec2.ReservedInstances[];
  readonly capacityReservations: ec2.CapacityReservation[];
}

/** What the region's owner preset, or left as AWS has it. */
export interface RegionDefaults {
  readonly ebsEncryption: ec2.GetEbsEncryptionByDefaultResult;
  readonly ebsKmsKey: ec2.GetEbsDefaultKmsKeyIdResult;
  readonly snapshotBlockPublicAccess: ec2.GetSnapshotBlockPublicAccessStateResult;
  readonly imageBlockPublicAccess: ec2.GetImageBlockPublicAccessStateResult;
  readonly vpcBlockPublicAccess: ec2.VpcBlockPublicAccessOptions;
  readonly instanceMetadata: ec2.InstanceMetadataDefaultsResponse;
}

/** Load balancers of both generations. */
export interface BalancingAssets {
  readonly classicLoadBalancers: elb.LoadBalancerDescription[];
  readonly loadBalancers: elbv2.LoadBalancer[];
  readonly listeners: elbv2.Listener[];
  readonly targetGroups: elbv2.TargetGroup[];
  /** By the name of a classic load balancer. */
  readonly classicAttributes: Map<string, elb.LoadBalancerAttributes>;
  /** By the ARN of a load balancer or target group. */
  readonly balancingAttributes: Map<string, elbv2.LoadBalancerAttribute[]>;
  /** By the ARN of a load balancer. */
  readonly balancerTags: Map<string, elbv2.Tag[]>;
  /** By the ARN of a listener: its certificates with the default, and its rules with the default. */
  readonly listenerCertificates: Map<string, elbv2.Certificate[]>;
  readonly listenerRules: Map<string, elbv2.Rule[]>;
}

/** EC2 and load balancing facts of one account in one region, in the SDKs' own shapes. */
export interface RegionAssets
  extends NetworkAssets,
    TransitAssets,
    StorageAssets,
    LaunchAssets,
    BalancingAssets {
  readonly defaults: RegionDefaults;
}
