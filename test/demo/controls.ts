import { counted, grouped } from '../../src/text/figures.ts';
import type { Screen } from './screen.ts';
import { WIDTH } from './screen.ts';

/** A control, as `detections run --framework … --json` tells of it. */
export interface ControlResult {
  readonly control: string;
  readonly status: 'pass' | 'fail' | 'unknown' | 'none';
  readonly pass: number;
  readonly fail: number;
  readonly unknown: number;
  readonly about: string;
}

const SIGNS = { pass: '✓', fail: '✕', unknown: '?', none: '·' } as const;

/** Controls that are told one by one. */
const TOLD = 6;

/** Every control of a framework by its sign, and the worst of them in words. */
export function showControls(screen: Screen, title: string, controls: readonly ControlResult[]): void {
  const number = (status: ControlResult['status']) => controls.filter((one) => one.status === status).length;
  screen.heading(title, '✓ pass  ✕ fail  ? unknown  · none answers it');
  screen.rows(
    inLines(
      controls.map(({ status, control }) => `${SIGNS[status]} ${control}`),
      controls,
    ),
  );
  const partly = controls.filter(({ unknown }) => unknown > 0).length;
  screen.text(
    `Of ${counted(controls.length, 'control')} ${number('pass')} pass, ${number('fail')} fail, ${number('unknown')} are unknown and ${number('none')} have no answer. ${grouped(partly)} are not known everywhere: an account that does not let us in passes nowhere.`,
    '  ',
  );
  const worst = controls.filter(({ fail }) => fail > 0).sort((a, b) => b.fail - a.fail);
  screen.rows(
    worst
      .slice(0, TOLD)
      .map(
        ({ control, about, fail, pass, unknown }) =>
          `  ${control.padEnd(6)} ${about.padEnd(44).slice(0, 44)} ${figure(fail, '✕')}${figure(pass, '✓')}${figure(unknown, '?')}`,
      ),
  );
  screen.text('All of it: npm run -s snowcensus -- detections run --framework cis-7.0', '  ');
}

function figure(count: number, sign: string): string {
  return `${grouped(count)} ${sign}`.padStart(8);
}

/** As many to a line as a terminal has room for, a chapter below another. */
function inLines(cells: readonly string[], controls: readonly ControlResult[]): readonly string[] {
  const width = Math.max(...cells.map(({ length }) => length)) + 1;
  const most = Math.floor((WIDTH - 2) / width);
  const chapters = Map.groupBy(
    cells.map((cell, index) => ({ cell, chapter: controls[index]?.control.split('.', 1)[0] })),
    ({ chapter }) => chapter,
  );
  return [...chapters.values()].flatMap((chapter) =>
    Array.from({ length: Math.ceil(chapter.length / most) }, (_, line) => {
      const own = chapter.slice(line * most, (line + 1) * most);
      return `  ${own.map(({ cell }) => cell.padEnd(width)).join('')}`;
    }),
  );
}
