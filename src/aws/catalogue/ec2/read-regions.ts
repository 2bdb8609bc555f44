import type { Region } from '@aws-sdk/client-ec2';
import { askAnyRegion } from '../../any-region.ts';
import { withoutMember } from '../answer.ts';
import { ask } from '../ask.ts';
import type { CollectContext } from '../context.ts';
import { ec2 } from './service.ts';

/** Every region of the partition as the account sees it. Asked once per account, whoever needs it. */
export function readRegions(context: CollectContext): Promise<readonly Region[]> {
  return context.once('ec2:regions', (shared) =>
    askAnyRegion(shared.region, shared.signal, (region) => askIn(shared, region)),
  );
}

async function askIn(context: CollectContext, region: string): Promise<readonly Region[]> {
  const { Regions } = await ask(context, ec2, 'DescribeRegions', { AllRegions: true }, region);
  // Every account has regions: none at all would make all that is in them pass for gone.
  if (!Regions?.length) throw withoutMember('DescribeRegions', 'Regions');
  return Regions;
}
