import type * as sdk from '@aws-sdk/client-cloudtrail';
import { type Account, AwsError, type OperationCall, type TrailState } from '../../contract.ts';
import { pageOf } from '../../page-token.ts';

const trailsPerPage = 50;

/** Trails at home in this region and, unless left out, the shadows of those at home elsewhere. */
export function describeTrails(call: OperationCall<sdk.DescribeTrailsRequest>): sdk.DescribeTrailsResponse {
  const { trailNameList = [], includeShadowTrails = true } = call.input;
  const visible = [...own(call), ...(includeShadowTrails ? shadows(call) : [])];
  // Names that nothing has are left out of the answer, without an error.
  const chosen =
    trailNameList.length === 0
      ? visible
      : visible.filter(({ trail }) => trailNameList.some((name) => isNamed(call, trail, name)));
  return { trailList: chosen.map(({ trail }) => trail) };
}

/** All trails of the account, whatever the region. */
export function listTrails(call: OperationCall<sdk.ListTrailsRequest>): sdk.ListTrailsResponse {
  const page = pageOf(call, {
    list: 'ListTrails',
    items: [...everywhere(call.account), ...organizationTrails(call)],
    size: trailsPerPage,
    token: call.input.NextToken,
    invalidToken: () => new AwsError('InvalidParameterCombinationException', 'The token is not valid.'),
  });
  return {
    Trails: page.items.map(({ trail: { TrailARN, Name, HomeRegion } }) => ({ TrailARN, Name, HomeRegion })),
    ...(page.nextToken === undefined ? {} : { NextToken: page.nextToken }),
  };
}

export function getTrail(call: OperationCall<sdk.GetTrailRequest>): sdk.GetTrailResponse {
  return { Trail: named(call, call.input.Name).trail };
}

export function getTrailStatus(call: OperationCall<sdk.GetTrailStatusRequest>): sdk.GetTrailStatusResponse {
  return named(call, call.input.Name).status;
}

/** Errors: TrailNotFoundException, also for a shadow: selectors are read where the trail is at home. */
export function getEventSelectors(
  call: OperationCall<sdk.GetEventSelectorsRequest>,
): sdk.GetEventSelectorsResponse {
  const found = own(call).find(({ trail }) => isNamed(call, trail, call.input.TrailName ?? ''));
  if (found === undefined) throw notFound(call, call.input.TrailName);
  return found.selectors;
}

/** A shadow answers to its ARN only. */
function named(call: OperationCall, name = ''): TrailState {
  const found =
    own(call).find(({ trail }) => isNamed(call, trail, name)) ??
    shadows(call).find(({ trail }) => trail.TrailARN === name);
  if (found === undefined) throw notFound(call, name);
  return found;
}

function isNamed({ account }: OperationCall, trail: sdk.Trail, name: string): boolean {
  return trail.TrailARN === name || (trail.Name === name && (trail.TrailARN ?? '').includes(account.id));
}

function notFound({ account, region, world }: OperationCall, name = ''): AwsError {
  const arn = name.startsWith('arn:')
    ? name
    : `arn:${world.partition}:cloudtrail:${region}:${account.id}:trail/${name}`;
  return new AwsError('TrailNotFoundException', `Unknown trail: ${arn} for the user: ${account.id}`);
}

function own({ account, region }: OperationCall): TrailState[] {
  return account.region(region).trails;
}

function shadows(call: OperationCall): TrailState[] {
  const others = everywhere(call.account).filter(
    ({ trail }) => trail.HomeRegion !== call.region && trail.IsMultiRegionTrail === true,
  );
  return [...others, ...organizationTrails(call)];
}

/** The organization's trails, as every member sees them. */
function organizationTrails(call: OperationCall): TrailState[] {
  const management = call.world.accounts.get(call.world.managementAccountId);
  if (management === undefined || management === call.account) return [];
  return everywhere(management).filter(({ trail }) => trail.IsOrganizationTrail === true);
}

function everywhere(account: Account): TrailState[] {
  return account.enabledRegions().flatMap((region) => account.region(region).trails);
}
