import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Reader, type ReadOutcome, startReader, statuses } from '../aws/reader.ts';
import type { DeliveryFault } from '../sandbox/aws/faults.ts';

let reader: Reader;
/** All that is asked but STS, which lets us in. */
let services: ReadonlySet<string>;

beforeAll(async () => {
  reader = await startReader();
  for (const { units } of await readAll()) expect(statuses(units)).toEqual({ ok: units.length });
  services = new Set(reader.aws.metrics.log.map(({ service }) => service).filter((name) => name !== 'sts'));
  // Of every protocol: the query XML of IAM, the XML of EC2, JSON, and JSON by REST.
  expect([...services]).toEqual(expect.arrayContaining(['iam', 'ec2', 'organizations', 'account']));
});
afterAll(() => reader[Symbol.asyncDispose]());
beforeEach(() => reader.aws.faults.clear());

/** Every collector, in the account it is for. */
function readAll(): Promise<ReadOutcome[]> {
  const access = reader.access();
  const wanted = { unitConcurrency: 64 };
  return Promise.all([
    reader.read(access, reader.member, wanted),
    reader.readOrganization(access, wanted),
    reader.readIdentityCenter(access, wanted),
  ]);
}

const NOT_AWS = /^HTTP (?:200|404) came (?:that is not in AWS’s format: |with a page in HTML, )/;
const faults: readonly [DeliveryFault, reason: RegExp][] = [
  ['malformed-body', NOT_AWS],
  ['html-200', NOT_AWS],
  ['xhtml-200', NOT_AWS],
  ['text-200', NOT_AWS],
  ['empty-200', NOT_AWS],
  ['other-200', NOT_AWS],
  ['binary', NOT_AWS],
  ['cut-gzip', NOT_AWS],
  ['false-gzip', NOT_AWS],
  ['error-200', /^An internal error has occurred/],
  ['html', /^HTTP 502 came/],
  ['html-403', /^HTTP 403 came/],
];

test.each(faults)('%s in place of every answer concludes nothing, in any unit', async (action, reason) => {
  for (const service of services) reader.aws.faults.add({ match: { service }, action });
  for (const { units, rows } of await readAll()) {
    expect(statuses(units)).toEqual({ failed: units.length });
    for (const unit of units) {
      expect(unit.reason, unit.collector).toMatch(reason);
      expect(unit.reason).toMatch(/^[\x20-\x7e’…]+$/);
      if (action !== 'html-403')
        expect(unit.reason, unit.collector).toMatch(/\(gave up after [12] attempts?\)$/);
    }
    expect(rows.size).toBe(0);
  }
});

test.each<DeliveryFault>(['malformed-body', 'text-200', 'cut-gzip'])(
  '%s once is no failure',
  async (action) => {
    for (const service of services) reader.aws.faults.add({ match: { service, times: 1 }, action });
    for (const { units } of await readAll()) expect(statuses(units)).toEqual({ ok: units.length });
  },
);

test('an answer without end is given up before it fills the memory', async () => {
  reader.aws.faults.add({ match: { operation: 'DescribeVpcs' }, action: 'flood' });
  const { unit } = await reader.read(reader.access({ maxAttempts: 1 }), reader.member);
  expect(unit('ec2.vpcs')).toMatchObject({ status: 'failed', code: 'unusable_answer' });
  expect(unit('ec2.vpcs').reason).toContain('it has more than 64 MiB');
});
