import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { WORST_FIRST } from '../../src/ledger/coverage-cells.ts';
import { createMetrics } from '../../src/service/metrics.ts';
import { type Family, parseExposition } from '../service/exposition.ts';
import { badDay, NOW } from '../service/views.ts';

const FOLDER = join(import.meta.dirname, '../../config/deploy');
const read = (path: string): string => readFileSync(join(FOLDER, path), 'utf8');

const RULES = z
  .object({
    groups: z.array(
      z.object({
        rules: z.array(
          z.strictObject({
            alert: z.string().regex(/^Snowcensus[A-Z]\w+$/),
            expr: z.string(),
            for: z
              .string()
              .regex(/^\d+m$/)
              .optional(),
            labels: z.strictObject({ severity: z.enum(['critical', 'warning', 'info']) }),
            annotations: z.strictObject({ summary: z.string(), description: z.string() }),
          }),
        ),
      }),
    ),
  })
  .parse(parseYaml(read('prometheus/alerts.yaml')))
  .groups.flatMap(({ rules }) => rules);

const gridPos = z.strictObject({ x: z.number(), y: z.number(), w: z.number(), h: z.number() });
const DASHBOARD = z
  .object({
    templating: z.object({ list: z.array(z.object({ name: z.string(), type: z.string() }).loose()) }),
    panels: z.array(
      z
        .object({
          id: z.number(),
          title: z.string(),
          gridPos,
          targets: z.array(z.object({ expr: z.string() }).loose()),
        })
        .loose(),
    ),
  })
  .parse(JSON.parse(read('grafana/dashboard.json')));

const EXPRESSIONS = [
  ...RULES.map(({ alert, expr }) => [alert, expr] as const),
  ...DASHBOARD.panels.flatMap(({ title, targets }) => targets.map(({ expr }) => [title, expr] as const)),
];

/** The metrics of a service that has done everything once. */
let families: ReadonlyMap<string, Family>;

beforeAll(async () => {
  const metrics = createMetrics(() => ({ median: 0, p99: 0, max: 0 }));
  metrics.observer.awsCall('EC2', 'DescribeVpcs');
  metrics.observer.awsThrottle('EC2', 'DescribeVpcs');
  for (const ok of [true, false]) metrics.observer.statement({ verb: 'copy', about: 'T', seconds: 1, ok });
  for (const status of ['ok', 'partial', 'failed', 'aborted', 'missed'] as const) {
    const units = Object.fromEntries(WORST_FIRST.map((each) => [each, 1])) as Record<
      (typeof WORST_FIRST)[number],
      number
    >;
    metrics.runEnded({ connection: 'C', status, seconds: 1, units, rows: 1, bytes: 1 });
  }
  families = parseExposition(await metrics.text(badDay(), NOW));
});

interface Selector {
  readonly metric: string;
  /** Label, and the values that are matched. */
  readonly matchers: readonly (readonly [label: string, values: readonly string[]])[];
}

/** What an expression asks for, as PromQL writes it. */
function selectorsOf(expr: string): readonly Selector[] {
  return [...expr.matchAll(/\b((?:snowcensus|process)_[a-z0-9_]+)(?:\{([^}]*)\})?/g)].map(
    ([, metric = '', inside = '']) => ({
      metric,
      matchers: [...inside.matchAll(/(\w+)(?:=~|!~|!=|=)"([^"]*)"/g)].map(
        ([, label = '', values = '']) => [label, values.split('|')] as const,
      ),
    }),
  );
}

/** The family of a series; a histogram has three kinds of them. */
function familyOf(series: string): Family | undefined {
  const family = families.get(series);
  if (family !== undefined) return family;
  const histogram = families.get(series.replace(/_(?:bucket|sum|count)$/, ''));
  return histogram?.samples.some(({ name }) => name === series) ? histogram : undefined;
}

