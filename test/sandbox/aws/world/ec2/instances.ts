import type { GroupIdentifier, Instance, PlatformValues, Subnet, Tag } from '@aws-sdk/client-ec2';
import { type Blueprint, randomOf } from '../blueprint.ts';
import { instanceProfile, instanceRoles } from '../iam/instance-profiles.ts';
import { resourceId } from '../identifiers.ts';
import { dnsSuffixOf } from '../partitions.ts';
import type { Random } from '../random.ts';
import { newest, recent } from '../times.ts';
import { blockDevices, networkInterface } from './instance-attachments.ts';

/** Where an instance goes and what it hangs on. */
export interface Placement {
  readonly region: string;
  readonly subnet: Subnet;
  readonly groups: readonly GroupIdentifier[];
  readonly privateIp: string;
}

const stateCodes = {
  pending: 0,
  running: 16,
  'shutting-down': 32,
  terminated: 48,
  stopping: 64,
  stopped: 80,
} as const;
const states = ['running', 'running', 'running', 'running', 'running', 'stopped', 'terminated'] as const;
const types = [
  't3.micro',
  't3.large',
  'm5.xlarge',
  'm7g.large',
  'c6i.2xlarge',
  'r6g.4xlarge',
  'i3en.metal',
] as const;
/** EC2 writes it in lower case, whatever the SDK's type says. */
const windows = 'windows' as string as PlatformValues;
const oddNames = ['web "1" <blue>', 'naïve-café', 'サーバー', '🦄 pet', "it's & that's", ' padded ', ''];

/** A terminated instance has lost its network and disks and stays visible for an hour, as in AWS. */
export function generateInstance(
  blueprint: Blueprint,
  index: number,
  launch: number,
  place: Placement,
): Instance {
  const random = randomOf(blueprint, place.region, 'instance', index);
  const id = resourceId(random, 'i');
  const state = random.pick(states);
  const type = random.pick(types);
  const launched = random.date(recent, newest);
  const isRunning = state === 'running';
  const host = `ip-${place.privateIp.replaceAll('.', '-')}.${place.region}.compute.internal`;
  const publicIp =
    isRunning && place.subnet.MapPublicIpOnLaunch === true
      ? `203.0.${random.integer(112, 115)}.${random.integer(1, 254)}`
      : undefined;
  const publicName =
    publicIp === undefined
      ? ''
      : `ec2-${publicIp.replaceAll('.', '-')}.${place.region}.compute.${dnsSuffixOf(blueprint.partition)}`;
  const isGone = state === 'terminated';
  const profile = random.chance(0.6) ? instanceProfile(blueprint, random.pick(instanceRoles)) : undefined;
  const attachment = { blueprint, random, place, launched, host, publicIp, publicName };
  const isIpv6 = (place.subnet.Ipv6CidrBlockAssociationSet?.length ?? 0) > 0;

  return {
    InstanceId: id,
    ImageId: `ami-0${random.text('0123456789abcdef', 16)}`,
    InstanceType: type,
    Architecture: type.includes('g.') ? 'arm64' : 'x86_64',
    AmiLaunchIndex: launch,
    ClientToken: random.text('0123456789abcdef', 32),
    State: { Code: stateCodes[state], Name: state },
    StateTransitionReason: isRunning ? '' : 'User initiated (2026-10-12 09:14:33 GMT)',
    ...(isRunning
      ? {}
      : {
          StateReason: {
            Code: 'Client.UserInitiatedShutdown',
            Message: 'Client.UserInitiatedShutdown: User initiated shutdown',
          },
        }),
    LaunchTime: launched,
    Placement: {
      AvailabilityZone: place.subnet.AvailabilityZone,
      AvailabilityZoneId: place.subnet.AvailabilityZoneId,
      GroupName: '',
      Tenancy: 'default',
    },
    Monitoring: { State: random.chance(0.3) ? 'enabled' : 'disabled' },
    PublicDnsName: publicName,
    PrivateDnsName: isGone ? '' : host,
    ...(publicIp === undefined ? {} : { PublicIpAddress: publicIp }),
    ...(isGone
      ? {}
      : { PrivateIpAddress: place.privateIp, SubnetId: place.subnet.SubnetId, VpcId: place.subnet.VpcId }),
    ...(isIpv6 && !isGone ? { Ipv6Address: `2a05:d018:e8c:${index.toString(16)}::a` } : {}),
    NetworkInterfaces: isGone ? [] : [networkInterface(attachment)],
    SecurityGroups: isGone ? [] : [...place.groups],
    BlockDeviceMappings: isGone ? [] : blockDevices(random, launched),
    RootDeviceName: '/dev/xvda',
    RootDeviceType: 'ebs',
    VirtualizationType: 'hvm',
    Hypervisor: 'xen',
    EbsOptimized: random.chance(0.5),
    EnaSupport: true,
    ...(random.chance(0.5) ? { KeyName: 'ops-2023' } : {}),
    ...(profile === undefined || isGone
      ? {}
      : { IamInstanceProfile: { Arn: profile.Arn, Id: profile.InstanceProfileId } }),
    ...(random.chance(0.1)
      ? { Platform: windows, PlatformDetails: 'Windows', UsageOperation: 'RunInstances:0002' }
      : { PlatformDetails: 'Linux/UNIX', UsageOperation: 'RunInstances' }),
    UsageOperationUpdateTime: launched,
    CpuOptions: { CoreCount: random.pick([1, 2, 4]), ThreadsPerCore: random.pick([1, 2]) },
    CapacityReservationSpecification: { CapacityReservationPreference: 'open' },
    HibernationOptions: { Configured: false },
    EnclaveOptions: { Enabled: false },
    MaintenanceOptions: { AutoRecovery: 'default' },
    MetadataOptions: metadataOptions(random, isGone),
    BootMode: 'uefi-preferred',
    SourceDestCheck: true,
    ProductCodes: [],
    Tags: tags(random, index),
  };
}

/** IMDSv1 is still allowed on about one instance in three. */
function metadataOptions(random: Random, isGone: boolean): NonNullable<Instance['MetadataOptions']> {
  return {
    State: isGone ? 'pending' : 'applied',
    HttpTokens: random.chance(0.35) ? 'optional' : 'required',
    HttpPutResponseHopLimit: random.pick([1, 2]),
    HttpEndpoint: random.chance(0.05) ? 'disabled' : 'enabled',
    HttpProtocolIpv6: 'disabled',
    InstanceMetadataTags: 'disabled',
  };
}

function tags(random: Random, index: number): Tag[] {
  if (random.chance(0.08)) return [];
  const name = random.chance(0.15)
    ? random.pick(oddNames)
    : `${random.pick(['web', 'app', 'db', 'ci'])}-${index}`;
  return [
    { Key: 'Name', Value: name },
    { Key: 'env', Value: random.pick(['prod', 'staging', 'dev']) },
    ...(random.chance(0.3) ? [{ Key: 'aws:autoscaling:groupName', Value: 'web-asg' }] : []),
  ];
}
