import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { AwsAccess } from '../../../src/aws/access.ts';
import type { Collector } from '../../../src/aws/catalogue/entry.ts';
import { catalogue } from '../../../src/aws/catalogue/index.ts';
import { hasPages } from '../../../src/aws/catalogue/listing.ts';
import { requestFor } from '../../../src/aws/catalogue/services.ts';
import { awsAccounts } from '../../../src/connectors/aws-accounts/connector.ts';
import type { UnitResult } from '../../../src/ledger/units.ts';
import type { Row } from '../../../src/table.ts';
import {
  identityCenter,
  inventory,
  lastHours,
  type Reader,
  type ReadOutcome,
  startReader,
} from '../reader.ts';

const REGION = 'us-east-1';

/** How each kind of collector is read. */
const READS: Readonly<
  Record<string, (access: AwsAccess, only?: readonly Collector[]) => Promise<ReadOutcome>>
> = {
  'an account': (access, collectors = inventory) =>
    reader.read(access, reader.member, { collectors, regions: [REGION], unitConcurrency: 32, events }),
  'what other accounts have more': async (access, collectors = leftToOthers) =>
    together(
      await Promise.all(
        reader.members
          .slice(1)
          .map((account) => reader.read(access, account, { collectors, regions: [REGION], events })),
      ),
    ),
  'what administrators tell': (access, collectors = inventory) =>
    reader.readMembers(access, administrators(), { collectors, regions: [REGION] }),
  'the organization': (access, collectors = awsAccounts.collectors) =>
    reader.readOrganization(access, { collectors, accountTags: true, unitConcurrency: 32 }),
  'Identity Center': (access, collectors = identityCenter) =>
    reader.readIdentityCenter(access, { collectors, unitConcurrency: 32 }),
};

/** Operations that no answer of a whole world makes us ask, with the test that asks them. */
const ASKED_ELSEWHERE = {
  GetAccessKeyLastUsed: 'test/aws/catalogue/iam/access-keys.test.ts',
  ListAccountsForParent: 'test/aws/catalogue/organizations/collectors.test.ts',
};

let reader: Reader;
/** The same events for every read, however long one takes. */
const events = lastHours(new Date());
/** Operations for which the SDK has a paginator. */
const paged = new Set<string>();
/** Collectors with an operation that the account gives no reason to ask. */
let leftToOthers: readonly Collector[] = [];
const before = new Map<string, ReadOutcome>();
const callsBefore = new Map<string, ReadonlyMap<string, number>>();

beforeAll(async () => {
  reader = await startReader({ accounts: 8, assetRegions: [REGION] });
  for (const action of catalogue.flatMap(({ actions }) => actions)) {
    const { service, operation = '' } = requestFor(action) ?? {};
    if (service && hasPages(await service.sdk(), operation)) paged.add(operation);
  }
  for (const [name, read] of Object.entries(READS)) {
    reader.aws.resetMetrics();
    before.set(name, await read(reader.access()));
    callsBefore.set(name, callsByOperation());
    if (name === 'an account') leftToOthers = inventory.filter((each) => !isAskedWhole(each));
  }
});
afterAll(() => reader[Symbol.asyncDispose]());
beforeEach(() => {
  // AWS has forgotten the reports of the reads before, so that one is asked for again.
  for (const { credentialReport } of reader.world.accounts.values()) delete credentialReport.report;
});
afterEach(() => {
  reader.aws.faults.clear();
  delete reader.world.largestPage;
  delete reader.world.emptyFirstPages;
});

function isAskedWhole(collector: Collector): boolean {
  const asked = callsByOperation();
  return operationsOf([collector]).every((operation) => asked.has(operation));
}

function callsByOperation(): ReadonlyMap<string, number> {
  const calls = new Map<string, number>();
  for (const [action, count] of Object.entries(reader.aws.metrics.byAction)) {
    const operation = action.slice(action.indexOf(':') + 1);
    calls.set(operation, (calls.get(operation) ?? 0) + count);
  }
  return calls;
}

/** Who administers what, by the world. */
function administrators(): ReadonlyMap<string, readonly string[]> {
  return new Map(
    [...reader.world.delegatedAdministrators].flatMap(([id, { services }]) =>
      [...services.keys()].map((principal) => [principal, [id]] as const),
    ),
  );
}

