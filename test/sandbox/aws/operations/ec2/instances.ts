import type {
  DescribeInstancesRequest,
  DescribeInstancesResult,
  Instance,
  Reservation,
} from '@aws-sdk/client-ec2';
import { AwsError, type OperationCall } from '../../contract.ts';
import { applyFilters, type FilterTable } from './filters.ts';
import { tokenPage, withIds } from './pages.ts';

/** An instance beside what only its reservation tells. */
interface Launched {
  readonly instance: Instance;
  readonly reservation: Reservation;
  readonly Tags: Instance['Tags'];
}

/**
 * Pages count instances, so a reservation of several may be cut in two by a page's end and show up on both. Ids
 * and MaxResults exclude each other.
 */
export function describeInstances(call: OperationCall<DescribeInstancesRequest>): DescribeInstancesResult {
  const { InstanceIds, Filters, MaxResults } = call.input;
  if (InstanceIds !== undefined && MaxResults !== undefined) {
    throw new AwsError(
      'InvalidParameterCombination',
      'The parameter instancesSet cannot be used with the parameter maxResults',
    );
  }
  const launched = call.account
    .region(call.region)
    .reservations.flatMap((reservation) =>
      (reservation.Instances ?? []).map((instance) => ({ instance, reservation, Tags: instance.Tags })),
    );
  const named = withIds(launched, InstanceIds, ({ instance }) => instance.InstanceId, {
    prefix: 'i',
    code: 'InvalidInstanceID',
    noun: 'instance',
  });
  const { items, rest } = tokenPage(call, 'DescribeInstances', applyFilters(named, Filters, instanceFilters));
  return { Reservations: regroup(items), ...rest };
}

function regroup(items: readonly Launched[]): Reservation[] {
  const groups = new Map<Reservation, Instance[]>();
  for (const { instance, reservation } of items) {
    groups.set(reservation, [...(groups.get(reservation) ?? []), instance]);
  }
  return [...groups].map(([reservation, Instances]) => ({ ...reservation, Instances }));
}

const instanceFilters: FilterTable<Launched> = {
  architecture: ({ instance }) => instance.Architecture,
  'availability-zone': ({ instance }) => instance.Placement?.AvailabilityZone,
  'availability-zone-id': ({ instance }) => instance.Placement?.AvailabilityZoneId,
  'block-device-mapping.volume-id': ({ instance }) =>
    (instance.BlockDeviceMappings ?? []).map(({ Ebs }) => Ebs?.VolumeId),
  'client-token': ({ instance }) => instance.ClientToken,
  'dns-name': ({ instance }) => instance.PublicDnsName,
  hypervisor: ({ instance }) => instance.Hypervisor,
  'iam-instance-profile.arn': ({ instance }) => instance.IamInstanceProfile?.Arn,
  'iam-instance-profile.id': ({ instance }) => instance.IamInstanceProfile?.Id,
  'image-id': ({ instance }) => instance.ImageId,
  'instance-id': ({ instance }) => instance.InstanceId,
  'instance-state-code': ({ instance }) => instance.State?.Code,
  'instance-state-name': ({ instance }) => instance.State?.Name,
  'instance-type': ({ instance }) => instance.InstanceType,
  'instance.group-id': ({ instance }) => (instance.SecurityGroups ?? []).map(({ GroupId }) => GroupId),
  'instance.group-name': ({ instance }) => (instance.SecurityGroups ?? []).map(({ GroupName }) => GroupName),
  'ip-address': ({ instance }) => instance.PublicIpAddress,
  'ipv6-address': ({ instance }) => instance.Ipv6Address,
  'key-name': ({ instance }) => instance.KeyName,
  'launch-index': ({ instance }) => instance.AmiLaunchIndex,
  'launch-time': ({ instance }) => instance.LaunchTime,
  'metadata-options.http-endpoint': ({ instance }) => instance.MetadataOptions?.HttpEndpoint,
  'metadata-options.http-tokens': ({ instance }) => instance.MetadataOptions?.HttpTokens,
  'monitoring-state': ({ instance }) => instance.Monitoring?.State,
  'network-interface.network-interface-id': ({ instance }) =>
    (instance.NetworkInterfaces ?? []).map(({ NetworkInterfaceId }) => NetworkInterfaceId),
  'owner-id': ({ reservation }) => reservation.OwnerId,
  platform: ({ instance }) => instance.Platform,
  'platform-details': ({ instance }) => instance.PlatformDetails,
  'private-dns-name': ({ instance }) => instance.PrivateDnsName,
  'private-ip-address': ({ instance }) => instance.PrivateIpAddress,
  'reservation-id': ({ reservation }) => reservation.ReservationId,
  'root-device-name': ({ instance }) => instance.RootDeviceName,
  'root-device-type': ({ instance }) => instance.RootDeviceType,
  'source-dest-check': ({ instance }) => instance.SourceDestCheck,
  'subnet-id': ({ instance }) => instance.SubnetId,
  tenancy: ({ instance }) => instance.Placement?.Tenancy,
  'virtualization-type': ({ instance }) => instance.VirtualizationType,
  'vpc-id': ({ instance }) => instance.VpcId,
};
