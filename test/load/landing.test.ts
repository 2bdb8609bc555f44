import { describe, expect, test } from 'vitest';
import type { TableEntry } from '../../src/aws/catalogue/entry.ts';
import { ItemWriter } from '../../src/load/item-writer.ts';
import {
  landedItem,
  landingTable,
  lineStart,
  type RunStamp,
  type UnitStamp,
} from '../../src/load/landing.ts';
import { UnreadMembers } from '../../src/load/unread-members.ts';
import type { Row } from '../../src/table.ts';

const entry: TableEntry = {
  kind: 'state',
  name: 'AWS_TEST_THINGS',
  doc: 'Things, one row each.',
  keyName: 'Id',
  key: (item) => (item as { Id?: string }).Id,
  showsUse: () => true,
  volatile: ['LastUsed'],
  columns: {
    SIZE: { type: 'NUMBER', value: (item) => (item as { Size?: number }).Size, comment: 'Size.' },
    MADE_AT: { type: 'TIMESTAMP_LTZ', value: (item) => (item as { Made?: Date }).Made, comment: 'Birth.' },
  },
};
const stamp = {
  connection: 'TEST_CONNECTION',
  runId: 'run-1',
  snapshotAt: '2026-01-02T03:04:05.000Z',
  accountId: '123456789012',
  region: 'eu-west-1',
};
const rowIn = ({ line }: { readonly line: string }) => JSON.parse(line) as Row;
const landingRow = (of: TableEntry, item: object, at: RunStamp & UnitStamp) =>
  rowIn(landedItem(new ItemWriter(of), item, lineStart(at)));
const hashOf = (item: object): unknown => landingRow(entry, item, stamp).ROW_HASH;
const contentOf = (item: object) => landedItem(new ItemWriter(entry), item, lineStart(stamp)).content;

test('a row has its stamp, its typed columns and everything that AWS answered', () => {
  const made = new Date('2025-05-05T05:05:05Z');
  const item = { Id: 'one', Size: 3, Made: made, More: { Deep: [null, 'x'], Gone: null } };
  expect(landingRow(entry, item, stamp)).toEqual({
    CONNECTION: 'TEST_CONNECTION',
    RUN_ID: 'run-1',
    SNAPSHOT_AT: '2026-01-02T03:04:05.000Z',
    ACCOUNT_ID: '123456789012',
    REGION: 'eu-west-1',
    RESOURCE_ID: 'one',
    ROW_HASH: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
    SIZE: 3,
    MADE_AT: '2025-05-05T05:05:05.000Z',
    // What is volatile may be in what is nested.
    MEMBER_HASHES: { More: expect.stringMatching(/^[0-9a-f]{8}$/) as string },
    RAW: { Id: 'one', Size: 3, Made: '2025-05-05T05:05:05.000Z', More: { Deep: [null, 'x'] } },
  });
});

test('a row’s columns are those of its table', () => {
  const columns = landingTable(entry).columns.map(({ name }) => name);
  const item = { Id: 'one', Size: 3, Made: new Date(0), New: 1 };
  const unread = new UnreadMembers(Object.keys(item), ['Id', 'Size', 'Made']);
  const readability = { id: 'now', before: { id: 'earlier', unread } };
  const landed = landedItem(new ItemWriter(entry), item, lineStart(stamp), undefined, readability);
  expect(Object.keys(rowIn(landed))).toEqual(columns);
  const required = landingTable(entry).columns.filter((column) => column.required);
  expect(required.map(({ name }) => name)).toEqual(columns.slice(0, 7));
});

test('an item without what names it is our defect, and says so', () => {
  expect(() => landingRow(entry, { Size: 3 }, stamp)).toThrow(
    expect.objectContaining({
      kind: 'bug',
      message: 'an item of AWS_TEST_THINGS has no Id',
      where: '123456789012',
    }) as Error,
  );
});

test('a name that is no Unicode is mended like all other text', () => {
  expect(landingRow(entry, { Id: 'a\ud800\0' }, stamp).RESOURCE_ID).toBe('a\u{FFFD}\u{FFFD}');
});

