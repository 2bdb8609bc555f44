import { describe, expect, test } from 'vitest';
import { catalogue } from '../../src/aws/catalogue/index.ts';
import { ANYWHERE, readableMembers } from '../../src/load/readable-members.ts';
import { UnreadMembers } from '../../src/load/unread-members.ts';

describe('members that an earlier program could not read', () => {
  const unread = new UnreadMembers(
    ['Id', 'Parts', 'Parts.Name', 'Parts.New', 'Map', 'Map.text', 'Map.text.Old', 'Map.text.New', 'New'],
    ['Id', 'Parts', 'Parts.Name', 'Map', 'Map.text', 'Map.text.Old'],
  );

  test('are left out at any depth, also under names that a map has', () => {
    const item = {
      Id: 'New',
      New: { Id: 1 },
      Parts: [{ Name: 'a', New: 1 }, { Name: 'b' }],
      Map: { New: { Old: 1, New: 2 } },
      Other: { New: 1 },
    };
    expect(unread.without(item)).toEqual({
      Id: 'New',
      Parts: [{ Name: 'a' }, { Name: 'b' }],
      Map: { New: { Old: 1 } },
      Other: { New: 1 },
    });
  });

  test('leave an item as it is that has none', () => {
    const item = { Id: 'a', Parts: [{ Name: 'a' }], Map: { New: { Old: new Date(0) } } };
    expect(unread.without(item)).toBe(item);
  });

  test('are told by their names where one of both programs knows nothing else of them', () => {
    const item = { Deep: { New: 1, Old: 1 }, Old: 1 };
    const byName = new UnreadMembers([`${ANYWHERE}New`, `${ANYWHERE}Old`], [`${ANYWHERE}Old`]);
    expect(byName.without(item)).toEqual({ Deep: { Old: 1 }, Old: 1 });
    expect(new UnreadMembers([`${ANYWHERE}Old`], ['Deep', 'Deep.Old']).isEmpty).toBe(true);
    expect(new UnreadMembers(['Deep', 'Deep.Old'], [`${ANYWHERE}Old`, `${ANYWHERE}Deep`]).isEmpty).toBe(true);
  });
});

test('the members that can be read of every table of a state are known, and no two collectors have the same', async () => {
  const ids = new Set<string>();
  for (const collector of catalogue) {
    const { id, tables } = await readableMembers(collector);
    if (Object.keys(tables).length > 0) expect(ids.has(id), collector.name).toBe(false);
    ids.add(id);
    for (const { kind, name } of collector.tables) {
      expect(tables[name]?.length ?? 0, name).toBeGreaterThan(kind === 'state' ? 0 : -1);
    }
  }
});
