import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IpPermission } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ACCOUNTS, INVENTORY, type Installation, install } from '../installation/installation.ts';

const DOCUMENT = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'writing-detections.md'), 'utf8');

const v4 = { IpRanges: [{ CidrIp: '0.0.0.0/0' }] };
const v6 = { Ipv6Ranges: [{ CidrIpv6: '::/0' }] };

/** Rules by the name of the group that has one of them, and whether everybody reaches SSH through it. */
const RULES: Readonly<Record<string, readonly [reached: boolean, rule: Partial<IpPermission>]>> = {
  'ssh from IPv4': [true, { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, ...v4 }],
  'ssh from IPv6': [true, { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, ...v6 }],
  'a range around ssh': [true, { IpProtocol: 'tcp', FromPort: 0, ToPort: 1024, ...v6 }],
  'all from IPv4': [true, { IpProtocol: '-1', ...v4 }],
  'all from IPv6': [true, { IpProtocol: '-1', ...v6 }],
  'udp 22': [false, { IpProtocol: 'udp', FromPort: 22, ToPort: 22, ...v4 }],
  'icmp of a type and code around 22': [false, { IpProtocol: 'icmp', FromPort: 8, ToPort: 30, ...v4 }],
  'ssh from an office': [
    false,
    { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '198.51.100.0/24' }] },
  ],
};

let installation: Installation;
beforeAll(async () => {
  installation = await install({
    accounts: 4,
    inventory: ['collectors: [ec2.security_groups]', 'regions: [us-east-1]'],
  });
  const { world } = installation.sandbox;
  const account = [...world.accounts.values()].find(
    ({ id, isManagement, state }) =>
      !isManagement && state === 'ACTIVE' && !world.entry.sourceRoleArn.includes(id),
  );
  account?.changeRegion('us-east-1', (region) => {
    const [own] = region.securityGroups;
    const none = { UserIdGroupPairs: [], PrefixListIds: [], IpRanges: [], Ipv6Ranges: [] };
    for (const [index, [name, [, rule]]] of Object.entries(RULES).entries()) {
      const GroupId = `sg-000000000000000${index.toString(16).padStart(2, '0')}`;
      const group = { ...own, GroupId, GroupName: name, IpPermissions: [{ ...none, ...rule }] };
      region.securityGroups.push(group as (typeof region.securityGroups)[number]);
    }
  });
  await installation.run(ACCOUNTS);
  await installation.run(INVENTORY);
});
afterAll(() => installation.close());

test('who reaches SSH is told over IPv4 and IPv6, by TCP and by all protocols, and by no other', async () => {
  const sql =
    /-- Security groups that let the whole internet reach SSH\n([\s\S]*?);/.exec(DOCUMENT)?.[1] ?? '';
  const rows = await installation.client.query<{ GROUP_NAME: string }>(sql);
  const found = rows.map(({ GROUP_NAME: name }) => name).filter((name) => name in RULES);
  const reached = Object.entries(RULES).flatMap(([name, [is]]) => (is ? [name] : []));
  expect(found.sort()).toEqual(reached.sort());
});

/** Every statement of a page, by its first line. */
function statementsOf(page: string): readonly string[] {
  return [...page.matchAll(/^```sql\n([\s\S]*?)^```$/gm)]
    .flatMap(([, block = '']) => block.split(/;\n/))
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');
}

test('every question of the page, and every example of the pages of tables, is one that Snowflake answers', async () => {
  const folder = join(import.meta.dirname, '..', '..', 'docs', 'tables');
  const pages = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
  const statements = [DOCUMENT, ...pages].flatMap(statementsOf);
  expect(statements.length).toBeGreaterThan(2 * pages.length);
  const refused: string[] = [];
  for (const statement of statements) {
    await installation.client
      .query(statement)
      .catch((error: unknown) => refused.push(`${statement}\n${String(error)}`));
  }
  expect(refused).toEqual([]);
});