describe('the hash', () => {
  test('changes with the resource', () => {
    expect(hashOf({ Id: 'one', Size: 3 })).not.toBe(hashOf({ Id: 'one', Size: 4 }));
    expect(hashOf({ Id: 'one', List: ['a', 'b'] })).not.toBe(hashOf({ Id: 'one', List: ['b', 'a'] }));
  });

  test('does not change with the order of members, with nulls, or with what is volatile', () => {
    const same = hashOf({ Id: 'one', Tags: { a: 1, b: { c: 2, d: 3 } } });
    expect(hashOf({ Tags: { b: { d: 3, c: 2 }, a: 1 }, Id: 'one' })).toBe(same);
    expect(hashOf({ Id: 'one', Tags: { a: 1, b: { c: 2, d: 3 }, e: null }, f: undefined })).toBe(same);
    expect(hashOf({ Id: 'one', Tags: { a: 1, b: { c: 2, d: 3 } }, LastUsed: new Date(7) })).toBe(same);
  });

  test('does not change with the run', () => {
    const row = landingRow(
      entry,
      { Id: 'one' },
      { ...stamp, runId: 'run-2', snapshotAt: '2027-01-01T00:00:00.000Z' },
    );
    expect(row.ROW_HASH).toBe(hashOf({ Id: 'one' }));
  });
});

test('a list is a set, however deep, unless the entry says that its order means something', () => {
  const said = { ...entry, ordered: ['Servers'] };
  const hashOf = (item: object): unknown => landingRow(said, item, stamp).ROW_HASH;
  const item = { Id: 'one', Tags: [{ Key: 'a' }, { Key: 'b', Value: [1, 2] }], Servers: ['x', 'y'] };
  expect(hashOf({ ...item, Tags: [{ Value: [2, 1], Key: 'b' }, { Key: 'a' }] })).toBe(hashOf(item));
  expect(hashOf({ ...item, Tags: [...item.Tags, { Key: 'a' }] })).not.toBe(hashOf(item));
  expect(hashOf({ ...item, Servers: ['y', 'x'] })).not.toBe(hashOf(item));
});

test('what is volatile is so at any depth', () => {
  const item = (used: number) => ({ Id: 'one', Parts: [{ Name: 'a', LastUsed: used }] });
  expect(hashOf(item(2))).toBe(hashOf(item(1)));
});

describe('what tells which members have changed', () => {
  const said = { ...entry, volatile: [], ordered: ['Servers'] };
  const checksumsOf = (of: TableEntry, item: object) => landingRow(of, item, stamp).MEMBER_HASHES as object;
  const item = {
    Id: 'one',
    Size: 3,
    Tags: ['a', 'b'],
    Parts: { N: 1, Of: [{ A: 1 }, { A: 2 }] },
    State: { Name: 'on' },
    Groups: [{ Id: 'g' }],
    Servers: ['x', 'y'],
  };

  test('has checksums of members with sets in them, for all others tell by themselves', () => {
    expect(Object.keys(checksumsOf(said, item))).toEqual(['Parts', 'Tags']);
    expect(checksumsOf(said, { Id: 'one' })).toEqual({});
  });

  test('never differs where the hash does not', () => {
    const same = { ...item, Tags: ['b', 'a'], Parts: { Of: [{ A: 2 }, { A: 1 }], N: 1 }, No: null };
    expect(landingRow(said, same, stamp).ROW_HASH).toBe(landingRow(said, item, stamp).ROW_HASH);
    expect(checksumsOf(said, same)).toEqual(checksumsOf(said, item));
  });

  test('differs with the member, and with no other', () => {
    const { Parts, Tags } = checksumsOf(said, item) as Record<string, string>;
    expect(checksumsOf(said, { ...item, Size: 4, Tags: ['a', 'c'] })).toEqual({
      Parts,
      Tags: expect.not.stringMatching(Tags ?? '') as string,
    });
  });

  test('has all that is nested where something is volatile, and nothing of that', () => {
    const used = (LastUsed?: number) =>
      checksumsOf(entry, { ...item, State: { Name: 'on', LastUsed }, LastUsed });
    expect(Object.keys(used())).toEqual(['Groups', 'Parts', 'Servers', 'State', 'Tags']);
    expect(used(7)).toEqual(used());
  });

  test('is there for an item whose names have to be mended', () => {
    expect(Object.keys(checksumsOf(said, { Id: 'one', '7': [1, 2], 'a\0': [1, 2] }))).toEqual([
      '7',
      'a\u{FFFD}',
    ]);
  });

  test('is of rows that have changes only', () => {
    for (const kind of ['events', 'reference'] as const)
      expect(landingRow({ ...entry, kind }, item, stamp)).not.toHaveProperty('MEMBER_HASHES');
  });
});

