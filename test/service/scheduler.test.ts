import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ConnectionResult } from '../../src/connections/connection.ts';
import { readConnection } from '../../src/connectors/index.ts';
import { transientError } from '../../src/errors.ts';
import { NotRun } from '../../src/ledger/lease/not-run.ts';
import { createLog } from '../../src/log/log.ts';
import { type DueRun, Scheduler } from '../../src/service/scheduler.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

let lines: PassThrough;
let scheduler: Scheduler;
/** What was run: name, start and what for. */
let runs: string[];
let missed: string[];
let work: (due: DueRun) => Promise<void>;
let reachable: boolean;

function accounts(name: string, ...options: readonly string[]): ConnectionResult {
  const role = 'destination_role_arn: arn:aws:iam::111111111111:role/r';
  return readConnection({ name, comment: ['module: aws_accounts', role, ...options].join('\n') });
}

function inventory(name: string, ...options: readonly string[]): ConnectionResult {
  const list = ['destination_role_name: r', 'accounts_connection_name: A'];
  return readConnection({ name, comment: ['module: aws_inventory', ...list, ...options].join('\n') });
}

const hourly = 'schedule: "@hourly"';
const clock = () => new Date().toISOString().slice(11, 16);
const forever = ({ signal }: DueRun) =>
  new Promise<void>((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-03-01T12:00:30Z') });
  lines = new PassThrough();
  [runs, missed, reachable] = [[], [], true];
  work = async ({ slot }) => slot.onRecorded();
  scheduler = new Scheduler({
    log: createLog({ level: 'debug', format: 'json' }, { secrets: () => [], stream: lines }),
    schema: { database: 'SNOWALERT', schema: 'DATA' },
    concurrency: 2,
    isReachable: () => reachable,
    onMissed: (name, at, reason) => missed.push(`${name} ${at.toISOString().slice(11, 16)} ${reason}`),
    run: (due) => {
      runs.push(
        `${due.connection.name} ${clock()} ${due.triggeredBy} ${due.slot.at.toISOString().slice(11, 16)}`,
      );
      return work(due);
    },
  });
});

afterEach(async () => {
  vi.useRealTimers();
  await scheduler.stop(new Error('the test is over'), 0);
});

describe('a scheduled connection', () => {
  it('runs when it is due, in its time zone', async () => {
    scheduler.reconcile([
      accounts('A_CONNECTION', 'schedule: "*/5 * * * *"'),
      accounts('B_CONNECTION', 'schedule: "0 14"', 'timezone: Europe/Berlin'),
    ]);
    await vi.advanceTimersByTimeAsync(6 * MINUTE_MS);
    expect(runs).toEqual(['A_CONNECTION 12:05 schedule 12:05']);
    await vi.advanceTimersByTimeAsync(55 * MINUTE_MS);
    expect(runs.filter((run) => run.startsWith('B'))).toEqual(['B_CONNECTION 13:00 schedule 13:00']);
  });

  it('runs on either day where day of month and day of week are both given', async () => {
    scheduler.reconcile([accounts('A_CONNECTION', 'schedule: "0 0 3 * 1"')]);
    await vi.advanceTimersByTimeAsync(2.5 * 24 * HOUR_MS);
    expect(runs).toHaveLength(2);
  });

  it('does not run again while it is still running: what it misses is told, to its next run as well', async () => {
    const told: number[] = [];
    let end: () => void = () => undefined;
    work = ({ slot, signal }) => {
      told.push(slot.takeMissed().length);
      return new Promise((resolve) => {
        end = resolve;
        signal.addEventListener('abort', () => resolve());
      });
    };
    scheduler.reconcile([accounts('A_CONNECTION', 'schedule: "* * * * *"')]);
    await vi.advanceTimersByTimeAsync(3 * MINUTE_MS);
    expect(runs).toHaveLength(1);
    const reason = 'The run before was still active.';
    expect(missed).toEqual([`A_CONNECTION 12:02 ${reason}`, `A_CONNECTION 12:03 ${reason}`]);
    end();
    await vi.advanceTimersByTimeAsync(MINUTE_MS);
    expect(runs).toHaveLength(2);
    expect(told).toEqual([0, 2]);
  });

  it('that fails runs again at its next time', async () => {
    work = () => Promise.reject(new Error('it broke'));
    scheduler.reconcile([accounts('A_CONNECTION', 'schedule: "* * * * *"')]);
    await vi.advanceTimersByTimeAsync(2 * MINUTE_MS);
    expect(runs).toHaveLength(2);
  });

  it('begins as late as its jitter says, always the same', async () => {
    scheduler.reconcile([1, 2, 3, 4].map((n) => accounts(`A${n}_CONNECTION`, hourly, 'jitter: 3600')));
    await vi.advanceTimersByTimeAsync(3 * HOUR_MS);
    const starts = (hour: string) =>
      runs
        .filter((run) => run.endsWith(` ${hour}:00`))
        .map((run) => `${run.slice(0, 2)} ${run.slice(16, 18)}`);
    expect(new Set(starts('13').map((start) => start.slice(3))).size).toBeGreaterThan(1);
    expect(new Set(starts('13'))).toEqual(new Set(starts('14')));
    expect(starts('14')).toHaveLength(4);
  });
});

