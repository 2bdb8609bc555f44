import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { AwsAccess } from '../../../src/aws/access.ts';
import type { Collector } from '../../../src/aws/catalogue/entry.ts';
import { catalogue } from '../../../src/aws/catalogue/index.ts';
import { requestFor } from '../../../src/aws/catalogue/services.ts';
import { awsAccounts } from '../../../src/connectors/aws-accounts/connector.ts';
import type { Row } from '../../../src/table.ts';
import { identityCenter, inventory, type Reader, type ReadOutcome, startReader } from '../reader.ts';

const REGION = 'us-east-1';

/** How each kind of collector is read. */
const READS: Readonly<
  Record<string, (access: AwsAccess, only?: readonly Collector[]) => Promise<ReadOutcome>>
> = {
  'an account': (access, collectors = inventory) =>
    reader.read(access, reader.member, { collectors, regions: [REGION], unitConcurrency: 32 }),
  'the organization': (access, collectors = awsAccounts.collectors) =>
    reader.readOrganization(access, { collectors, unitConcurrency: 32 }),
  'Identity Center': (access, collectors = identityCenter) =>
    reader.readIdentityCenter(access, { collectors, unitConcurrency: 32 }),
};

let reader: Reader;
const before = new Map<string, ReadOutcome>();
const callsBefore = new Map<string, number>();
const countCalls = () => Object.values(reader.aws.metrics.byAction).reduce((sum, count) => sum + count, 0);

beforeAll(async () => {
  reader = await startReader({ accounts: 8, assetRegions: [REGION] });
  for (const [name, read] of Object.entries(READS)) {
    reader.aws.resetMetrics();
    before.set(name, await read(reader.access()));
    callsBefore.set(name, countCalls());
  }
});
afterAll(() => reader[Symbol.asyncDispose]());
afterEach(() => {
  reader.aws.faults.clear();
  delete reader.world.largestPage;
});

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

  test('is read whole though AWS throttles each operation once, and each is counted', async () => {
    const known = before.get(name)?.units.map(({ collector }) => collector) ?? [];
    const operations = operationsOf(catalogue.filter((each) => known.includes(each.name)));
    const faults = operations.map((operation) =>
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
    const struck = faults.reduce((sum, fault) => sum + fault.struck, 0);
    expect(struck).toBeGreaterThan(operations.length / 2);
    expect(heard).toHaveLength(struck);
  });

  test('is read whole though no page has more than three', async () => {
    reader.world.largestPage = 3;
    reader.aws.resetMetrics();
    expect(contentOf(await read(reader.access()))).toEqual(usual());
    expect(countCalls()).toBeGreaterThan(callsBefore.get(name) ?? Number.NaN);
  });

  test('has no rows that lack what only some reads need, where that is refused', async () => {
    const known = before.get(name)?.units.map(({ collector }) => collector) ?? [];
    let refused = 0;
    for (const collector of catalogue.filter((each) => known.includes(each.name) && !hasDetails(each))) {
      for (const action of Object.keys(collector.conditional)) {
        const fault = reader.aws.faults.add({
          match: { operation: requestFor(action)?.operation ?? '' },
          action: { error: { code: 'AccessDenied', message: 'not allowed', status: 403 } },
        });
        const { units, rows } = await read(reader.access(), [collector]);
        fault.remove();
        if (fault.struck === 0) continue;
        refused += 1;
        expect(units, `${collector.name} without ${action}`).toMatchObject([{ status: 'denied' }]);
        expect([...rows.keys()]).toEqual([]);
      }
    }
    expect(refused).toBeGreaterThan(0);
  });
});

/** Whether rows may lack something, and say so. */
function hasDetails({ tables }: Collector): boolean {
  return tables.some(({ details = [] }) => details.length > 0);
}
