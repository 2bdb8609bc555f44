import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeConnection } from '../installation/connection-table.ts';
import { ACCOUNTS, INVENTORY, type Installation, install } from '../installation/installation.ts';
import type { Account } from '../sandbox/aws/contract.ts';

const PAGE = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'writing-detections.md'), 'utf8');
const STRANGER = 'arn:aws:iam::999999999999:root';
const CENTER = 'AWS_IDENTITY_CENTER_TEST_CONNECTION';
const TRAIL = 'AWS_CLOUDTRAIL_TEST_CONNECTION';

/** What the questions are answered from. */
const COLLECTORS = [
  ...['instances', 'network_interfaces', 'security_group_rules', 'security_groups', 'public_snapshots'],
  ...['volumes', 'vpcs'],
]
  .map((name) => `ec2.${name}`)
  .concat('iam.access_keys', 'iam.authorization_details', 'iam.credential_report');

/** The questions of the page by the words that they begin with. */
const QUESTIONS: ReadonlyMap<string, string> = new Map(
  [...PAGE.matchAll(/^-- (.*)\n([\s\S]*?);$/gm)].map(([, title = '', sql = '']) => [title, sql]),
);

let installation: Installation;
let planted: ReturnType<typeof plant>;
beforeAll(async () => {
  installation = await install({
    accounts: 4,
    inventory: [`collectors: [${COLLECTORS.join(', ')}]`, 'regions: [us-east-1]'],
  });
  const { client } = installation;
  const { world } = installation.sandbox;
  const { entry } = world;
  const account = [...world.accounts.values()].find(
    (each) => !each.isManagement && each.state === 'ACTIVE' && !entry.sourceRoleArn.includes(each.id),
  );
  if (!account) throw new Error('the organization has no member');
  planted = plant(account);
  const source = `source_role_arn: ${entry.sourceRoleArn}\n`;
  await makeConnection(
    client,
    CENTER,
    `module: aws_identity_center\n${source}destination_role_arn: ${entry.organizationRoleArn}\ndestination_role_external_id: ${entry.externalId}\nidentity_center_region: ${world.identityCenter().region}`,
  );
  await makeConnection(
    client,
    TRAIL,
    `module: aws_cloudtrail\n${source}destination_role_name: ${entry.memberRoleName}\nexternal_id: ${entry.externalId}\naccounts_connection_name: ${ACCOUNTS}\nregions: [us-east-1]\nlookback_hours: 24\nread_only_events: true`,
  );
  for (const name of [ACCOUNTS, INVENTORY, CENTER, TRAIL]) await installation.run(name);
}, 300_000);
afterAll(() => installation.close());

/** A role that a stranger may assume, two public instances that may do everything, and a group open to all protocols. */
function plant(account: Account) {
  const trusting = 'lets-a-stranger-in';
  let profile: { readonly Arn: string } | undefined;
  account.changeIam(({ roles }) => {
    const worn = [...roles.values()].find((role) => role.instanceProfile !== undefined);
    const [first] = roles.values();
    if (!worn?.instanceProfile || !first) throw new Error('the account has no role that instances wear');
    worn.attachedPolicyArns.push('arn:aws:iam::aws:policy/AdministratorAccess');
    profile = worn.instanceProfile;
    roles.set(trusting, {
      ...structuredClone(first),
      RoleName: trusting,
      RoleId: 'AROA000000000STRANGER',
      Arn: `arn:aws:iam::${account.id}:role/${trusting}`,
      trustPolicy: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { AWS: STRANGER }, Action: 'sts:AssumeRole' }],
      },
    });
  });
  // Changes are made when the account is next looked at.
  account.iam();
  const address = '203.0.113.9';
  const sixth = '2a05:d018:e8c:ffff::a';
  const open = 'sg-000000000000000ff';
  account.changeRegion('us-east-1', ({ reservations, securityGroups }) => {
    const all = reservations.flatMap(({ Instances = [] }) => Instances);
    const [running, other] = all.filter(({ State }) => State?.Name === 'running');
    if (!running || !other || !profile) throw new Error('no two instances run in the account');
    running.PublicIpAddress = address;
    running.IamInstanceProfile = { Arn: profile.Arn, Id: 'AIPA0000000000000000' };
    delete other.PublicIpAddress;
    other.Ipv6Address = sixth;
    other.IamInstanceProfile = { Arn: profile.Arn, Id: 'AIPA0000000000000000' };
    const [own] = securityGroups;
    if (!own) throw new Error('the account has no security group');
    const all6 = { IpProtocol: '-1', UserIdGroupPairs: [], PrefixListIds: [], IpRanges: [] };
    securityGroups.push({
      ...own,
      GroupId: open,
      GroupName: 'all of it',
      IpPermissions: [{ ...all6, Ipv6Ranges: [{ CidrIpv6: '::/0' }] }],
    });
  });
  return { account: account.id, address, sixth, trusting, open };
}

async function answer(title: string): Promise<readonly Record<string, unknown>[]> {
  const [sql] = [...QUESTIONS].flatMap(([words, text]) => (words.startsWith(title) ? [text] : []));
  if (sql === undefined) throw new Error(`the page does not ask: ${title}`);
  return installation.client.query<Record<string, unknown>>(sql);
}