describe('the tick of the minute', () => {
  it.each(['UTC', 'Europe/Vienna', 'America/New_York', 'Australia/Lord_Howe'])(
    'comes every minute of a night on which the clock of %s is put back',
    async (zone) => {
      vi.stubEnv('TZ', zone);
      const nights = { UTC: '2025-10-25', 'Europe/Vienna': '2025-10-25', 'America/New_York': '2025-11-02' };
      const night = Object.entries(nights).find(([name]) => name === zone)?.[1] ?? '2025-04-05';
      vi.setSystemTime(
        new Date(
          `${night}${zone === 'America/New_York' ? 'T03' : zone === 'Australia/Lord_Howe' ? 'T12' : 'T22'}:30:30Z`,
        ),
      );
      scheduler.reconcile([accounts('A_CONNECTION', 'schedule: "* * * * *"')]);
      await vi.advanceTimersByTimeAsync(300 * MINUTE_MS);
      expect(new Set(runs).size).toBe(300);
      expect(runs.every((run) => run.includes(' schedule '))).toBe(true);
      vi.unstubAllEnvs();
    },
  );

  it('finds every minute of a year at once, and tells of them once', async () => {
    const minutely = 'schedule: "* * * * *"';
    scheduler.reconcile([accounts('A_CONNECTION', minutely)]);
    scheduler.reconcile([accounts('A_CONNECTION', minutely, 'regoins: all')]);
    vi.setSystemTime(new Date('2027-03-01T12:00:30Z'));
    await vi.advanceTimersByTimeAsync(MINUTE_MS);
    expect(missed).toHaveLength(1);
    let told: readonly unknown[] = [];
    work = async ({ slot }) => {
      told = slot.takeMissed();
    };
    scheduler.reconcile([accounts('A_CONNECTION', minutely)]);
    await vi.advanceTimersByTimeAsync(MINUTE_MS);
    expect(told).toMatchObject([{ slots: 365 * 24 * 60 + 1 }]);
  });

  it('is not held by a clock that was ahead for a while', async () => {
    scheduler.reconcile([accounts('A_CONNECTION', hourly)]);
    vi.setSystemTime(new Date('2026-03-02T12:00:30Z'));
    await vi.advanceTimersByTimeAsync(MINUTE_MS);
    vi.setSystemTime(new Date('2026-03-01T12:10:30Z'));
    runs = [];
    await vi.advanceTimersByTimeAsync(2 * HOUR_MS);
    expect(runs).toEqual(['A_CONNECTION 13:00 schedule 13:00', 'A_CONNECTION 14:00 schedule 14:00']);
  });
});

