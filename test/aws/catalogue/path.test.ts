import { expect, test } from 'vitest';
import { pathReader, rowsAt, takeRows } from '../../../src/aws/catalogue/path.ts';

function page() {
  return {
    Reservations: [
      { OwnerId: '1', Instances: [{ InstanceId: 'i-1' }, { InstanceId: 'i-2', OwnerId: 'own' }] },
      { OwnerId: '2' },
      { OwnerId: '3', Instances: [{ InstanceId: 'i-3' }] },
    ],
    Users: [{ UserName: 'a' }, { UserName: 'b' }],
    NextToken: 'more',
  };
}

test('a path that ends early leads to nothing', () => {
  expect(pathReader('A.B')({ A: { B: 1 } })).toBe(1);
  expect(pathReader('A.B')({ A: null })).toBeUndefined();
});

test('lists on the way are flattened, and what is inherited is not in the place of what is there', () => {
  expect(rowsAt(page(), 'Reservations.Instances', ['OwnerId'])).toEqual([
    { InstanceId: 'i-1', OwnerId: '1' },
    { InstanceId: 'i-2', OwnerId: 'own' },
    { InstanceId: 'i-3', OwnerId: '3' },
  ]);
  expect(rowsAt(page(), 'Groups')).toEqual([]);
});

test('rows that are taken are there for each path, from the last to the first, and the page has none of them any more', () => {
  const answered = page();
  const all = { rows: 'Reservations.Instances' };
  const [instances, again, users, groups] = takeRows(answered, [
    all,
    all,
    { rows: 'Users' },
    { rows: 'Groups' },
  ]);
  expect(instances?.map((row) => (row as { InstanceId: string }).InstanceId)).toEqual(['i-3', 'i-2', 'i-1']);
  expect(again).toEqual(instances);
  expect(users).toEqual([{ UserName: 'b' }, { UserName: 'a' }]);
  expect(groups).toEqual([]);
  expect(JSON.parse(JSON.stringify(answered))).toEqual({ NextToken: 'more' });
});
