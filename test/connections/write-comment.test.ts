import { expect, test } from 'vitest';
import { optionProblem } from '../../src/connections/option-problem.ts';
import { changedComment, newComment } from '../../src/connections/write-comment.ts';
import { awsInventory } from '../../src/connectors/aws-inventory/connector.ts';

const changes = (options: Readonly<Record<string, unknown>>) => new Map(Object.entries(options));

test('a new COMMENT keeps texts texts, and lists on their line', () => {
  const written = newComment(
    changes({
      module: 'aws_inventory',
      schedule: '*/5 * * * *',
      account_ids: ['000000000001'],
      tags: undefined,
    }),
  );
  expect(written).toBe('module: aws_inventory\nschedule: "*/5 * * * *"\naccount_ids: ["000000000001"]\n');
});

test.each([
  ['a text', "a: 'x' # why\nb: 1\n", { a: 'y' }, "a: 'y' # why\nb: 1\n"],
  ['a list by a word', '# all\nregions: [a, b] # why\n', { regions: 'all' }, '# all\nregions: all # why\n'],
  ['a word by a list', 'regions: all # why\n', { regions: ['a', 'b'] }, 'regions: [a, b] # why\n'],
  ['an option that is taken out', '---\na: 1\n# of b\nb: 2\nc: 3\n', { b: undefined }, '---\na: 1\nc: 3\n'],
  [
    'an option that is new',
    '# only this\na: 1\n',
    { b: { c: ['d'] } },
    '# only this\na: 1\nb:\n  c:\n    - d\n',
  ],
  ['an empty COMMENT', '  \n', { a: 1 }, 'a: 1\n'],
  ['what is no YAML', 'a: [1\n', { b: 1 }, 'a: [1\n'],
])('%s is changed, and all else stays', (_, before, options, after) => {
  expect(changedComment(before, changes(options))).toBe(after);
});

test('what is wrong with one option is told whatever the others are', () => {
  const roles = changes({ destination_role_name: 'reader', regions: ['nowhere'] });
  expect(optionProblem(awsInventory, roles, 'destination_role_name')).toBeUndefined();
  expect(optionProblem(awsInventory, roles, 'regions')).toContain('"nowhere" is not an AWS region');
});
