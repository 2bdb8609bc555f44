import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cast, type Changes, changeOrganization, plantProblems, REGIONS } from '../demo/organization.ts';
import { ACCOUNTS, INVENTORY, type Installation, install } from '../installation/installation.ts';
import { addUser } from '../sandbox/aws/world/plant.ts';

interface BlindSpot {
  readonly COLLECTOR: string;
  readonly REGION: string;
  readonly STATUS: string;
  readonly CODE: string;
  readonly REASON: string;
  readonly LAST_SEEN_AT: Date | null;
}

/** A user of the same name in two accounts, with a tag that looks like SQL. */
const TWIN = 'twin';
const SQL = "x'); DROP TABLE AWS_IAM_USERS_SNAPSHOTS; -- $1 ?";

describe('two inventories of a troubled organization', () => {
  let installation: Installation;
  let cast: Cast;
  let changes: Changes;

  beforeAll(async () => {
    installation = await install({
      accounts: 14,
      seed: 7,
      inventory: [
        `regions: [${REGIONS.join(', ')}]`,
        'collectors: [ec2.instances, ec2.security_groups, ec2.subnets, ec2.vpcs, iam.authorization_details]',
      ],
    });
    const { world, aws } = installation.sandbox;
    if (!aws) throw new Error('no AWS sandbox');
    cast = plantProblems(world, aws);
    for (const id of [cast.changes, cast.throttled]) {
      addUser(world, id, TWIN, new Date('2023-01-01T00:00:00Z'));
      world.accounts.get(id)?.changeIam((iam) => {
        iam.users.get(TWIN)?.tags.push({ Key: SQL, Value: SQL });
      });
    }
    await installation.run(ACCOUNTS);
    await installation.run(INVENTORY);
    changes = changeOrganization(world, cast);
    world.accounts.get(cast.changes)?.changeIam((iam) => iam.users.delete(TWIN));
    await installation.run(ACCOUNTS);
    await installation.run(INVENTORY);
  });

  afterAll(async () => {
    await installation.close();
  });

  function blindSpots(accountId: string): Promise<readonly BlindSpot[]> {
    return installation.client.query<BlindSpot>(
      'SELECT COLLECTOR, REGION, STATUS, CODE, REASON, LAST_SEEN_AT FROM CONNECTOR_BLIND_SPOTS WHERE ACCOUNT_ID = ?',
      [accountId],
    );
  }

  async function rowsOf(accountId: string, table: string): Promise<number> {
    const [row] = await installation.client.query<{ N: number }>(
      `SELECT COUNT(*) AS N FROM ${table} WHERE ACCOUNT_ID = ?`,
      [accountId],
    );
    return row?.N ?? 0;
  }

  it('show an account without the role, all of it, with AWS’s words', async () => {
    const spots = await blindSpots(cast.withoutRole);
    expect(new Set(spots.map((spot) => spot.CODE))).toEqual(new Set(['assume_role_refused']));
    expect(spots[0]?.REASON).toContain('is not authorized to perform: sts:AssumeRole');
    expect(spots.some((spot) => spot.REGION === '*')).toBe(true);
  });

  it('show an account that refuses the external id', async () => {
    const spots = await blindSpots(cast.refusesExternalId);
    expect(spots.length).toBeGreaterThan(0);
    expect(spots.every((spot) => spot.STATUS === 'denied')).toBe(true);
  });

  it('show a suspended account as suspended, without trying to enter it', async () => {
    const spots = await blindSpots(cast.suspended);
    expect(new Set(spots.map((spot) => spot.CODE))).toEqual(new Set(['account_suspended']));
  });

  it('show a region closed by SCP, and only that region', async () => {
    const spots = await blindSpots(cast.regionDenied);
    expect(new Set(spots.map((spot) => spot.REGION))).toEqual(new Set(['eu-west-1']));
    expect(spots.every((spot) => spot.REASON.includes('service control policy'))).toBe(true);
    expect(await rowsOf(cast.regionDenied, 'AWS_EC2_INSTANCES')).toBeGreaterThan(0);
  });

  it('show what was throttled as failed, with how often it was tried, and nothing else of that account', async () => {
    const spots = await blindSpots(cast.throttled);
    expect(new Set(spots.map((spot) => spot.COLLECTOR))).toEqual(new Set(['ec2.instances']));
    expect(spots.every((spot) => spot.STATUS === 'failed' && /after \d+ attempts/.test(spot.REASON))).toBe(
      true,
    );
  });

  it('are the blind part of the freshness of tables, where all else is seen or out', async () => {
    const rows = await installation.client.query<{ STATE: string; TABLES: number; UNSEEN: number }>(
      "SELECT STATE, COUNT(*) AS TABLES, COUNT_IF(SEEN_AT IS NULL) AS UNSEEN FROM CONNECTOR_FRESHNESS WHERE ACCOUNT_ID = ? AND TABLE_NAME = 'AWS_IAM_ROLES' GROUP BY STATE",
      [cast.withoutRole],
    );
    expect(rows).toEqual([{ STATE: 'blind', TABLES: 1, UNSEEN: 1 }]);
    const twice = await installation.client.query(
      'SELECT TABLE_NAME, ACCOUNT_ID, REGION FROM CONNECTOR_FRESHNESS GROUP BY 1, 2, 3 HAVING COUNT(*) > 1',
    );
    expect(twice).toEqual([]);
    const differing = await installation.client.query(
      "SELECT f.ACCOUNT_ID FROM CONNECTOR_FRESHNESS f FULL JOIN (SELECT DISTINCT ACCOUNT_ID FROM CONNECTOR_BLIND_SPOTS WHERE COLLECTOR = 'ec2.instances') b ON b.ACCOUNT_ID = f.ACCOUNT_ID WHERE f.TABLE_NAME = 'AWS_EC2_INSTANCES' GROUP BY 1 HAVING COUNT_IF(f.STATE = 'blind') > 0 AND MAX(b.ACCOUNT_ID) IS NULL OR COUNT_IF(f.STATE = 'blind') = 0 AND MAX(b.ACCOUNT_ID) IS NOT NULL",
    );
    expect(differing).toEqual([]);
  });

  it('show no other account', async () => {
    const rows = await installation.client.query<{ ACCOUNT_ID: string }>(
      'SELECT DISTINCT ACCOUNT_ID FROM CONNECTOR_BLIND_SPOTS',
    );
    const { withoutRole, refusesExternalId, suspended, regionDenied, throttled, breaksLater } = cast;
    const blindByState = [...installation.sandbox.world.accounts.values()]
      .filter((account) => account.state === 'SUSPENDED' || account.state === 'PENDING_CLOSURE')
      .map((account) => account.id);
    const expected = [withoutRole, refusesExternalId, suspended, regionDenied, throttled, breaksLater];
    expect(new Set(rows.map((row) => row.ACCOUNT_ID))).toEqual(new Set([...expected, ...blindByState]));
  });

  it('keep the assets of an account whose role broke in between, and say since when it is blind', async () => {
    expect(await rowsOf(cast.breaksLater, 'AWS_IAM_ROLES')).toBeGreaterThan(0);
    expect(await rowsOf(cast.breaksLater, 'AWS_EC2_INSTANCES')).toBeGreaterThan(0);
    const spots = await blindSpots(cast.breaksLater);
    expect(spots.length).toBeGreaterThan(0);
    expect(spots.every((spot) => spot.LAST_SEEN_AT !== null)).toBe(true);
  });

  it('drop the assets of an account that was closed in between', async () => {
    for (const table of ['AWS_IAM_USERS', 'AWS_IAM_ROLES', 'AWS_EC2_INSTANCES', 'AWS_EC2_VPCS']) {
      expect(await rowsOf(cast.closesLater, table)).toBe(0);
    }
    expect(await rowsOf(cast.closesLater, 'AWS_IAM_ROLES_SNAPSHOTS')).toBeGreaterThan(0);
    const [closed] = await installation.client.query<{ N: number }>(
      "SELECT COUNT(*) AS N FROM AWS_IAM_ROLES_CHANGES WHERE ACCOUNT_ID = ? AND CHANGE = 'REMOVED'",
      [cast.closesLater],
    );
    expect(closed?.N).toBeGreaterThan(0);
  });

  it('drop an instance that is gone and show a group that was opened, as changes and as current state', async () => {
    const gone = await installation.client.query('SELECT 1 FROM AWS_EC2_INSTANCES WHERE RESOURCE_ID = ?', [
      changes.terminatedInstance,
    ]);
    expect(gone).toEqual([]);
    const columns = 'CHANGE, RESOURCE_ID, CHANGED_MEMBERS';
    const ask = () =>
      installation.client.query(
        `SELECT ${columns} FROM AWS_EC2_INSTANCES_CHANGES WHERE RESOURCE_ID = ?
         UNION ALL SELECT ${columns} FROM AWS_EC2_SECURITY_GROUPS_CHANGES WHERE RESOURCE_ID = ? ORDER BY 1`,
        [changes.terminatedInstance, changes.openedGroup],
      );
    const opened = { CHANGE: 'MODIFIED', RESOURCE_ID: changes.openedGroup };
    const terminated = {
      CHANGE: 'REMOVED',
      RESOURCE_ID: changes.terminatedInstance,
      CHANGED_MEMBERS: null,
    };
    expect(await ask()).toEqual([{ ...opened, CHANGED_MEMBERS: ['IpPermissions'] }, terminated]);
    // As a version that did not tell members has left its rows.
    await installation.client.query(
      `UPDATE AWS_EC2_SECURITY_GROUPS_SNAPSHOTS SET MEMBER_HASHES = NULL WHERE RESOURCE_ID = ? AND RUN_ID <>
       (SELECT RUN_ID FROM AWS_EC2_SECURITY_GROUPS WHERE RESOURCE_ID = ?)`,
      [changes.openedGroup, changes.openedGroup],
    );
    expect(await ask()).toEqual([{ ...opened, CHANGED_MEMBERS: null }, terminated]);
    const open = await installation.client.query(
      `SELECT 1 FROM AWS_EC2_SECURITY_GROUPS g, LATERAL FLATTEN(input => g.INGRESS) r, LATERAL FLATTEN(input => r.value:IpRanges) b
       WHERE g.GROUP_ID = ? AND b.value:CidrIp::STRING = '0.0.0.0/0'`,
      [changes.openedGroup],
    );
    expect(open.length).toBeGreaterThan(0);
  });

  it('drop a user, and neither that of the same name in another account nor what its tag says', async () => {
    const users = await installation.client.query<{ ACCOUNT_ID: string; TAGS: unknown }>(
      'SELECT ACCOUNT_ID, TAGS FROM AWS_IAM_USERS WHERE USER_NAME = ?',
      [TWIN],
    );
    expect(users).toEqual([{ ACCOUNT_ID: cast.throttled, TAGS: { [SQL]: SQL } }]);
    const changed = await installation.client.query(
      'SELECT ACCOUNT_ID, CHANGE FROM AWS_IAM_USERS_CHANGES WHERE COALESCE(RAW, PREVIOUS_RAW):UserName::STRING = ?',
      [TWIN],
    );
    expect(changed).toEqual([{ ACCOUNT_ID: cast.changes, CHANGE: 'REMOVED' }]);
  });

  it('change nothing that nobody changed', async () => {
    const untouched = await installation.client.query<{ ACCOUNT_ID: string }>(
      'SELECT DISTINCT ACCOUNT_ID FROM AWS_IAM_ROLES_CHANGES WHERE ACCOUNT_ID <> ?',
      [cast.closesLater],
    );
    expect(untouched).toEqual([]);
  });

  it('keep the accounts list in the connection table, in SnowAlert’s columns and ours', async () => {
    const accounts = await installation.client.query<Record<string, unknown>>(
      `SELECT * FROM ${ACCOUNTS} WHERE CREATED_AT = (SELECT MAX(CREATED_AT) FROM ${ACCOUNTS})`,
    );
    expect(accounts).toHaveLength(14);
    const closed = accounts.find((account) => account.ACCOUNT_ID === cast.closesLater);
    expect(closed).toMatchObject({ STATE: 'CLOSED' });
    expect(accounts.every((account) => String(account.OU_PATH).startsWith('/'))).toBe(true);
  });

  it('tell of every account of a run in the inventory’s own table', async () => {
    const rows = await installation.client.query<{ ACCOUNT_ID: string; STATUS: string }>(
      `SELECT ACCOUNT_ID, STATUS FROM ${INVENTORY} WHERE CREATED_AT = (SELECT MAX(CREATED_AT) FROM ${INVENTORY})`,
    );
    const status = new Map(rows.map((row) => [row.ACCOUNT_ID, row.STATUS]));
    expect(rows).toHaveLength(14);
    expect(status.get(cast.withoutRole)).toBe('denied');
    expect(status.get(cast.regionDenied)).toBe('partial');
    expect(status.get(cast.closesLater)).toBe('absent');
    expect(status.get(cast.changes)).toBe('ok');
  });
});
