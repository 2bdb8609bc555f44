import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Collector } from '../../../src/aws/catalogue/entry.ts';
import { catalogue } from '../../../src/aws/catalogue/index.ts';
import { requestFor } from '../../../src/aws/catalogue/services.ts';
import { awsAccounts } from '../../../src/connectors/aws-accounts/connector.ts';
import type { Row } from '../../../src/table.ts';
import { accountOf } from '../../sandbox/aws/world/plant.ts';
import { identityCenter, inventory, type Reader, type ReadOutcome, startReader } from '../reader.ts';

const REGIONS = ['us-east-1', 'eu-west-1'];

/** Collectors whose rows have details: what is listed, and of each item some calls more. */
const detailed = catalogue.filter(({ tables }) => tables.some(({ details = [] }) => details.length > 0));

type Read = (collectors: readonly Collector[]) => Promise<ReadOutcome>;

let reader: Reader;
/** The account in which a collector finds most, how it is read there, and what it finds. */
const places = new Map<string, { accountId: string; read: Read; outcome: ReadOutcome }>();

beforeAll(async () => {
  reader = await startReader({ assetRegions: REGIONS });
  // The older answer, which leaves more to ask.
  reader.world.accountShape = 'status-only';
  for (const { id } of [reader.largest, ...reader.members.slice(0, 4)]) {
    for (const region of REGIONS)
      await look(id, inventory, (collectors) => readMember(id, collectors, region));
  }
  const { managementAccountId } = reader.world;
  await look(managementAccountId, awsAccounts.collectors, (collectors) =>
    reader.readOrganization(reader.access(), { collectors }),
  );
  await look(managementAccountId, identityCenter, (collectors) =>
    reader.readIdentityCenter(reader.access(), { collectors }),
  );
});

async function readMember(id: string, collectors: readonly Collector[], region: string) {
  return reader.read(reader.access(), accountOf(reader.world, id), { collectors, regions: [region] });
}

/** Notes what those with details find, where it is more than what is known of them. */
async function look(accountId: string, collectors: readonly Collector[], read: Read): Promise<void> {
  const looked = collectors.filter((collector) => detailed.includes(collector));
  const outcome = await read(looked);
  for (const collector of looked) {
    const known = places.get(collector.name);
    const most = known ? sizeOf(collector, known.outcome) : 0;
    if (sizeOf(collector, outcome) > most) places.set(collector.name, { accountId, read, outcome });
  }
}
afterAll(() => reader[Symbol.asyncDispose]());

function placeOf({ name }: Collector) {
  const place = places.get(name);
  if (!place) throw new Error(`the sandbox has nothing that ${name} finds`);
  return place;
}

const denied = { error: { code: 'AccessDenied', message: 'not authorized to perform it', status: 403 } };

/** What the collector reads while AWS refuses, or throttles once, the operations of these actions. */
async function readWhile(
  collector: Collector,
  actions: readonly string[],
  fault: 'throttle' | typeof denied,
) {
  const { accountId, read } = placeOf(collector);
  const standing = actions.map((action) =>
    reader.aws.faults.add({
      match: {
        operation: requestFor(action)?.operation ?? '',
        accountId,
        ...(fault === 'throttle' ? { times: 1 } : {}),
      },
      action: fault,
    }),
  );
  try {
    const outcome = await read([collector]);
    return { outcome, struck: standing.map(({ struck }) => struck) };
  } finally {
    for (const each of standing) each.remove();
  }
}

function rowsOf(collector: Collector, { rows }: ReadOutcome): readonly Row[] {
  return collector.tables.flatMap(({ name }) => rows.get(name) ?? []);
}

/** How much a collector tells: a row of what is off tells least. */
const sizeOf = (collector: Collector, outcome: ReadOutcome) =>
  JSON.stringify(rowsOf(collector, outcome)).length - '[]'.length;

const facts = (rows: readonly Row[]) => rows.map(({ RESOURCE_ID, ROW_HASH }) => ({ RESOURCE_ID, ROW_HASH }));
const byId = (rows: readonly Row[]) =>
  facts(rows).sort((a, b) => String(a.RESOURCE_ID).localeCompare(String(b.RESOURCE_ID)));

/** Actions of a collector, but for those by which an administrator tells of others. */
const ownActions = ({ actions, administrator }: Collector) =>
  actions.filter((action) => !administrator?.actions.includes(action));

/** Actions that only some reads need, and those for their list: without them there is none. */
const OF_LISTS = new Set(['elasticloadbalancing:DescribeListeners', 'organizations:ListAccountsForParent']);

const cases = detailed.flatMap((collector) =>
  ownActions(collector).map((action) => [collector.name, action, collector] as const),
);

describe('of what is read with details', () => {
  test('there is something in the sandbox', () => {
    expect(new Set(places.keys())).toEqual(new Set(detailed.map(({ name }) => name)));
  });

  test('all is read whole though AWS throttles the last calls of each', async () => {
    const read = await Promise.all(
      detailed.map(async (collector) => ({
        collector,
        ...(await readWhile(collector, ownActions(collector).slice(-2), 'throttle')),
      })),
    );
    for (const { collector, outcome, struck } of read) {
      expect(struck, collector.name).toContain(1);
      expect(outcome.unit(collector.name).status).toBe('ok');
      expect(outcome.unit(collector.name)).not.toHaveProperty('rowsBlind');
      expect(byId(rowsOf(collector, outcome))).toEqual(byId(rowsOf(collector, placeOf(collector).outcome)));
    }
  });

  test.each(cases)('%s says so where %s is refused', async (_name, action, collector) => {
    const { outcome, struck } = await readWhile(collector, [action], denied);
    expect(struck[0]).toBeGreaterThan(0);
    const unit = outcome.unit(collector.name);
    const rows = rowsOf(collector, outcome);
    if (!(action in collector.conditional) || OF_LISTS.has(action)) {
      expect(unit).toMatchObject({ status: 'denied', code: 'AccessDenied' });
      expect(rows).toEqual([]);
      return;
    }
    // The list stands, and each row that the refused read belongs to says what it does not know.
    expect(unit).toMatchObject({ status: 'ok', code: 'rows_blind' });
    const before = rowsOf(collector, placeOf(collector).outcome);
    expect(byId(rows).map(({ RESOURCE_ID }) => RESOURCE_ID)).toEqual(
      byId(before).map(({ RESOURCE_ID }) => RESOURCE_ID),
    );
    const blind = rows.filter(({ BLIND_TO }) => (BLIND_TO as readonly string[]).length > 0);
    expect(blind.length).toBeGreaterThan(0);
    expect(unit.rowsBlind).toBe(blind.length);
  });
});