function together(outcomes: readonly ReadOutcome[]): ReadOutcome {
  const rows = new Map<string, Row[]>();
  for (const outcome of outcomes) {
    for (const [table, found] of outcome.rows) rows.set(table, [...(rows.get(table) ?? []), ...found]);
  }
  const units = outcomes.flatMap((outcome) => outcome.units);
  return { units, rows, unit: (collector) => outcomes[0]?.unit(collector) as UnitResult };
}

/** What was read, whatever its order. */
function contentOf({ units, rows }: ReadOutcome) {
  const content = ([table, all]: readonly [string, readonly Row[]]) => [
    table,
    all.map(({ RESOURCE_ID, ROW_HASH }) => `${RESOURCE_ID} ${ROW_HASH}`).sort(),
  ];
  return {
    units: units
      .map(({ collector, region, status, code }) => `${collector} ${region} ${status} ${code}`)
      .sort(),
    rows: Object.fromEntries([...rows].map(content)),
  };
}

const operationsOf = (collectors: readonly Collector[]) => [
  ...new Set(
    collectors.flatMap(({ actions }) => actions.map((action) => requestFor(action)?.operation ?? '')),
  ),
];

describe.each(Object.entries(READS))('%s', (name, read) => {
  const usual = () => contentOf(before.get(name) as ReadOutcome);
  /** Operations that it takes. */
  const asked = () => {
    const known = before.get(name)?.units.map(({ collector }) => collector) ?? [];
    const operations = operationsOf(catalogue.filter((each) => known.includes(each.name)));
    return new Set(operations.filter((operation) => callsBefore.get(name)?.has(operation)));
  };

  test('is read whole though AWS throttles each operation once, and each is counted', async () => {
    const faults = [...asked()].map((operation) =>
      reader.aws.faults.add({ match: { operation, times: 1 }, action: 'throttle' }),
    );
    const heard: string[] = [];
    const observer = {
      awsCall: () => undefined,
      awsThrottle: (service: string, operation: string) => heard.push(`${service} ${operation}`),
      statement: () => undefined,
    };
    const outcome = await read(reader.access({ observer }));
    expect(contentOf(outcome)).toEqual(usual());
    expect(faults.map(({ struck }) => struck)).toEqual(faults.map(() => 1));
    expect(heard).toHaveLength(faults.length);
  });

  test('is read whole though no page has more than three, and the first of each list nothing', async () => {
    reader.world.largestPage = 3;
    reader.world.emptyFirstPages = true;
    reader.aws.resetMetrics();
    expect(contentOf(await read(reader.access()))).toEqual(usual());
    const [calls, ofOnePage] = [callsByOperation(), callsBefore.get(name)];
    const once = [...asked()].filter((operation) => calls.get(operation) === ofOnePage?.get(operation));
    expect(
      once.filter((operation) => paged.has(operation)),
      'the sandbox does not page them',
    ).toEqual([]);
  });

  test('has no rows that lack what only some reads need, where that is refused', async () => {
    const known = before.get(name)?.units.map(({ collector }) => collector) ?? [];
    for (const collector of catalogue.filter((each) => known.includes(each.name) && !hasDetails(each))) {
      for (const action of Object.keys(collector.conditional)) {
        const operation = requestFor(action)?.operation ?? '';
        if (!asked().has(operation)) continue;
        const fault = reader.aws.faults.add({
          match: { operation },
          action: { error: { code: 'AccessDenied', message: 'not allowed', status: 403 } },
        });
        const { units, rows } = await read(reader.access(), [collector]);
        fault.remove();
        if (fault.struck === 0) continue;
        const denied = units.filter(({ status }) => status === 'denied');
        expect(denied.length, `${collector.name} without ${action}`).toBeGreaterThan(0);
        const seen = new Set([...rows.values()].flat().map(({ ACCOUNT_ID }) => ACCOUNT_ID));
        expect(seen.size).toBeLessThanOrEqual(units.length - denied.length);
      }
    }
  });
});

test('every operation of the catalogue is among what these reads ask', () => {
  const asked = new Set([...callsBefore.values()].flatMap((calls) => [...calls.keys()]));
  const left = operationsOf(catalogue).filter((operation) => !asked.has(operation));
  expect(new Set(left)).toEqual(new Set(Object.keys(ASKED_ELSEWHERE)));
});

/** Whether rows may lack something, and say so. */
function hasDetails({ tables }: Collector): boolean {
  return tables.some(({ details = [] }) => details.length > 0);
}