describe('a row with members that an earlier program could not read', () => {
  const detailed = { ...entry, volatile: [], details: ['Old', 'Recent'] };
  const before = {
    id: 'earlier',
    unread: new UnreadMembers(
      [
        'Id',
        'New',
        'Size',
        'Parts',
        'Parts.A',
        'Parts.New',
        'State',
        'State.Name',
        'State.New',
        'Old',
        'Recent',
      ],
      ['Id', 'Size', 'Parts', 'Parts.A', 'State', 'State.Name', 'Old'],
    ),
  };
  const landed = (item: object, blindTo: Readonly<Record<string, string>> = {}) =>
    rowIn(
      landedItem(new ItemWriter(detailed), item, lineStart(stamp), new Map(Object.entries(blindTo)), {
        id: 'now',
        before,
      }),
    );
  const asBefore = (item: object, blindTo: Readonly<Record<string, string>> = {}) =>
    rowIn(landedItem(new ItemWriter(detailed), item, lineStart(stamp), new Map(Object.entries(blindTo))));
  const old = { Id: 'one', Size: 1, Parts: [{ A: 2 }, { A: 1 }], State: { Name: 'on' } };
  const now = { ...old, New: 1, Parts: [{ A: 1 }, { A: 2, New: 1 }], State: { Name: 'on', New: 1 } };

  test('tells how that would have read it: its hash, and what of each member compares', () => {
    const { ROW_HASH, MEMBER_HASHES } = asBefore(old);
    const row = landed(now);
    expect(row.READABLE).toBe('now');
    expect(row.AS_READ_BEFORE).toEqual({
      Readable: 'earlier',
      Hash: ROW_HASH,
      Unread: ['New'],
      Members: { Parts: (MEMBER_HASHES as Record<string, string>).Parts, State: { Name: 'on' } },
    });
    expect(row.ROW_HASH).toBe(asBefore(now).ROW_HASH);
    expect(landed({ ...now, Size: 2 }).AS_READ_BEFORE).toMatchObject({
      Hash: asBefore({ ...old, Size: 2 }).ROW_HASH,
    });
  });

  test('tells nothing more where it has none of them, or nothing in them', () => {
    expect(landed(old).AS_READ_BEFORE).toBeUndefined();
    expect(landed({ ...old, New: null }).AS_READ_BEFORE).toBeUndefined();
  });

  test('may be blind to what that did not ask for', () => {
    expect(landed(old, { Old: 'AccessDenied' }).AS_READ_BEFORE).toBeUndefined();
    expect(landed(old, { Recent: 'AccessDenied' }).AS_READ_BEFORE).toMatchObject({
      Hash: asBefore(old).ROW_HASH,
      Unread: ['BlindTo'],
    });
    expect(landed(old, { Old: 'AccessDenied', Recent: 'AccessDenied' }).AS_READ_BEFORE).toMatchObject({
      Hash: asBefore(old, { Old: 'AccessDenied' }).ROW_HASH,
      Members: { BlindTo: { Old: 'AccessDenied' } },
    });
  });
});

test('the content has what is volatile too, and no order where AWS promises none', () => {
  const item = (used: number, tags: readonly string[]) => ({
    Id: 'one',
    Tags: tags.map((Key) => ({ Key })),
    Parts: [{ Name: 'a', LastUsed: used }],
  });
  expect(contentOf(item(1, ['a', 'b']))).toBe(contentOf(item(1, ['b', 'a'])));
  expect(contentOf(item(2, ['a', 'b']))).not.toBe(contentOf(item(1, ['a', 'b'])));
  expect(contentOf({ Id: 'one', Size: 4 })).not.toBe(contentOf({ Id: 'one', Size: 3 }));
});
