import { JSDOM } from 'jsdom';
import { expect, test } from 'vitest';
import { terminalSvg } from './terminal-svg.ts';

const LINES = [
  'WHERE IT IS BLIND, AND WHY: 6 CAUSES    █ read   ✕ refused',
  '  setup               schema, tables and views            19 s',
  '  ✕ 420128850006  planted: it has no role of ours  all of it, never seen',
  '',
  '  a <b> & c',
];

test('every word stands in its column, whatever the drawer does with blanks', () => {
  const { document } = new JSDOM(terminalSvg(LINES, 80)).window;
  const drawn = LINES.map(() => ' '.repeat(80));
  for (const element of document.querySelectorAll('text')) {
    const text = element.textContent;
    expect(text).not.toMatch(/ {2}|^ | $/);
    const number = (name: string) => Number(element.getAttribute(name));
    expect(number('textLength')).toBeCloseTo(text.length * 7.8, 1);
    const [row, column] = [Math.floor((number('y') - 16) / 17), Math.round((number('x') - 16) / 7.8)];
    const line = drawn[row] ?? '';
    drawn[row] = line.slice(0, column) + text + line.slice(column + text.length);
  }
  expect(drawn.map((line) => line.trimEnd())).toEqual(LINES);
});
