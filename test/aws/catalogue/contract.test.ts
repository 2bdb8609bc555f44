import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TableEntry } from '../../../src/aws/catalogue/entry.ts';
import { catalogue } from '../../../src/aws/catalogue/index.ts';
import type { UnitResult } from '../../../src/ledger/units.ts';
import { landingTable } from '../../../src/load/landing.ts';
import type { Row } from '../../../src/table.ts';
import type { RegionState } from '../../sandbox/aws/contract.ts';
import { plantEvent } from '../../sandbox/aws/world/cloudtrail/plant-events.ts';
import { inventory, type Reader, type ReadOutcome, startReader } from '../reader.ts';

const entries = catalogue.flatMap((collector) => collector.tables.map((entry) => ({ collector, entry })));

describe('names', () => {
  test('of collectors are unique and say their service', () => {
    const names = catalogue.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z0-9]+\.[a-z0-9_]+$/);
  });

  test('of tables are unique and need no quotes in SQL', () => {
    const names = entries.map(({ entry }) => entry.name);
    expect(names.length).toBeGreaterThan(8);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^AWS(_[A-Z0-9]+)+$/);
  });

  test('of columns need no quotes and do not collide with those that every landing table has', () => {
    for (const { entry } of entries) {
      const names = landingTable(entry).columns.map(({ name }) => name);
      expect(new Set(names).size, entry.name).toBe(names.length);
      for (const name of names) expect(name).toMatch(/^[A-Z][A-Z0-9_]*$/);
    }
  });

  test('of actions are spelt as IAM spells them, each once', () => {
    for (const { actions, conditional, name } of catalogue) {
      expect(actions.length, name).toBeGreaterThan(0);
      expect(new Set(actions).size, name).toBe(actions.length);
      for (const action of actions) expect(action).toMatch(/^[a-z0-9-]+:[A-Z][A-Za-z0-9]+$/);
      expect(actions, name).toEqual(expect.arrayContaining(Object.keys(conditional)));
    }
  });
});

/** What becomes a COMMENT and a line of the README. */
describe('docs', () => {
  const docs = entries.flatMap(({ collector, entry }) => [
    [collector.name, collector.doc] as const,
    [entry.name, entry.doc] as const,
    ...Object.entries(entry.columns).map(
      ([column, { comment }]) => [`${entry.name}.${column}`, comment] as const,
    ),
  ]);

  test.each(docs)('%s: one sentence', (_name, doc) => {
    expect(doc).toMatch(/^[^\n]+[^.\n]\.$/);
    expect(doc).not.toMatch(/[.!?] [A-Z]/);
  });
});

/** Every table's rows over an organization, and the units that held them. */
describe('over an organization of sixteen accounts', () => {
  let reader: Reader;
  let outcomes: ReadOutcome[];
  let rows: Map<string, Row[]>;

  beforeAll(async () => {
    reader = await startReader({ accounts: 16, assetRegions: ['us-east-1', 'eu-west-1'] });
    const access = reader.access();
    // Nobody has any unless something went wrong.
    for (const account of reader.members) account.changeRegion('us-east-1', shareSnapshots);
    // People sign in to the management account, whose events no member role reads.
    plantEvent(reader.world, {
      accountId: reader.member.id,
      region: 'us-east-1',
      time: new Date(Date.now() - 3_600_000),
      name: 'Federate',
    });
    const administrators = [...reader.world.delegatedAdministrators].flatMap(([id, { services }]) =>
      [...services.keys()].map((principal) => [principal, [id]] as const),
    );
    const regions = ['us-east-1', 'eu-west-1'];
    const members = await reader.readMembers(access, new Map(administrators), { regions });
    outcomes = await Promise.all([
      members,
      reader.readOrganization(access, { accountTags: true }),
      reader.readIdentityCenter(access),
      ...reader.members.map((account) =>
        reader.read(access, account, { regions, told: members.told.get(account.id) }),
      ),
    ]);
    rows = new Map();
    for (const outcome of outcomes) {
      for (const [table, found] of outcome.rows) rows.set(table, [...(rows.get(table) ?? []), ...found]);
    }
  });
  afterAll(() => reader[Symbol.asyncDispose]());

  test('every unit is read', () => {
    const units = outcomes.flatMap((outcome) => outcome.units);
    expect(units.length).toBeGreaterThan(reader.members.length * inventory.length);
    expect(causesOf(units, reader)).toEqual([]);
    expect(reader.aws.metrics.throttled).toBe(0);
  });

  test.each(entries.map(({ entry }) => [entry.name, entry] as const))('%s has rows', (name, entry) => {
    const found = rows.get(name) ?? [];
    expect(found.length, 'nothing in test/sandbox/aws/ makes a row of it').toBeGreaterThan(0);
    expect(columnsWithoutValue(entry, found), 'nothing in test/sandbox/aws/ fills these columns').toEqual([]);
    const ids = found.map((row) => [row.ACCOUNT_ID, row.REGION, row.RESOURCE_ID].join(' '));
    expect(new Set(ids).size).toBe(ids.length);
  });

  test.each(entries.map(({ entry }) => [entry.name, entry] as const))(
    '%s holds what it says',
    (name, entry) => {
      for (const row of rows.get(name) ?? []) {
        for (const [column, { type, shape, policies }] of Object.entries(entry.columns)) {
          const value = row[column];
          if (value === undefined) continue;
          if (holdsPolicies(value) && !column.endsWith('_STD')) {
            expect(policies, `${column} holds policies: it is a POLICY or NAMED_POLICIES`).toBeDefined();
          }
          expect(isOfType(value, type), `${column}: ${value}`).toBe(true);
          if (shape) expect(Array.isArray(value), `${column} is ${shape}`).toBe(shape.endsWith('[]'));
        }
      }
    },
  );
});