describe('the questions of the page find what is there', () => {
  test.each([
    'People, and root users, who sign in without a second factor',
    'Instances with a public address, IPv4 or IPv6, whose role may do everything',
    'Roles that trust an account which is not of the organization',
    'Active keys that nobody has used for ninety days',
    'Where the answers above are not all there is',
    'Ports that the whole internet may reach, over IPv4 or IPv6',
    'Default VPCs that something is in',
    'People who can be administrator of an account through Identity Center',
    'Changes of security groups, and who made them',
    'Volumes without encryption, and snapshots that everybody may copy',
    'For every account: fails, passes, or cannot be told',
    'Running instances by organizational unit',
  ])('%s', async (title) => {
    expect((await answer(title)).length).toBeGreaterThan(0);
  });

  test('root users are asked for by use, and by keys', async () => {
    const { client } = installation;
    const [{ RECENT = 0 } = {}] = await client.query<{ RECENT: number }>(
      `SELECT COUNT(*) AS RECENT FROM AWS_IAM_CREDENTIAL_REPORT WHERE USER_NAME = '<root_account>'
       AND (ACCESS_KEY_1_ACTIVE OR PASSWORD_LAST_USED_AT > DATEADD(day, -90, CURRENT_TIMESTAMP()))`,
    );
    expect((await answer('Root users with a key')).length).toBeGreaterThanOrEqual(RECENT);
  });

  test('what was planted is found, and nothing like it elsewhere', async () => {
    const exposed = await answer('Instances with a public address');
    expect(exposed).toContainEqual(
      expect.objectContaining({ ACCOUNT_ID: planted.account, ADDRESS: planted.address }),
    );
    expect(exposed).toContainEqual(
      expect.objectContaining({ ACCOUNT_ID: planted.account, ADDRESS: planted.sixth }),
    );
    const strangers = (await answer('Roles that trust an account')).filter(
      ({ PRINCIPAL }) => PRINCIPAL === STRANGER,
    );
    expect(strangers).toEqual([
      expect.objectContaining({
        ACCOUNT_ID: planted.account,
        ROLE_NAME: planted.trusting,
        TRUSTS: 'foreign account',
      }),
    ]);
    const open = await answer('Roles that whoever may use another account may assume');
    expect(open).toContainEqual({
      ACCOUNT_ID: planted.account,
      ROLE_NAME: planted.trusting,
      PRINCIPAL: STRANGER,
    });
    const ports = await answer('Ports that the whole internet may reach');
    expect(ports.filter(({ GROUP_ID: id }) => id === planted.open)).toEqual([
      expect.objectContaining({ IP_PROTOCOL: '-1', PORTS: 'all', SOURCE: '::/0' }),
    ]);
    expect(ports.filter(({ PORTS }) => !/^(?:all|\d+(?:-\d+)?)$/.test(String(PORTS)))).toEqual([]);
  });

  test('who only looked at security groups has not changed any, and each change is of a known group', async () => {
    const changes = await answer('Changes of security groups');
    expect(changes.filter(({ EVENT_NAME: name }) => /^(?:Describe|Get)/.test(String(name)))).toEqual([]);
    expect(changes.filter(({ CHANGED_BY: by, GROUP_ID: group }) => by === null || group === null)).toEqual(
      [],
    );
  });

  test('an account that lets nobody in is told of for every table that the questions ask', async () => {
    const title = 'Where the answers above are not all there is';
    const tables = await installation.client.query<{ TABLE_NAME: string; ACCOUNTS: readonly string[] }>(
      `SELECT TABLE_NAME, ARRAY_UNIQUE_AGG(ACCOUNT_ID) AS ACCOUNTS FROM CONNECTOR_FRESHNESS WHERE STATE = 'blind' GROUP BY TABLE_NAME`,
    );
    const asked = [...QUESTIONS]
      .slice(
        0,
        [...QUESTIONS.keys()].findIndex((words) => words.startsWith(title)),
      )
      .flatMap(([, sql]) => [...sql.matchAll(/(?:FROM|JOIN) (AWS_\w+)/g)].map(([, name]) => name));
    const blind = tables.filter(({ TABLE_NAME: name }) => asked.includes(name));
    expect(blind.length).toBeGreaterThan(8);
    const told = await answer(title);
    for (const { TABLE_NAME: name, ACCOUNTS } of blind) {
      const own = told.filter(({ TABLE_NAME }) => TABLE_NAME === name).map(({ ACCOUNT_ID: id }) => id);
      expect([...new Set(own)].sort(), name).toEqual([...ACCOUNTS].sort());
    }
  });

  test('an account that cannot be seen is told as unknown, never as passing', async () => {
    const rows = await answer('For every account');
    const management = rows.find(
      ({ ACCOUNT_ID: id }) => id === installation.sandbox.world.managementAccountId,
    );
    // It has no member role in the sandbox's organization.
    expect(management?.RESULT).toBe('unknown');
    expect(String(management?.WHY)).toContain('sts:AssumeRole');
  });
});
