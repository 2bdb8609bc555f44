import type { Address, Instance, NetworkInterface, Reservation } from '@aws-sdk/client-ec2';
import { type Blueprint, randomOf } from '../blueprint.ts';
import { resourceId } from '../identifiers.ts';

/** The interfaces of instances, as they show when asked for themselves. */
export function instanceInterfaces(reservations: readonly Reservation[]): NetworkInterface[] {
  return reservations
    .flatMap(({ Instances = [] }) => Instances)
    .flatMap((instance) =>
      (instance.NetworkInterfaces ?? []).map((seen) => ({
        NetworkInterfaceId: seen.NetworkInterfaceId,
        InterfaceType: 'interface' as const,
        Status: seen.Status,
        Description: seen.Description,
        ...(seen.Association === undefined ? {} : { Association: seen.Association }),
        Attachment: { ...seen.Attachment, InstanceId: instance.InstanceId, InstanceOwnerId: seen.OwnerId },
        AvailabilityZone: instance.Placement?.AvailabilityZone,
        Groups: seen.Groups,
        MacAddress: seen.MacAddress,
        OwnerId: seen.OwnerId,
        PrivateDnsName: seen.PrivateDnsName,
        PrivateIpAddress: seen.PrivateIpAddress,
        PrivateIpAddresses: seen.PrivateIpAddresses,
        RequesterManaged: false,
        SourceDestCheck: seen.SourceDestCheck,
        SubnetId: seen.SubnetId,
        VpcId: seen.VpcId,
        TagSet: (instance.Tags ?? []).filter(({ Key }) => Key === 'env'),
      })),
    );
}

/** The first instance with a public address keeps it as an elastic one; another such address lies idle. */
export function instanceAddresses(
  blueprint: Blueprint,
  region: string,
  reservations: readonly Reservation[],
): Address[] {
  const random = randomOf(blueprint, region, 'addresses');
  const holder = reservations
    .flatMap(({ Instances = [] }): Instance[] => Instances)
    .find(({ PublicIpAddress }) => PublicIpAddress !== undefined);
  if (holder === undefined) return [];
  const common = { Domain: 'vpc' as const, NetworkBorderGroup: region, PublicIpv4Pool: 'amazon' };
  return [
    {
      ...common,
      AllocationId: resourceId(random, 'eipalloc'),
      AssociationId: resourceId(random, 'eipassoc'),
      PublicIp: holder.PublicIpAddress,
      InstanceId: holder.InstanceId,
      NetworkInterfaceId: holder.NetworkInterfaces?.[0]?.NetworkInterfaceId,
      NetworkInterfaceOwnerId: blueprint.accountId,
      PrivateIpAddress: holder.PrivateIpAddress,
      Tags: [{ Key: 'Name', Value: 'fixed' }],
    },
    {
      ...common,
      AllocationId: resourceId(random, 'eipalloc'),
      PublicIp: `203.0.116.${random.integer(1, 254)}`,
    },
  ];
}
