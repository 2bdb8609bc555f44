import { DescribeRegionsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { IAMClient, ListUsersCommand } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AwsSandbox, startAws } from '../server.ts';
import { generateWorld } from './generate.ts';

const options = { seed: 3, accounts: 4, memberActions: ['iam:*', 'ec2:*'], organizationActions: [] };
const commercial = generateWorld(options);
const china = generateWorld({ ...options, seed: 4, partition: 'aws-cn' });
let aws: AwsSandbox;
beforeAll(async () => {
  aws = await startAws({ world: [commercial, china] });
});
afterAll(async () => {
  expect(aws.metrics.defects).toEqual([]);
  await aws.close();
});

const settings = (region: string) => ({ endpoint: aws.url, region, maxAttempts: 1 });

test('each partition has its own keys, ARNs, regions and home of IAM', async () => {
  const sts = new STSClient({ ...settings('cn-north-1'), credentials: china.entry });
  const { Arn } = await sts.send(new GetCallerIdentityCommand({}));
  expect(Arn).toMatch(/^arn:aws-cn:iam::/);
  const assume = new AssumeRoleCommand({ RoleArn: china.entry.sourceRoleArn, RoleSessionName: 'test' });
  await expect(sts.send(assume)).resolves.toMatchObject({
    AssumedRoleUser: { Arn: expect.stringMatching(/^arn:aws-cn:sts::/) },
  });
  const iam = new IAMClient({ ...settings('us-east-1'), credentials: china.entry });
  await expect(iam.send(new ListUsersCommand({}))).rejects.toThrow("not 'us-east-1'");
});

test('a key is worth nothing in another partition’s regions', async () => {
  const ec2 = new EC2Client({ ...settings('cn-north-1'), credentials: commercial.entry });
  await expect(ec2.send(new DescribeRegionsCommand({}))).rejects.toMatchObject({ name: 'AuthFailure' });
});

test('a role is not assumed across partitions', async () => {
  const sts = new STSClient({ ...settings('us-east-1'), credentials: commercial.entry });
  const assume = new AssumeRoleCommand({ RoleArn: china.entry.sourceRoleArn, RoleSessionName: 'test' });
  await expect(sts.send(assume)).rejects.toMatchObject({ name: 'AccessDenied' });
});
