import type { InstanceBlockDeviceMapping, InstanceNetworkInterface } from '@aws-sdk/client-ec2';
import type { Blueprint } from '../blueprint.ts';
import { resourceId } from '../identifiers.ts';
import type { Random } from '../random.ts';
import type { Placement } from './instances.ts';

interface Attachment {
  readonly blueprint: Blueprint;
  readonly random: Random;
  readonly place: Placement;
  readonly launched: Date;
  /** The private DNS name. */
  readonly host: string;
  readonly publicIp: string | undefined;
  readonly publicName: string;
}

export function networkInterface(attachment: Attachment): InstanceNetworkInterface {
  const { blueprint, random, place, launched, host, publicIp, publicName } = attachment;
  const association =
    publicIp === undefined
      ? {}
      : { Association: { IpOwnerId: 'amazon', PublicDnsName: publicName, PublicIp: publicIp } };
  return {
    NetworkInterfaceId: resourceId(random, 'eni'),
    Attachment: {
      AttachTime: launched,
      AttachmentId: resourceId(random, 'eni-attach'),
      DeleteOnTermination: true,
      DeviceIndex: 0,
      NetworkCardIndex: 0,
      Status: 'attached',
    },
    ...association,
    Description: '',
    Groups: [...place.groups],
    InterfaceType: 'interface',
    Ipv6Addresses: [],
    MacAddress: `02:${Array.from({ length: 5 }, () => random.text('0123456789abcdef', 2)).join(':')}`,
    OwnerId: blueprint.accountId,
    PrivateDnsName: host,
    PrivateIpAddress: place.privateIp,
    PrivateIpAddresses: [
      { Primary: true, PrivateDnsName: host, PrivateIpAddress: place.privateIp, ...association },
    ],
    SourceDestCheck: true,
    Status: 'in-use',
    SubnetId: place.subnet.SubnetId,
    VpcId: place.subnet.VpcId,
  };
}

export function blockDevices(random: Random, launched: Date): InstanceBlockDeviceMapping[] {
  return ['/dev/xvda', '/dev/sdf', '/dev/sdg']
    .slice(0, random.pick([1, 1, 2, 3]))
    .map((DeviceName, index) => ({
      DeviceName,
      Ebs: {
        AttachTime: launched,
        DeleteOnTermination: index === 0,
        Status: 'attached',
        VolumeId: resourceId(random, 'vol'),
      },
    }));
}
