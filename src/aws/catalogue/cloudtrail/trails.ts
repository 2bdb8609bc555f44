import type * as sdk from '@aws-sdk/client-cloudtrail';
import { ask } from '../ask.ts';
import type { CollectContext } from '../context.ts';
import { listAll } from '../listing.ts';
import { ofEach } from '../not-found.ts';
import { cloudtrail } from './service.ts';

/** A trail with whether it logs, and what. */
export interface TrailFacts
  extends sdk.Trail,
    Omit<sdk.GetTrailStatusResponse, '$metadata'>,
    Pick<sdk.GetEventSelectorsResponse, 'EventSelectors' | 'AdvancedEventSelectors'> {}

/**
 * The account's own trails that are at home in the unit's region. Without their shadows, a trail of all regions or of
 * the organization is read once: where it was made. One deleted since it was listed is no trail any more.
 * https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DescribeTrails.html
 */
export async function* ownTrails(context: CollectContext): AsyncGenerator<TrailFacts> {
  const input = { includeShadowTrails: false };
  const items = await listAll(context, cloudtrail, 'DescribeTrails', 'trailList', { input });
  yield* ofEach({ items, gone: ['TrailNotFoundException'], things: 'trails' }, async (trail) => [
    await factsOf(context, trail),
  ]);
}

async function factsOf(context: CollectContext, trail: sdk.Trail): Promise<TrailFacts> {
  const status = await ask(context, cloudtrail, 'GetTrailStatus', { Name: trail.TrailARN });
  const { EventSelectors, AdvancedEventSelectors } = await ask(context, cloudtrail, 'GetEventSelectors', {
    TrailName: trail.TrailARN,
  });
  return {
    ...trail,
    ...status,
    ...(EventSelectors ? { EventSelectors } : {}),
    ...(AdvancedEventSelectors ? { AdvancedEventSelectors } : {}),
  };
}
