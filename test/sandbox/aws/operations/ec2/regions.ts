import type {
  AvailabilityZone,
  DescribeAvailabilityZonesRequest,
  DescribeAvailabilityZonesResult,
  DescribeRegionsRequest,
  DescribeRegionsResult,
  Region,
} from '@aws-sdk/client-ec2';
import { AwsError, type OperationCall } from '../../contract.ts';
import { dnsSuffixOf } from '../../world/partitions.ts';
import { applyFilters } from './filters.ts';

type UntaggedRegion = Region & { Tags?: undefined };
type UntaggedZone = AvailabilityZone & { Tags?: undefined };

/** Enabled regions; with AllRegions every region of the partition, each with its opt-in status. */
export function describeRegions(call: OperationCall<DescribeRegionsRequest>): DescribeRegionsResult {
  const { AllRegions = false, Filters, RegionNames } = call.input;
  const { account, world } = call;
  const unknown = RegionNames?.find((name) => !world.regions.some((region) => region.name === name));
  if (unknown !== undefined) {
    throw new AwsError('InvalidParameterValue', `Invalid region name: ${unknown}`);
  }
  const regions: UntaggedRegion[] = world.regions.map(({ name, optIn }) => ({
    RegionName: name,
    Endpoint: `ec2.${name}.${dnsSuffixOf(world.partition)}`,
    OptInStatus: optIn
      ? account.optedInRegions.has(name)
        ? 'opted-in'
        : 'not-opted-in'
      : 'opt-in-not-required',
  }));
  const chosen = regions.filter(
    ({ RegionName = '', OptInStatus }) =>
      (AllRegions || OptInStatus !== 'not-opted-in') && (RegionNames?.includes(RegionName) ?? true),
  );
  return {
    Regions: applyFilters(chosen, Filters, {
      endpoint: ({ Endpoint }) => Endpoint,
      'opt-in-status': ({ OptInStatus }) => OptInStatus,
      'region-name': ({ RegionName }) => RegionName,
    }),
  };
}

/** The zones the account's subnets can be in, as the account names them. */
export function describeAvailabilityZones(
  call: OperationCall<DescribeAvailabilityZonesRequest>,
): DescribeAvailabilityZonesResult {
  const { Filters, ZoneIds, ZoneNames } = call.input;
  const zones: UntaggedZone[] = call.account.region(call.region).zones.map(({ id, name }) => ({
    ZoneName: name,
    ZoneId: id,
    ZoneType: 'availability-zone',
    RegionName: call.region,
    GroupName: `${call.region}-zg-1`,
    NetworkBorderGroup: call.region,
    OptInStatus: 'opt-in-not-required',
    State: 'available',
    Messages: [],
  }));
  const unknown = [
    ...(ZoneNames ?? []).filter((wanted) => !zones.some(({ ZoneName }) => ZoneName === wanted)),
    ...(ZoneIds ?? []).filter((wanted) => !zones.some(({ ZoneId }) => ZoneId === wanted)),
  ];
  if (unknown.length > 0) {
    throw new AwsError('InvalidParameterValue', `Invalid availability zone: [${unknown.join(', ')}]`);
  }
  const chosen = zones.filter(
    ({ ZoneName = '', ZoneId = '' }) =>
      (ZoneNames?.includes(ZoneName) ?? true) && (ZoneIds?.includes(ZoneId) ?? true),
  );
  return {
    AvailabilityZones: applyFilters(chosen, Filters, {
      'group-name': ({ GroupName }) => GroupName,
      'opt-in-status': ({ OptInStatus }) => OptInStatus,
      'region-name': ({ RegionName }) => RegionName,
      state: ({ State }) => State,
      'zone-id': ({ ZoneId }) => ZoneId,
      'zone-name': ({ ZoneName }) => ZoneName,
      'zone-type': ({ ZoneType }) => ZoneType,
    }),
  };
}
