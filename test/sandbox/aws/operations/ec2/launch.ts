import type { DescribeLaunchTemplateVersionsRequest, LaunchTemplateVersion } from '@aws-sdk/client-ec2';
import { AwsError, type Operation, type RegionState } from '../../contract.ts';
import { listing } from './listing.ts';

/** What instances are started with. */
export const launchOperations: Readonly<Record<string, Operation>> = {
  ...listing('DescribeKeyPairs', 'KeyPairs', {
    items: ({ keyPairs }) => keyPairs,
    ids: {
      member: 'KeyPairIds',
      prefix: 'key',
      code: 'InvalidKeyPair',
      noun: 'key pair',
      of: ({ KeyPairId }) => KeyPairId,
    },
    filters: {
      fingerprint: ({ KeyFingerprint }) => KeyFingerprint,
      'key-name': ({ KeyName }) => KeyName,
      'key-pair-id': ({ KeyPairId }) => KeyPairId,
    },
  }),
  ...listing('DescribeLaunchTemplates', 'LaunchTemplates', {
    items: ({ launchTemplates }) => launchTemplates,
    ids: {
      member: 'LaunchTemplateIds',
      prefix: 'lt',
      code: 'InvalidLaunchTemplateId',
      noun: 'launch template',
      of: ({ LaunchTemplateId }) => LaunchTemplateId,
    },
    filters: {
      'create-time': ({ CreateTime }) => CreateTime?.toISOString(),
      'launch-template-name': ({ LaunchTemplateName }) => LaunchTemplateName,
    },
    pages: { fewest: 1, most: 200 },
  }),
  ...listing('DescribeLaunchTemplateVersions', 'LaunchTemplateVersions', {
    items: (region, { input }) => versionsOf(region, input as DescribeLaunchTemplateVersionsRequest),
    filters: {
      'image-id': ({ LaunchTemplateData }) => LaunchTemplateData?.ImageId,
      'instance-type': ({ LaunchTemplateData }) => LaunchTemplateData?.InstanceType,
      'is-default-version': ({ DefaultVersion }) => DefaultVersion,
    },
    pages: { fewest: 1, most: 200 },
  }),
  ...listing('DescribeCapacityReservations', 'CapacityReservations', {
    items: ({ capacityReservations }) => capacityReservations,
    ids: {
      member: 'CapacityReservationIds',
      prefix: 'cr',
      code: 'InvalidCapacityReservationId',
      noun: 'capacity reservation',
      of: ({ CapacityReservationId }) => CapacityReservationId,
    },
    filters: {
      'availability-zone': ({ AvailabilityZone }) => AvailabilityZone,
      'instance-type': ({ InstanceType }) => InstanceType,
      'owner-id': ({ OwnerId }) => OwnerId,
      state: ({ State }) => State,
    },
    pages: { fewest: 1, most: 1000 },
  }),
  ...listing('DescribeReservedInstances', 'ReservedInstances', {
    items: ({ reservedInstances }) => reservedInstances,
    filters: { 'instance-type': ({ InstanceType }) => InstanceType, state: ({ State }) => State },
  }),
};

/** Without a template only `$Default` and `$Latest` may be asked for, and then of all templates. */
function versionsOf(
  { launchTemplateVersions: all }: RegionState,
  request: DescribeLaunchTemplateVersionsRequest,
): LaunchTemplateVersion[] {
  const { LaunchTemplateId, LaunchTemplateName, Versions = [] } = request;
  const isOne = LaunchTemplateId !== undefined || LaunchTemplateName !== undefined;
  const isNamed = Versions.every((version) => version === '$Default' || version === '$Latest');
  if (!isOne && (Versions.length === 0 || !isNamed)) {
    throw new AwsError('MissingParameter', 'A launch template ID or a launch template name is required.');
  }
  const own = all.filter(
    (version) =>
      (LaunchTemplateId === undefined || version.LaunchTemplateId === LaunchTemplateId) &&
      (LaunchTemplateName === undefined || version.LaunchTemplateName === LaunchTemplateName),
  );
  if (isOne && own.length === 0) {
    throw new AwsError('InvalidLaunchTemplateId.NotFound', 'The specified launch template does not exist.');
  }
  const latest = (id: string | undefined): number =>
    Math.max(
      ...own.filter((each) => each.LaunchTemplateId === id).map(({ VersionNumber = 0 }) => VersionNumber),
    );
  return own.filter(
    ({ VersionNumber, DefaultVersion, LaunchTemplateId: id }) =>
      Versions.length === 0 ||
      Versions.includes(String(VersionNumber)) ||
      (DefaultVersion && Versions.includes('$Default')) ||
      (Versions.includes('$Latest') && VersionNumber === latest(id)),
  );
}
