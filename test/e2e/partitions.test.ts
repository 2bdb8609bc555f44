import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  ACCOUNTS,
  INVENTORY,
  type Installation,
  install,
  type PrintedSummary,
} from '../installation/installation.ts';

/** The sandbox refuses a global service that is signed for another region than its own in the partition. */
describe.each([
  { partition: 'aws-us-gov', regions: ['us-gov-west-1', 'us-gov-east-1'] },
  { partition: 'aws-cn', regions: ['cn-north-1', 'cn-northwest-1'] },
] as const)('in $partition', ({ partition, regions }) => {
  let installation: Installation;
  let organization: PrintedSummary;
  let inventory: PrintedSummary;

  beforeAll(async () => {
    installation = await install({ accounts: 5, partition, inventory: ['regions: all'] });
    organization = await installation.run(ACCOUNTS);
    const collectors = ['account.*', 'ec2.vpcs', 'iam.account_summary', 'iam.authorization_details'];
    const narrowed = collectors.flatMap((pattern) => ['--collector', pattern]);
    inventory = await installation.run(INVENTORY, ...narrowed);
  });
  afterAll(() => installation.close());

  const query = <T>(sql: string) => installation.client.query<T>(sql);

  test('the organization is read whole', async () => {
    expect(organization).toMatchObject({ status: 'ok', units: { denied: 0, failed: 0 } });
    const accounts = await query<{ ARN: string; OU_PATH: string }>('SELECT ARN, OU_PATH FROM AWS_ACCOUNTS');
    expect(accounts).toHaveLength(5);
    for (const { ARN } of accounts) expect(ARN).toContain(`arn:${partition}:organizations::`);
  });

  test('every other account is read in every region that the partition has', async () => {
    const { managementAccountId } = installation.sandbox.world;
    // The management account has no member role.
    const blind = await query<{ ACCOUNT_ID: string }>(
      'SELECT DISTINCT ACCOUNT_ID FROM CONNECTOR_BLIND_SPOTS',
    );
    expect(blind).toEqual([{ ACCOUNT_ID: managementAccountId }]);
    expect(inventory).toMatchObject({ accountsCovered: 4, units: { absent: 0, failed: 0 } });
    const vpcs = await query<{ REGION: string }>('SELECT DISTINCT REGION FROM AWS_EC2_VPCS ORDER BY REGION');
    expect(vpcs.map(({ REGION }) => REGION)).toEqual([...regions].sort());
    const roles = await query<{ ARN: string }>('SELECT ARN FROM AWS_IAM_ROLES');
    expect(roles.length).toBeGreaterThan(4);
    for (const { ARN } of roles) expect(ARN).toContain(`arn:${partition}:iam::`);
  });

  test('findings about a whole account name it by an ARN of the partition', async () => {
    const found = await query<{ ARN: string }>(
      "SELECT RESOURCE_ARN AS ARN FROM SNOWCENSUS_DETECTIONS.DETECTION_IAM_ROOT_ACCESS_KEY WHERE STATUS <> 'unknown'",
    );
    expect(found.length).toBeGreaterThan(3);
    for (const { ARN } of found) expect(ARN).toMatch(new RegExp(`^arn:${partition}:iam::\\d+:root$`));
  });
});