describe.each(EXPRESSIONS)('%s', (_, expr) => {
  test('asks for metrics that there are, by labels and values that they have', () => {
    const selectors = selectorsOf(expr);
    expect(selectors.length).toBeGreaterThan(0);
    for (const { metric, matchers } of selectors) {
      const samples = familyOf(metric)?.samples ?? [];
      expect(samples.length, metric).toBeGreaterThan(0);
      for (const [label, values] of matchers) {
        const known = samples.map(({ labels }) => labels[label]);
        expect(known, `${metric} ${label}`).not.toContain(undefined);
        for (const value of values.filter((each) => !each.startsWith('$')))
          expect(known, metric).toContain(value);
      }
    }
    const kept = [...expr.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, labels = '']) => labels.split(/, */));
    const all = selectors.flatMap(({ metric }) =>
      (familyOf(metric)?.samples ?? []).flatMap(({ labels }) => Object.keys(labels)),
    );
    expect(all).toEqual(expect.arrayContaining(kept));
    // A counter tells by its growth, a gauge by what it is.
    for (const { metric } of selectors) {
      const isCounter = /_(?:total|bucket|count|sum)$/.test(metric);
      expect(new RegExp(`(?:rate|increase)\\(${metric}\\b`).test(expr), metric).toBe(isCounter);
    }
    expect(expr.split('(')).toHaveLength(expr.split(')').length);
  });
});

describe('the alerts', () => {
  test('speak of labels that their expression leaves, and have names of their own', () => {
    expect(new Set(RULES.map(({ alert }) => alert)).size).toBe(RULES.length);
    for (const { alert, expr, annotations } of RULES) {
      const told = [...JSON.stringify(annotations).matchAll(/\$labels\.(\w+)/g)].map(
        ([, label = '']) => label,
      );
      const kept = /\bby \(([^)]*)\)/.exec(expr)?.[1]?.split(/, */);
      const metric = selectorsOf(expr)[0]?.metric ?? '';
      const own = (familyOf(metric)?.samples ?? []).flatMap(({ labels }) => Object.keys(labels));
      const known = kept ?? [...own, 'instance', 'job'];
      expect(known, alert).toEqual(expect.arrayContaining(told));
    }
  });

  test('are all tested, each where it is to fire', () => {
    const tests = read('prometheus/alerts.test.yaml');
    const parsed = z
      .object({ rule_files: z.array(z.string()), tests: z.array(z.object({ name: z.string() }).loose()) })
      .loose()
      .parse(parseYaml(tests));
    expect(parsed.rule_files).toEqual(['alerts.yaml']);
    const named = [...tests.matchAll(/Snowcensus[A-Z]\w+/g)].map(([name]) => name);
    expect(new Set(RULES.map(({ alert }) => alert))).toEqual(new Set(named));
    const firing = [...tests.matchAll(/\{labels: '\{alertname="(\w+)"|labels: ALERTS\{alertname="(\w+)"/g)];
    expect(new Set(firing.map(([, listed, alone]) => listed ?? alone))).toEqual(new Set(named));
    for (const series of tests.matchAll(/series: (\w+)/g)) expect(familyOf(series[1] ?? '')).toBeDefined();
  });

  const hasPromtool = spawnSync('promtool', ['--version']).status === 0;
  test.runIf(hasPromtool)('do what promtool is told that they do', () => {
    const { status, stdout, stderr } = spawnSync('promtool', ['test', 'rules', 'alerts.test.yaml'], {
      cwd: join(FOLDER, 'prometheus'),
      encoding: 'utf8',
    });
    expect({ status, told: stdout + stderr }).toMatchObject({ status: 0 });
  });
});

describe('the dashboard', () => {
  test('has panels that do not lie on one another', () => {
    const cells = DASHBOARD.panels.flatMap(({ gridPos: { x, y, w, h } }) => {
      expect(x + w).toBeLessThanOrEqual(24);
      return Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)} ${y + Math.floor(cell / w)}`);
    });
    expect(new Set(cells).size).toBe(cells.length);
    expect(new Set(DASHBOARD.panels.map(({ id }) => id)).size).toBe(DASHBOARD.panels.length);
  });

  test('asks the data source that is chosen, and uses its variables', () => {
    const names = DASHBOARD.templating.list.map(({ name }) => name);
    const used = [...read('grafana/dashboard.json').matchAll(/\$\{?(\w+)\}?/g)].map(([, name = '']) => name);
    const builtIn = ['__rate_interval', '__all'];
    expect(new Set(used.filter((name) => !builtIn.includes(name)))).toEqual(new Set(names));
  });
});