/** Units that a partition cannot tell of, each with why: CloudFormation does not know all types in GovCloud. */
const NOT_TOLD = {
  'aws-us-gov': [
    "rolesanywhere.trust_anchors is denied: Cloud Control does not tell what there is: The type 'AWS::RolesAnywhere::TrustAnchor' cannot be found.",
  ],
  'aws-cn': [],
} as const;

describe.each(['aws-us-gov', 'aws-cn'] as const)('in %s', (partition) => {
  test('every account, region and the organization are read, and every ARN says so', async () => {
    await using reader = await startReader({ accounts: 6, partition });
    const [region = ''] = reader.world.assetRegions;
    const access = reader.access();
    const outcomes = await Promise.all([
      reader.read(access, reader.member, { regions: [region], homeRegion: region }),
      reader.readOrganization(access, { homeRegion: region, accountTags: true }),
      reader.readIdentityCenter(access),
    ]);
    const units = outcomes.flatMap((outcome) => outcome.units);
    expect(causesOf(units, reader)).toEqual(NOT_TOLD[partition]);
    expect(new Set(units.map(({ collector }) => collector)).size).toBe(catalogue.length);
    const columns = outcomes
      .flatMap(({ rows }) => [...rows.values()].flat())
      .flatMap((row) => Object.entries(row));
    const arns = columns.filter(([, value]) => typeof value === 'string' && value.startsWith('arn:'));
    expect(new Set(arns.map(([column]) => column)).size).toBeGreaterThan(20);
    expect(arns.filter(([, arn]) => !String(arn).startsWith(`arn:${partition}:`))).toEqual([]);
  });
});

/** Whether a value is a policy document, or has some at any depth. */
function holdsPolicies(value: unknown): boolean {
  if (value === null || typeof value !== 'object') return false;
  return 'Statement' in value || Object.values(value).some(holdsPolicies);
}

/** Why units were not read: each cause once, with the file to edit where the sandbox lacks something. */
function causesOf(units: readonly UnitResult[], { aws }: Reader): readonly string[] {
  const unknown = aws.metrics.unknown.map((operation) => {
    const [service] = operation.split(':');
    return `the sandbox has no ${operation}: add it to what test/sandbox/aws/operations/index.ts has under ${service}`;
  });
  const defects = aws.metrics.defects.map((defect) => `the sandbox is at fault: ${defect.split('\n')[0]}`);
  const others = units
    .filter(({ status }) => status !== 'ok')
    .map(({ collector, status, reason }) => `${collector} is ${status}: ${reason}`)
    .filter((cause) => !/Could not find operation|The sandbox is at fault/.test(cause));
  return [...new Set([...unknown, ...defects, ...others])];
}

function shareSnapshots({ snapshots, createVolumePermissions }: RegionState): void {
  for (const { SnapshotId = '' } of snapshots) {
    createVolumePermissions.get(SnapshotId)?.push({ Group: 'all' });
  }
}

function columnsWithoutValue(entry: TableEntry, rows: readonly Row[]): string[] {
  return Object.keys(entry.columns).filter((column) => rows.every((row) => (row[column] ?? null) === null));
}

function isOfType(value: unknown, type: string): boolean {
  switch (type) {
    case 'STRING':
      return typeof value === 'string';
    case 'NUMBER':
      return typeof value === 'number';
    case 'BOOLEAN':
      return typeof value === 'boolean';
    case 'TIMESTAMP_LTZ':
      return typeof value === 'string' && !Number.isNaN(Date.parse(value));
    default:
      return typeof value === 'object' || typeof value === 'string';
  }
}
