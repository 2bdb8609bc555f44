import type {
  CapacityReservation,
  KeyPairInfo,
  LaunchTemplate,
  LaunchTemplateVersion,
  ReservedInstances,
} from '@aws-sdk/client-ec2';
import type { LaunchAssets } from '../../region-assets.ts';
import { type Blueprint, randomOf } from '../blueprint.ts';
import { instanceProfile, instanceRoles } from '../iam/instance-profiles.ts';
import { resourceId } from '../identifiers.ts';
import type { Random } from '../random.ts';
import { newest, oldest } from '../times.ts';

/** Key pairs, launch templates and reservations of a region with a network of its own; nothing elsewhere. */
export function generateLaunch(blueprint: Blueprint, region: string, isUsed: boolean): LaunchAssets {
  if (!isUsed)
    return {
      keyPairs: [],
      launchTemplates: [],
      launchTemplateVersions: [],
      reservedInstances: [],
      capacityReservations: [],
    };
  const random = randomOf(blueprint, region, 'launch');
  const keyPairs: KeyPairInfo[] = ['ops-2023', 'break-glass']
    .slice(0, random.integer(1, 2))
    .map((KeyName) => ({
      KeyPairId: resourceId(random, 'key'),
      KeyName,
      KeyType: random.pick(['rsa', 'ed25519']),
      KeyFingerprint: Array.from({ length: 20 }, () => random.text('0123456789abcdef', 2)).join(':'),
      CreateTime: random.date(oldest, newest),
      Tags: random.chance(0.5) ? [{ Key: 'team', Value: 'ops' }] : [],
    }));
  const launchTemplateVersions = ['web', 'worker']
    .slice(0, random.integer(1, 2))
    .flatMap((name) => versions(blueprint, region, random, name));
  return {
    keyPairs,
    launchTemplates: templatesOf(launchTemplateVersions, randomOf(blueprint, region, 'launch template')),
    launchTemplateVersions,
    reservedInstances: random.chance(0.4) ? [reservation(random)] : [],
    capacityReservations: [capacityReservation(blueprint, region)],
  };
}

/** Two to four versions, of which not always the last is the default. */
function versions(
  blueprint: Blueprint,
  region: string,
  random: Random,
  name: string,
): LaunchTemplateVersion[] {
  const id = resourceId(random, 'lt');
  const count = random.integer(2, 4);
  const chosen = random.integer(1, count);
  const profile = instanceProfile(blueprint, random.pick(instanceRoles));
  return Array.from({ length: count }, (_, index) => ({
    LaunchTemplateId: id,
    LaunchTemplateName: `${name}-${region}`,
    VersionNumber: index + 1,
    DefaultVersion: index + 1 === chosen,
    CreatedBy: `arn:${blueprint.partition}:iam::${blueprint.accountId}:root`,
    CreateTime: random.date(oldest, newest),
    LaunchTemplateData: {
      ImageId: resourceId(random, 'ami'),
      InstanceType: random.pick(['t3.micro', 'm7g.large']),
      KeyName: 'ops-2023',
      IamInstanceProfile: random.chance(0.5) ? { Arn: profile.Arn } : { Name: profile.InstanceProfileName },
      UserData: Buffer.from(`#!/bin/sh\nexport DB_PASSWORD=hunter${index}\n`).toString('base64'),
      MetadataOptions: { HttpTokens: random.pick(['required', 'optional']), HttpEndpoint: 'enabled' },
      NetworkInterfaces: random.chance(0.5)
        ? [
            {
              DeviceIndex: 0,
              AssociatePublicIpAddress: random.chance(0.5),
              Groups: [resourceId(random, 'sg')],
            },
          ]
        : [],
      BlockDeviceMappings: [
        {
          DeviceName: '/dev/xvda',
          Ebs: { Encrypted: random.chance(0.5), VolumeSize: 30, VolumeType: 'gp3' },
        },
      ],
    },
  }));
}

/** The templates that the versions are of. */
function templatesOf(versions: readonly LaunchTemplateVersion[], random: Random): LaunchTemplate[] {
  return [...Map.groupBy(versions, ({ LaunchTemplateId }) => LaunchTemplateId)].map(
    ([LaunchTemplateId, own]) => ({
      LaunchTemplateId,
      LaunchTemplateName: own[0]?.LaunchTemplateName,
      CreateTime: own[0]?.CreateTime,
      CreatedBy: own[0]?.CreatedBy,
      DefaultVersionNumber: own.find(({ DefaultVersion }) => DefaultVersion)?.VersionNumber,
      LatestVersionNumber: own.length,
      Tags: random.chance(0.5) ? [{ Key: 'team', Value: 'web' }] : [],
    }),
  );
}

function reservation(random: Random): ReservedInstances {
  const start = random.date(oldest, newest);
  const seconds = 31_536_000;
  return {
    ReservedInstancesId: [8, 4, 4, 4, 12].map((length) => random.text('0123456789abcdef', length)).join('-'),
    State: start.getTime() + 1000 * seconds > newest.getTime() ? 'active' : 'retired',
    InstanceType: random.pick(['m5.large', 'r6g.xlarge']),
    InstanceCount: random.integer(1, 20),
    ProductDescription: 'Linux/UNIX',
    OfferingClass: random.pick(['standard', 'convertible']),
    OfferingType: random.pick(['No Upfront', 'All Upfront']),
    Scope: 'Region',
    InstanceTenancy: 'default',
    Start: start,
    End: new Date(start.getTime() + 1000 * seconds),
    Duration: seconds,
    CurrencyCode: 'USD',
    FixedPrice: 0,
    UsagePrice: 0,
  };
}

function capacityReservation(blueprint: Blueprint, region: string): CapacityReservation {
  const random = randomOf(blueprint, region, 'capacity reservation');
  const id = resourceId(random, 'cr');
  const total = random.integer(1, 10);
  const made = random.date(oldest, newest);
  const ends = random.chance(0.5);
  return {
    CapacityReservationId: id,
    OwnerId: blueprint.accountId,
    CapacityReservationArn: `arn:${blueprint.partition}:ec2:${region}:${blueprint.accountId}:capacity-reservation/${id}`,
    InstanceType: random.pick(['m5.large', 'p5.48xlarge']),
    InstancePlatform: 'Linux/UNIX',
    AvailabilityZone: `${region}a`,
    Tenancy: 'default',
    TotalInstanceCount: total,
    AvailableInstanceCount: random.integer(0, total),
    EbsOptimized: true,
    EphemeralStorage: false,
    State: 'active',
    StartDate: made,
    CreateDate: made,
    EndDateType: ends ? 'limited' : 'unlimited',
    ...(ends ? { EndDate: new Date(newest.getTime() + 86_400_000) } : {}),
    InstanceMatchCriteria: random.pick(['open', 'targeted']),
    Tags: random.chance(0.5) ? [{ Key: 'team', Value: 'ops' }] : [],
  };
}
