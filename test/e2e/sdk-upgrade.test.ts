import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ACCOUNTS, INVENTORY, type Installation, install } from '../installation/installation.ts';
import { openSecurityGroup } from '../sandbox/aws/world/plant.ts';

/** A member of an item, one of what is nested in it, and one of an item that code makes. */
const FORGOTTEN = [
  ['client-ec2', 'SecurityGroup', 'SecurityGroupArn'],
  ['client-ec2', 'IpPermission', 'PrefixListIds'],
  ['client-iam', 'AccessKeyMetadata', 'Status'],
];

let directory: string;
let installation: Installation;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'snowcensus-sdk-'));
  installation = await install({
    accounts: 3,
    // The sandbox writes its answers by the schemas that the process of a run is to have forgotten.
    asProcess: true,
    inventory: ['regions: [us-east-1]', 'collectors: [ec2.security_groups, iam.access_keys]'],
    env: {
      NODE_OPTIONS: `--import=${pathToFileURL(join(import.meta.dirname, 'older-sdk.mjs')).href}`,
      FORGOTTEN_MEMBERS_FILE: join(directory, 'forgotten'),
    },
  });
  await installation.run(ACCOUNTS);
});
afterAll(async () => {
  await installation.close();
  await rm(directory, { recursive: true });
});

/** A run with an SDK that does not know the members, or with one that does. */
async function runWith(sdk: 'older' | 'newer'): Promise<string> {
  await writeFile(join(directory, 'forgotten'), JSON.stringify(sdk === 'older' ? FORGOTTEN : []));
  return (await installation.run(INVENTORY)).runId;
}

async function changesOf(runId: string): Promise<readonly unknown[]> {
  const of = (table: string) =>
    `SELECT CHANGE, RESOURCE_ID, CHANGED_MEMBERS FROM ${table}_CHANGES WHERE RUN_ID = '${runId}'`;
  return installation.client.query(`${of('AWS_EC2_SECURITY_GROUPS')} UNION ALL ${of('AWS_IAM_ACCESS_KEYS')}`);
}

/** Rows of a run, and how many of them have each of the members. */
async function rowsOf(runId: string): Promise<readonly unknown[]> {
  const rows = await installation.client.query<{ N: number; A: number; B: number }>(
    `SELECT COUNT(*) AS N, COUNT(s.RAW:SecurityGroupArn) AS A, COUNT_IF(s.RAW:IpPermissions::STRING LIKE '%PrefixListIds%') AS B
     FROM AWS_EC2_SECURITY_GROUPS_SNAPSHOTS s WHERE s.RUN_ID = '${runId}'
     UNION ALL SELECT COUNT(*), COUNT(s.RAW:Status), 0 FROM AWS_IAM_ACCESS_KEYS_SNAPSHOTS s WHERE s.RUN_ID = '${runId}'`,
  );
  return rows.map(({ N, A, B }) => ({ some: N > 0, first: A === N ? 'all' : A, second: B > 0 }));
}

test('members that only a newer SDK reads are no change, and what else has changed is one, there and back', async () => {
  const { world } = installation.sandbox;
  const older = await runWith('older');
  const [read] = await installation.client.query<{ ACCOUNT_ID: string }>(
    'SELECT MIN(ACCOUNT_ID) AS ACCOUNT_ID FROM AWS_EC2_SECURITY_GROUPS',
  );
  const [none, all] = [
    { some: true, first: 0, second: false },
    { some: true, first: 'all', second: true },
  ];
  expect(await rowsOf(older)).toEqual([none, none]);

  const opened = openSecurityGroup(world, read?.ACCOUNT_ID ?? '', 'us-east-1');
  const newer = await runWith('newer');
  expect(await rowsOf(newer)).toEqual([all, { ...all, second: false }]);
  const modified = { CHANGE: 'MODIFIED', RESOURCE_ID: opened, CHANGED_MEMBERS: ['IpPermissions'] };
  expect(await changesOf(newer)).toEqual([modified]);

  const back = await runWith('older');
  expect(await rowsOf(back)).toEqual([none, none]);
  expect(await changesOf(back)).toEqual([]);
  const recorded = await installation.client.query(
    'SELECT COLLECTOR, COUNT(DISTINCT READABLE) AS N FROM CONNECTOR_READABLE GROUP BY 1 ORDER BY 1',
  );
  expect(recorded.slice(0, 2)).toEqual([
    { COLLECTOR: 'ec2.security_groups', N: 2 },
    { COLLECTOR: 'iam.access_keys', N: 2 },
  ]);
});
