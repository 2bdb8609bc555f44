import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { CIS_7 } from '../../src/detections/cis-7.0.ts';
import { showControls } from './controls.ts';
import { refuseSurprises } from './refuse-surprises.ts';
import { screenOn, WIDTH } from './screen.ts';

function collecting() {
  let text = '';
  const stream = new Writable({
    write(chunk: Buffer, _, done) {
      text += chunk.toString();
      done();
    },
  });
  return { screen: screenOn(stream as unknown as NodeJS.WriteStream), text: () => text };
}

test('nothing that the demo writes is wider than a terminal', async () => {
  const { screen, text } = collecting();
  const long = 'a long word and another '.repeat(12);
  screen.heading('Heading');
  screen.text(long, '  ');
  screen.rows([long]);
  await screen.step('a step', () => Promise.resolve(long), String);
  const lines = text().split('\n');
  expect(lines.length).toBeGreaterThan(6);
  expect(Math.max(...lines.map((line) => line.length))).toBe(WIDTH);
  expect(lines.slice(0, -1)).toEqual(screen.lines);
});

test('a step that fails is not told as done', async () => {
  const { screen } = collecting();
  await expect(screen.step('a step', () => Promise.reject(new Error('no')), String)).rejects.toThrow('no');
  expect(screen.lines).toEqual([]);
});

const SHOWN = {
  causes: [{ accountId: '111111111111' }],
  changed: [{ ACCOUNT_ID: '333333333333' }],
  planted: new Map([['111111111111', 'planted']]),
  cast: { closesLater: '222222222222', changes: '333333333333' },
  changes: { terminatedInstance: 'i-1', openedGroup: 'sg-1' },
};
const LINES = ['111111111111 222222222222', 'i-1 sg-1'];

test('the demo refuses to end where it does not show what was planted, or shows more', () => {
  expect(() => refuseSurprises(LINES, SHOWN)).not.toThrow();
  expect(() => refuseSurprises(['111111111111 i-1 sg-1'], SHOWN)).toThrow(
    '222222222222 was planted and is not named',
  );
  const causes = [{ accountId: '444444444444' }];
  expect(() => refuseSurprises(LINES, { ...SHOWN, causes })).toThrow('444444444444 is blind and nothing');
  const changed = [{ ACCOUNT_ID: '444444444444' }];
  expect(() => refuseSurprises(LINES, { ...SHOWN, changed })).toThrow('444444444444 changed that nothing');
  expect(() => refuseSurprises([...LINES, 'x'.repeat(WIDTH + 1)], SHOWN)).toThrow('wider than 80 columns');
});

test('every control has its sign, on one screen with what to make of it', () => {
  const { screen } = collecting();
  const statuses = ['pass', 'fail', 'unknown', 'none'] as const;
  const controls = CIS_7.map(({ id, about }, index) => {
    const status = statuses[index % 4] ?? 'none';
    const fail = status === 'fail' ? index : 0;
    return { control: id, about, status, pass: 3, fail, unknown: status === 'unknown' ? 1_000 : 0 };
  });
  showControls(screen, 'CIS AWS Foundations 7.0', controls);
  const text = screen.lines.join('\n');
  for (const { control, status } of controls) {
    const sign = { pass: '✓', fail: '✕', unknown: '?', none: '·' }[status];
    expect(text).toMatch(new RegExp(`\\${sign} ${control.replaceAll('.', '\\.')}\\s`));
  }
  expect(text.replaceAll(/\s+/g, ' ')).toContain(
    'Of 70 controls 18 pass, 18 fail, 17 are unknown and 17 have no answer.',
  );
  expect(screen.lines.length).toBeLessThanOrEqual(24);
});
