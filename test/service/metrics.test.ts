import { describe, expect, test } from 'vitest';
import { createMetrics, type Metrics } from '../../src/service/metrics.ts';
import type { ServiceView } from '../../src/service/view.ts';
import { type Family, parseExposition } from './exposition.ts';
import { badDay, connectionView, NOW, serviceView } from './views.ts';

const UNITS = { ok: 90, absent: 5, skipped: 0, probed: 2, denied: 3, failed: 0 };

function metricsAfterWork(): Metrics {
  const metrics = createMetrics(() => ({ median: 0.001, p99: 0.02, max: 0.3 }));
  const { observer, runEnded } = metrics;
  for (const operation of ['DescribeInstances', 'DescribeVpcs']) observer.awsCall('EC2', operation);
  observer.awsThrottle('EC2', 'DescribeInstances');
  observer.statement({ verb: 'copy', about: 'T', seconds: 2, ok: true });
  observer.statement({ verb: 'copy', about: 'T', seconds: 0.01, ok: false });
  runEnded({ connection: 'C', status: 'partial', seconds: 100, units: UNITS, rows: 7, bytes: 99 });
  runEnded({ connection: 'C', status: 'aborted', seconds: 3 });
  runEnded({ connection: 'C', status: 'missed', seconds: 0 });
  return metrics;
}

async function read(
  metrics: Metrics,
  view: ServiceView = serviceView(),
): Promise<(line: string) => number | undefined> {
  const families = parseExposition(await metrics.text(view, NOW));
  const values = new Map(
    [...families.values()].flatMap(({ samples }: Family) =>
      samples.map(({ name, labels, value }) => [[name, ...Object.values(labels)].join(' '), value] as const),
    ),
  );
  return (line) => values.get(line);
}

test('every metric parses, has help, and is named as its kind asks', async () => {
  const families = parseExposition(await metricsAfterWork().text(badDay(), NOW));
  expect(families.size).toBeGreaterThan(15);
  for (const { name, type, samples } of families.values()) {
    expect(name).toMatch(/^(?:snowcensus|process)_[a-z_]+$/);
    expect(name.endsWith('_total')).toBe(type === 'counter');
    expect(samples.length, name).toBeGreaterThan(0);
    // The label of summaries, of which there is none.
    expect(samples.some(({ labels }) => 'quantile' in labels)).toBe(false);
  }
});

test('work is counted', async () => {
  const value = await read(metricsAfterWork());
  expect(
    Object.fromEntries(
      [
        'snowcensus_aws_calls_total EC2',
        'snowcensus_aws_throttles_total EC2',
        'snowcensus_snowflake_statement_seconds_sum copy ok',
        'snowcensus_snowflake_statement_seconds_count copy error',
        'snowcensus_runs_total C partial',
        'snowcensus_runs_total C aborted',
        'snowcensus_runs_total C missed',
        'snowcensus_run_duration_seconds_count C',
        'snowcensus_run_duration_seconds_bucket 60 C',
        'snowcensus_units_total C denied',
        'snowcensus_rows_total C',
        'snowcensus_loaded_bytes_total C',
        'snowcensus_event_loop_lag_seconds p99',
      ].map((line) => [line, value(line)]),
    ),
  ).toEqual({
    'snowcensus_aws_calls_total EC2': 2,
    'snowcensus_aws_throttles_total EC2': 1,
    'snowcensus_snowflake_statement_seconds_sum copy ok': 2,
    'snowcensus_snowflake_statement_seconds_count copy error': 1,
    'snowcensus_runs_total C partial': 1,
    'snowcensus_runs_total C aborted': 1,
    'snowcensus_runs_total C missed': 1,
    'snowcensus_run_duration_seconds_count C': 2,
    'snowcensus_run_duration_seconds_bucket 60 C': 1,
    'snowcensus_units_total C denied': 3,
    'snowcensus_rows_total C': 7,
    'snowcensus_loaded_bytes_total C': 99,
    'snowcensus_event_loop_lag_seconds p99': 0.02,
  });
});

describe('the view', () => {
  test('is shown as it is now', async () => {
    const value = await read(
      createMetrics(() => ({ median: 0, p99: 0, max: 0 })),
      {
        ...badDay(),
        connections: badDay().connections.map((connection, index) => ({ ...connection, queued: index < 2 })),
      },
    );
    expect(value('snowcensus_queue_depth')).toBe(2);
    expect(value('snowcensus_ready')).toBe(0);
    expect(value('snowcensus_last_success_age_seconds AWS_INVENTORY_CONNECTION')).toBe(5_400);
    expect(value('snowcensus_last_success_age_seconds AWS_IDENTITY_CENTER_CONNECTION')).toBe(
      Number.POSITIVE_INFINITY,
    );
    expect(value('snowcensus_connection_suspended AWS_IDENTITY_CENTER_CONNECTION')).toBe(1);
    expect(value('snowcensus_blind_accounts AWS_INVENTORY_CONNECTION')).toBe(35);
    expect(value('snowcensus_run_active AWS_INVENTORY_CONNECTION')).toBe(1);
  });

  test('forgets a connection that is gone', async () => {
    const metrics = createMetrics(() => ({ median: 0, p99: 0, max: 0 }));
    const gone = 'snowcensus_run_active GONE_CONNECTION';
    const before = await read(
      metrics,
      serviceView({ connections: [connectionView({ name: 'GONE_CONNECTION' })] }),
    );
    const after = await read(metrics);
    expect([before(gone), after(gone)]).toEqual([0, undefined]);
  });
});

test('no label grows with the organization', async () => {
  const metrics = metricsAfterWork();
  const few = parseExposition(await metrics.text(badDay(10), NOW));
  const text = await metrics.text(badDay(1_950), NOW);
  const many = parseExposition(text);
  const sizes = (families: typeof few) => [...families.values()].map(({ samples }) => samples.length);
  expect(sizes(many)).toEqual(sizes(few));
  expect(text).not.toMatch(/\d{12}"/);
});

test('two services of one process do not share numbers', async () => {
  metricsAfterWork();
  const value = await read(createMetrics(() => ({ median: 0, p99: 0, max: 0 })));
  expect(value('snowcensus_aws_calls_total EC2')).toBeUndefined();
});

test.each([
  ['a sample before its type', 'a 1\n'],
  ['a type without help', '# TYPE a counter\na 1\n'],
  ['a series twice', '# HELP a b\n# TYPE a counter\na{x="1"} 1\na{x="1"} 2\n'],
  ['no number', '# HELP a b\n# TYPE a gauge\na one\n'],
  ['a label that is not closed', '# HELP a b\n# TYPE a gauge\na{x="1} 1\n'],
  ['a quote in a label', '# HELP a b\n# TYPE a gauge\na{x="1"2"} 1\n'],
  ['a line without end', '# HELP a b\n# TYPE a gauge\na 1'],
])('the parser refuses %s', (_, text) => {
  expect(() => parseExposition(text)).toThrow();
});