describe('what the tables say', () => {
  it('is followed: a change begins anew, what is gone or paused does not run', async () => {
    scheduler.reconcile([accounts('A_CONNECTION', 'schedule: "0 * * * *"')]);
    scheduler.reconcile([accounts('A_CONNECTION', 'schedule: "10 * * * *"')]);
    await vi.advanceTimersByTimeAsync(20 * MINUTE_MS);
    expect(runs).toEqual(['A_CONNECTION 12:10 schedule 12:10']);
    scheduler.reconcile([accounts('A_CONNECTION', 'schedule: "10 * * * *"', 'paused: true')]);
    await vi.advanceTimersByTimeAsync(2 * HOUR_MS);
    scheduler.reconcile([]);
    await vi.advanceTimersByTimeAsync(2 * HOUR_MS);
    scheduler.reconcile([accounts('A_CONNECTION', 'schedule: "10 * * * *"')]);
    expect(runs).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(HOUR_MS);
    expect(runs).toHaveLength(2);
    expect(missed).toEqual([]);
  });

  it('suspends a connection while it is not valid, says so once, and resumes it when mended', async () => {
    scheduler.reconcile([accounts('A_CONNECTION', hourly)]);
    for (let minute = 0; minute < 90; minute += 1) {
      scheduler.reconcile([accounts('A_CONNECTION', hourly, 'regoins: all')]);
      await vi.advanceTimersByTimeAsync(MINUTE_MS);
    }
    expect(scheduler.entries[0]?.problem).toContain('regoins');
    expect(scheduler.entries[0]?.connection?.schedule?.cron).toBe('0 * * * *');
    expect(String(lines.read()).match(/is suspended/g)).toHaveLength(1);
    scheduler.reconcile([accounts('A_CONNECTION', hourly)]);
    await vi.advanceTimersByTimeAsync(HOUR_MS);
    expect(runs).toEqual(['A_CONNECTION 14:00 schedule 14:00']);
    expect(missed).toEqual(['A_CONNECTION 13:00 The connection was suspended: its COMMENT was not valid.']);
  });

  it('does not reach a run that is under way', async () => {
    work = forever;
    scheduler.reconcile([accounts('A_CONNECTION', hourly)]);
    await vi.advanceTimersByTimeAsync(HOUR_MS);
    scheduler.reconcile([]);
    scheduler.reconcile([accounts('A_CONNECTION', 'schedule: "* * * * *"')]);
    await vi.advanceTimersByTimeAsync(2 * MINUTE_MS);
    expect(runs).toHaveLength(1);
    expect(missed.length).toBeGreaterThan(0);
  });
});

describe('the order of runs', () => {
  it('has accounts before the inventories that read them, in what order they are listed', async () => {
    const ended: string[] = [];
    work = async ({ connection }) => {
      await new Promise((resolve) => setTimeout(resolve, 5 * MINUTE_MS));
      ended.push(`${connection.name} ${clock()}`);
    };
    scheduler.reconcile([
      inventory('I_CONNECTION', hourly),
      accounts('A_CONNECTION', hourly, 'jitter: 300'),
      accounts('OTHER_CONNECTION', hourly),
    ]);
    await vi.advanceTimersByTimeAsync(80 * MINUTE_MS);
    expect(ended.map((run) => run.split(' ')[0])).toEqual([
      'OTHER_CONNECTION',
      'A_CONNECTION',
      'I_CONNECTION',
    ]);
  });

  it('has at most so many at once', async () => {
    work = forever;
    scheduler.reconcile([1, 2, 3].map((n) => accounts(`A${n}_CONNECTION`, hourly)));
    await vi.advanceTimersByTimeAsync(HOUR_MS);
    expect(runs).toHaveLength(2);
  });
});

