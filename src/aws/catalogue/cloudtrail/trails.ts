import {
  CloudTrailClient,
  DescribeTrailsCommand,
  GetEventSelectorsCommand,
  type GetEventSelectorsResponse,
  GetTrailStatusCommand,
  type GetTrailStatusResponse,
  type Trail,
  TrailNotFoundException,
} from '@aws-sdk/client-cloudtrail';
import { requiredList } from '../answer.ts';
import type { CollectContext } from '../context.ts';

/** A trail with whether it logs, and what. */
export interface TrailFacts
  extends Trail,
    Omit<GetTrailStatusResponse, '$metadata'>,
    Pick<GetEventSelectorsResponse, 'EventSelectors' | 'AdvancedEventSelectors'> {}

/**
 * The account's own trails that are at home in the unit's region. Without their shadows, a trail of all regions or of
 * the organization is read once: where it was made.
 * https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DescribeTrails.html
 */
export async function* ownTrails(context: CollectContext): AsyncGenerator<TrailFacts> {
  const client = context.client(CloudTrailClient);
  const options = { abortSignal: context.signal };
  const command = new DescribeTrailsCommand({ includeShadowTrails: false });
  const { trailList } = await client.send(command, options);
  for (const trail of requiredList(trailList, 'DescribeTrails', 'trailList')) {
    try {
      const { $metadata: _status, ...status } = await client.send(
        new GetTrailStatusCommand({ Name: trail.TrailARN }),
        options,
      );
      const { EventSelectors, AdvancedEventSelectors } = await client.send(
        new GetEventSelectorsCommand({ TrailName: trail.TrailARN }),
        options,
      );
      yield {
        ...trail,
        ...status,
        ...(EventSelectors ? { EventSelectors } : {}),
        ...(AdvancedEventSelectors ? { AdvancedEventSelectors } : {}),
      };
    } catch (error) {
      // Deleted since it was listed: it is no trail any more, and that is the truth.
      if (!(error instanceof TrailNotFoundException)) throw error;
    }
  }
}
