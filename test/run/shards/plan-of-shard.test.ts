import { expect, test } from 'vitest';
import type { Connection } from '../../../src/connections/connection.ts';
import { connectorOf, readConnection } from '../../../src/connectors/index.ts';
import { ByAccount } from '../../../src/ledger/known/by-account.ts';
import { NO_ADMINISTRATORS } from '../../../src/ledger/known/delegations.ts';
import { EarlierReads } from '../../../src/ledger/known/earlier-reads.ts';
import { EmptyRegions } from '../../../src/ledger/known/empty-regions.ts';
import { FoundRows } from '../../../src/ledger/known/known-rows.ts';
import { UnitInstants } from '../../../src/ledger/known/unit-instants.ts';
import type { OpenedRun } from '../../../src/run/open.ts';
import { planLines, readPlanLines } from '../../../src/run/shards/plan-of-shard.ts';
import { toLine } from '../../../src/run/shards/whole-json.ts';

const EXTERNAL_ID = 'not-for-the-stage';
const UNIT = { collector: 'ec2.vpcs', accountId: '222222222222', region: 'us-east-1' };
const stamp = { connection: 'I_CONNECTION', runId: 'r', snapshotAt: '2026-11-27T17:00:00.000Z' };

function inventory(regions = 'us-east-1'): Connection {
  const comment = [
    'module: aws_inventory',
    'source_role_arn: arn:aws:iam::111111111111:role/hub',
    'destination_role_name: reader',
    `external_id: ${EXTERNAL_ID}`,
    'accounts_connection_name: A',
    `regions: [${regions}]`,
  ].join('\n');
  const read = readConnection({ name: 'I_CONNECTION', comment });
  if (!read.ok) throw read.error;
  return read.connection;
}

/** A plan for two accounts, as its lines are on the stage. */
function lines(connection: Connection): readonly string[] {
  const connector = connectorOf(connection);
  const list = ['222222222222', '333333333333'].map((id) => ({
    id,
    name: `name of ${id}`,
    state: 'ACTIVE',
    ouPath: undefined,
    ouIds: undefined,
    tags: undefined,
    leftOut: undefined,
  }));
  const plan: OpenedRun = {
    accounts: connector.plan(connection, list),
    collectors: connector.collectors.filter(({ name }) => ['ec2.vpcs', 'iam.users'].includes(name)),
    isListed: true,
    warning: undefined,
    administrators: NO_ADMINISTRATORS,
    watermarks: new UnitInstants(),
    emptyRegions: new EmptyRegions(),
    knownRows: new FoundRows(new ByAccount(), new Map([['POLICIES p', 'hash']])),
    resting: new UnitInstants(),
    earlier: new EarlierReads(),
    told: new Map(),
  };
  plan.knownRows.digests.set(UNIT.accountId, 'ec2.vpcs us-east-1', 'digest');
  plan.resting.set(UNIT, new Date('2026-11-26T00:00:00Z'));
  return [...planLines(connection, { stamp, seconds: 60, plan }, plan.accounts)].map(toLine);
}

async function read(connection: Connection, written: readonly string[]) {
  const each = async function* () {
    yield* written;
  };
  return readPlanLines(connection, connectorOf(connection), each());
}

test('a shard enters its accounts as the first would, and knows what that knows of them', async () => {
  const { plan, ...rest } = await read(inventory(), lines(inventory()));
  expect(rest).toEqual({ stamp, seconds: 60 });
  expect(plan.accounts.map(({ id, name, hop, verdict }) => ({ id, name, hop, verdict }))).toEqual(
    ['222222222222', '333333333333'].map((id) => ({
      id,
      name: `name of ${id}`,
      hop: { roleArn: `arn:aws:iam::${id}:role/reader`, externalId: EXTERNAL_ID },
      verdict: undefined,
    })),
  );
  expect(plan.collectors.map(({ name }) => name)).toContain('ec2.vpcs');
  expect(plan.knownRows.digestOf('ec2.vpcs', UNIT.accountId, UNIT.region)).toBe('digest');
  expect(plan.knownRows.digestOf('ec2.vpcs', '333333333333', UNIT.region)).toBeUndefined();
  expect(plan.knownRows.referenceOf('POLICIES', 'p')).toBe('hash');
  expect(plan.resting.of(UNIT)).toEqual(new Date('2026-11-26T00:00:00Z'));
});

test('no external id stands in a plan, and none of the roles', () => {
  const written = lines(inventory()).join('\n');
  expect(written).toContain('222222222222');
  expect(written).not.toContain(EXTERNAL_ID);
  expect(written).not.toContain('role/');
});

test('a plan of another version, or of other options, is none', async () => {
  const written = lines(inventory());
  await expect(read(inventory('eu-west-1'), written)).rejects.toMatchObject({
    kind: 'transient',
    message: 'the options of the connection have been changed since the run was planned',
  });
  const older = written.map((line) => line.replace(/"version":"[^"]*"/, '"version":"0.0.1"'));
  await expect(read(inventory(), older)).rejects.toMatchObject({
    kind: 'config',
    message: expect.stringContaining('the run is planned by version 0.0.1'),
  });
});
