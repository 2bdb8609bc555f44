import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type ProgressLine, progressLine } from '../../../src/commands/progress/progress-line.ts';
import { progressText } from '../../../src/commands/progress/progress-text.ts';
import { watchRun } from '../../../src/commands/progress/run-progress.ts';
import { createLog } from '../../../src/log/log.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A line, and what has been written: on a terminal of so many columns, or to the log. */
function started(columns: number | undefined, isForPrograms = false) {
  const [screen, events] = [new PassThrough(), new PassThrough()];
  const terminal = columns === undefined ? undefined : Object.assign(screen, { columns });
  const log = createLog({ level: 'info', format: 'json' }, { secrets: () => [], stream: events });
  const line: ProgressLine = progressLine({ terminal: terminal as never, log }, isForPrograms);
  const read = (stream: PassThrough) => String(stream.read() ?? '');
  return {
    line,
    screen: () => read(screen),
    told: () =>
      read(events)
        .split('\n')
        .filter((each) => each !== '')
        .map((each) => (JSON.parse(each) as { message: string }).message),
  };
}

describe('on a terminal', () => {
  test('one line is written anew, whose time goes on by itself', () => {
    const { line, screen, told } = started(100);
    line.show({ done: 1, total: 4, noun: 'account' });
    expect(screen()).toBe('\r\x1b[2K█████░░░░░░░░░░░░░░░ 1 of 4 accounts · 0 s');
    line.show({ done: 3, total: 4, noun: 'account' });
    expect(screen()).toBe('');
    vi.advanceTimersByTime(60_000);
    expect(screen().split('\r').at(-1)).toBe(
      '\x1b[2K███████████████░░░░░ 3 of 4 accounts · 1 min · 3 a minute, about 20 s to go',
    );
    line.end();
    expect(screen()).toBe('\r\x1b[2K');
    vi.advanceTimersByTime(60_000);
    expect(screen()).toBe('');
    expect(told()).toEqual([]);
  });

  test('nothing is longer than the line', () => {
    const { line, screen } = started(40);
    line.show({
      done: 12,
      total: 2_000,
      noun: 'account',
      notes: () => ['waits for all that there is to wait for'],
    });
    vi.advanceTimersByTime(5_000);
    for (const each of screen().split('\r\x1b[2K')) expect(each.length).toBeLessThan(40);
  });
});

describe('elsewhere', () => {
  test('an event tells every half minute, and nothing of what is over sooner', () => {
    const { line, screen, told } = started(undefined);
    line.show({ done: 1, total: 4, noun: 'account' });
    vi.advanceTimersByTime(29_000);
    expect(told()).toEqual([]);
    vi.advanceTimersByTime(31_000);
    expect(told()).toEqual(['1 of 4 accounts · 30 s', '1 of 4 accounts · 1 min']);
    line.end();
    vi.advanceTimersByTime(90_000);
    expect(told()).toEqual([]);
    expect(screen()).toBe('');
  });
});

test.each([100, undefined])('where a program reads the answer nothing is shown (columns %s)', (columns) => {
  const { line, screen, told } = started(columns, true);
  line.show({ done: 1, total: 4, noun: 'account' });
  vi.advanceTimersByTime(90_000);
  line.end();
  expect([screen(), told()]).toEqual(['', []]);
});

test('what has no known end has no bar and no end', () => {
  expect(progressText({ done: 120, noun: 'statement', notes: () => ['create (setup)'] }, 20)).toBe(
    '120 statements · 20 s · 6 statements a second · create (setup)',
  );
});

test('a run shows its largest account, what it waits for, and then what Snowflake does', () => {
  const { line, told } = started(undefined);
  const watched = watchRun(line, undefined);
  const reading = new Map([
    ['111111111111', { done: 3, total: 4 }],
    ['222222222222', { done: 10, total: 4_000 }],
  ]);
  const about = { runId: 'r', rows: 1_200, reading, waitsFor: () => 'ec2 DescribeVpcs' };
  watched.onProgress({ ...about, done: 0, total: 2 });
  vi.advanceTimersByTime(30_000);
  watched.onProgress({ ...about, reading: new Map(), done: 2, total: 2 });
  watched.observer.statement({ verb: 'copy', about: 'AWS_EC2_VPCS_SNAPSHOTS', seconds: 1, ok: true });
  vi.advanceTimersByTime(30_000);
  line.end();
  expect(told()).toEqual([
    '0 of 2 accounts · 30 s · account 222222222222: 10 of 4,000 units · waits for ec2 DescribeVpcs · 1,200 rows',
    '2 of 2 accounts · 1 min · 1,200 rows · Snowflake: copy AWS_EC2_VPCS_SNAPSHOTS',
  ]);
});

test('a shard of a run says which it is, and the first one which others it waits for', () => {
  const { line, told } = started(undefined);
  const watched = watchRun(line, undefined);
  const about = { runId: 'r', rows: 1_200, reading: new Map() };
  watched.onProgress({
    ...about,
    done: 40,
    total: 120,
    shard: { index: 2, count: 5 },
    waitsFor: () => undefined,
  });
  vi.advanceTimersByTime(30_000);
  watched.onProgress({
    ...about,
    done: 480,
    total: 600,
    shard: { index: 0, count: 5 },
    waitsFor: () => 'shards 1, 3',
  });
  vi.advanceTimersByTime(30_000);
  line.end();
  expect(told()).toEqual([
    expect.stringMatching(/^40 of 120 accounts · 30 s · .* · shard 2 of 5 · 1,200 rows$/),
    expect.stringMatching(
      /^480 of 600 accounts · 1 min · .* · shard 0 of 5 · waits for shards 1, 3 · 1,200 rows$/,
    ),
  ]);
});
