import { DescribeRegionsCommand, EC2Client, type Region } from '@aws-sdk/client-ec2';
import { transientError } from '../../errors.ts';
import type { CollectContext } from './context.ts';

/** Every region of the partition as the account sees it. Asked once per account, whoever needs it. */
export function readRegions(context: CollectContext): Promise<readonly Region[]> {
  return context.once('ec2:regions', async () => {
    const command = new DescribeRegionsCommand({ AllRegions: true });
    const { Regions } = await context.client(EC2Client).send(command, { abortSignal: context.signal });
    if (!Regions) throw transientError('the answer to DescribeRegions holds no Regions');
    return Regions;
  });
}