describe('slots that could not be run', () => {
  it('while the process was away are caught up once', async () => {
    const last = new Map([['A_CONNECTION', new Date('2026-03-01T08:00:00Z')]]);
    scheduler.reconcile([accounts('A_CONNECTION', hourly)], last);
    await vi.advanceTimersByTimeAsync(1);
    expect(runs).toEqual(['A_CONNECTION 12:00 catch-up 12:00']);
    scheduler.reconcile([accounts('A_CONNECTION', hourly)], last);
    await vi.advanceTimersByTimeAsync(HOUR_MS);
    expect(runs).toHaveLength(2);
  });

  it('while the process was held up are made good by one run', async () => {
    scheduler.reconcile([accounts('A_CONNECTION', hourly)]);
    vi.setSystemTime(new Date('2026-03-01T16:30:00Z'));
    await vi.advanceTimersByTimeAsync(2 * MINUTE_MS);
    expect(runs).toHaveLength(1);
    expect(runs[0]).toMatch(/catch-up 16:00$/);
  });

  it('while Snowflake was away are caught up once it is back', async () => {
    scheduler.reconcile([accounts('A_CONNECTION', hourly)]);
    reachable = false;
    await vi.advanceTimersByTimeAsync(3 * HOUR_MS);
    expect(runs).toEqual([]);
    expect(missed).toEqual([]);
    reachable = true;
    scheduler.reconcile([accounts('A_CONNECTION', hourly)]);
    await vi.advanceTimersByTimeAsync(MINUTE_MS);
    expect(runs).toEqual(['A_CONNECTION 15:00 catch-up 15:00']);
  });

  it('are made good by the run for a slot that has come since', async () => {
    work = () => Promise.reject(new NotRun('held', 'another process runs it', { where: 'A' }));
    scheduler.reconcile([accounts('A_CONNECTION', hourly)]);
    await vi.advanceTimersByTimeAsync(HOUR_MS);
    work = async ({ slot }) => slot.onRecorded();
    vi.setSystemTime(new Date('2026-03-01T14:00:30Z'));
    scheduler.reconcile([accounts('A_CONNECTION', hourly)]);
    await vi.advanceTimersByTimeAsync(0);
    expect(runs).toEqual(['A_CONNECTION 13:00 schedule 13:00', 'A_CONNECTION 14:00 schedule 14:00']);
    expect(missed).toEqual([]);
  });

  it('because the run could not even be recorded are tried again, less and less often', async () => {
    work = () => Promise.reject(transientError('the warehouse does not answer'));
    scheduler.reconcile([accounts('A_CONNECTION', 'schedule: "0 13 * * *"')]);
    for (let minute = 0; minute < 180; minute += 1) {
      await vi.advanceTimersByTimeAsync(MINUTE_MS);
      scheduler.reconcile([accounts('A_CONNECTION', 'schedule: "0 13 * * *"')]);
    }
    expect(runs.length).toBeGreaterThan(5);
    expect(runs.length).toBeLessThan(10);
  });
});

describe('a stop', () => {
  it('waits for what runs, then aborts it, and waits for that', async () => {
    let aborted: unknown;
    work = (due) =>
      forever(due).catch((error: unknown) => {
        aborted = error;
        throw error;
      });
    scheduler.reconcile([accounts('A_CONNECTION', hourly), inventory('I_CONNECTION', hourly)]);
    await vi.advanceTimersByTimeAsync(HOUR_MS);
    let stopped = false;
    const stopping = scheduler.stop(new Error('enough'), 10_000).then(() => {
      stopped = true;
    });
    await vi.advanceTimersByTimeAsync(9_000);
    expect(stopped).toBe(false);
    await vi.advanceTimersByTimeAsync(1_000);
    await stopping;
    // What waited for the accounts is not begun.
    expect(runs).toHaveLength(1);
    expect(String(aborted)).toContain('enough');
  });

  it('does not wait longer than what runs takes', async () => {
    work = () => new Promise((resolve) => setTimeout(resolve, 5_000));
    scheduler.reconcile([accounts('A_CONNECTION', hourly)]);
    await vi.advanceTimersByTimeAsync(HOUR_MS - 29_000);
    const stopping = scheduler.stop(new Error('enough'), 60 * MINUTE_MS);
    await vi.advanceTimersByTimeAsync(5_000);
    await expect(stopping).resolves.toBeUndefined();
  });
});
