import { DescribeRegionsCommand, EC2Client, type Region } from '@aws-sdk/client-ec2';
import { defaultRegions, partitionOfRegion } from '../../../partition.ts';
import { denialOf } from '../../denial.ts';
import { awsFailure, isDenied } from '../../outcome.ts';
import { withoutMember } from '../answer.ts';
import type { CollectContext } from '../context.ts';

/** Every region of the partition as the account sees it. Asked once per account, whoever needs it. */
export function readRegions(context: CollectContext): Promise<readonly Region[]> {
  return context.once('ec2:regions', async () => {
    try {
      return await askIn(context, context.region);
    } catch (error) {
      context.signal.throwIfAborted();
      if (!isDenied(error) || isDeniedEverywhere(error)) throw error;
      return await askElsewhere(context, error);
    }
  });
}

async function askIn(context: CollectContext, region: string): Promise<readonly Region[]> {
  const command = new DescribeRegionsCommand({ AllRegions: true });
  const { Regions } = await context.client(EC2Client, region).send(command, { abortSignal: context.signal });
  // Every account has regions: none at all would make all that is in them pass for gone.
  if (!Regions?.length) throw withoutMember('DescribeRegions', 'Regions');
  return Regions;
}

/**
 * Every region gives the same answer, and a service control policy closes some of them, the home region too. Throws the
 * first refusal where every region that needs no opt-in refuses.
 */
async function askElsewhere(context: CollectContext, refusal: unknown): Promise<readonly Region[]> {
  const partition = partitionOfRegion(context.region) ?? 'aws';
  for (const region of defaultRegions(partition).filter((other) => other !== context.region)) {
    try {
      return await askIn(context, region);
    } catch (error) {
      context.signal.throwIfAborted();
      if (!isDenied(error)) throw error;
    }
  }
  throw refusal;
}

/** A permission that nobody has given is given in no region. */
function isDeniedEverywhere(error: unknown): boolean {
  return denialOf(awsFailure(error).message)?.explicit === false;
}
