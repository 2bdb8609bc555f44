import axe from 'axe-core';
import { JSDOM } from 'jsdom';
import { describe, expect, test } from 'vitest';
import { statusPage } from '../../../src/service/page/page.ts';
import type { ServiceView } from '../../../src/service/view.ts';
import { accountCoverage, badDay, connectionView, endedRun, NOW, serviceView } from '../views.ts';

function render(view: ServiceView, refreshing = false): Document {
  return new JSDOM(statusPage(view, { now: NOW, refreshing })).window.document;
}

/** What the checker holds against the page. Contrast needs a browser: the palette has a test of its own. */
async function violations(view: ServiceView): Promise<readonly string[]> {
  const { window } = new JSDOM(statusPage(view, { now: NOW, refreshing: true }), {
    runScripts: 'outside-only',
  });
  window.eval(axe.source);
  const checker = (window as unknown as { readonly axe: typeof axe }).axe;
  const results = await checker.run(window.document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    rules: { 'color-contrast': { enabled: false } },
  });
  expect(results.passes.length).toBeGreaterThan(15);
  return results.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

function textOf(element: Element | null | undefined): string {
  return (element?.textContent ?? '').replaceAll(/\s+/g, ' ').trim();
}

describe('the page', () => {
  test.each([
    ['on a good day', serviceView()],
    ['on a bad day', badDay(20)],
    [
      'before anything is known',
      serviceView({ connections: [], snowflake: { lastOkAt: undefined, error: undefined } }),
    ],
  ])('%s has nothing that the accessibility checker objects to', async (_, view) => {
    expect(await violations(view)).toEqual([]);
  });

  test('asks for nothing from anywhere, and runs nothing', () => {
    const document = render(badDay());
    expect(document.querySelectorAll('script, iframe, object, embed, img, [style]')).toHaveLength(0);
    const forms = [...document.querySelectorAll('form')];
    expect(forms.map((form) => [form.getAttribute('action'), form.method])).toEqual([['/accounts', 'get']]);
    const sources = [...document.querySelectorAll('[src], [href]')].map(
      (element) => element.getAttribute('href') ?? '',
    );
    expect(sources.length).toBeGreaterThan(3);
    expect(sources.filter((source) => !/^(?:\/(?!\/)|#|data:image\/svg)/.test(source))).toEqual([]);
    expect(document.querySelector('style')?.textContent).not.toMatch(/url\(|@import/);
  });

  test('follows the scheme of the reader', () => {
    const document = render(serviceView());
    expect(document.querySelector('meta[name=color-scheme]')?.getAttribute('content')).toBe('light dark');
    expect(document.querySelector('style')?.textContent).toContain('prefers-color-scheme:dark');
  });

  test('is small for two thousand accounts', () => {
    expect(statusPage(badDay(), { now: NOW, refreshing: false }).length).toBeLessThan(250_000);
    expect(render(badDay()).querySelectorAll('#AWS_INVENTORY_CONNECTION .coverage tbody tr')).toHaveLength(6);
  });

  test('refreshes itself only for who asked for it', () => {
    expect(textOf(render(serviceView()).querySelector('header a'))).toBe('refresh every 30 s');
    expect(textOf(render(serviceView(), true).querySelector('header a'))).toBe('stop refreshing');
  });

  test('escapes whatever it is told', () => {
    const hostile = '"><script>alert(1)</script>';
    const view = serviceView({
      version: hostile,
      worker: hostile,
      snowflake: { lastOkAt: undefined, error: hostile },
      connections: [
        connectionView({
          name: hostile,
          module: hostile,
          problem: hostile,
          recent: [endedRun({ error: hostile, triggeredBy: hostile })],
          coverage: [
            {
              accountId: hostile,
              accountName: hostile,
              service: hostile,
              status: 'denied',
              reason: hostile,
              code: hostile,
              units: 1,
              seen: undefined,
            },
            ...accountCoverage(1, 'failed', hostile),
          ],
        }),
        connectionView({ schedule: { cron: hostile, timezone: 'UTC' } }),
      ],
    });
    const page = statusPage(view, { now: NOW, refreshing: false });
    expect(page).toContain('&lt;script&gt;');
    expect(page).not.toContain('<script');
  });
});

describe('a connection', () => {
  const document = render(badDay());
  const section = (name: string) => document.getElementById(`${name}_CONNECTION`);

  test('tells its next and last run', () => {
    const facts = textOf(section('AWS_INVENTORY')?.querySelector('dl'));
    expect(facts).toContain('Last run◐ partial 30 min ago, took 15 min, 41,234 rows');
    expect(facts).toContain('Next runin 30 min, Thu 5 Mar, 11:30 30 * * * * Europe/Zurich');
    expect(facts).not.toContain('Last success');
    expect(textOf(section('AWS_CLOUDTRAIL')?.querySelector('dl'))).toContain('Last success30 min ago');
  });

  test('shows how far an active run is', () => {
    const bar = section('AWS_INVENTORY')?.querySelector('progress');
    expect([bar?.value, bar?.max]).toEqual([1_240, 2_000]);
    expect(textOf(bar?.parentElement)).toBe('1,240 of 2,000 accounts, 812,004 rows, 4 min so far');
    expect(section('AWS_CLOUDTRAIL')?.querySelector('progress')?.hasAttribute('value')).toBe(false);
  });

  test('that is paused says so, with the schedule it would have', () => {
    const paused = connectionView({ paused: true, nextRunAt: undefined });
    const facts = render(serviceView({ connections: [paused] })).querySelector('dl');
    expect(textOf(facts)).toContain('Next runpaused 30 * * * * Europe/Zurich');
  });

  test('that holds units open says so above all, and what confirms it', () => {
    const note = '12 units are held open. Confirm it by `snowcensus run A_CONNECTION --close`.';
    const held = endedRun({ status: 'partial', unitsHeld: 12, error: note });
    const page = render(
      serviceView({ connections: [connectionView({ name: 'A_CONNECTION', recent: [held] })] }),
    );
    expect(textOf(page.querySelector('.headline h2'))).toBe(
      'Attention: A_CONNECTION holds 12 units open that its options no longer name.',
    );
    expect(textOf(page.querySelector('#A_CONNECTION dl'))).toContain('snowcensus run A_CONNECTION --close');
    const without = render(serviceView({ connections: [connectionView({ recent: [endedRun()] })] }));
    expect(textOf(without.body)).not.toMatch(/holds .* open/);
  });

  test('that is suspended says why', () => {
    const mended = section('AWS_IDENTITY_CENTER');
    expect(textOf(mended?.querySelector('.problem'))).toContain('"eu-west" is not a region of AWS');
    expect(textOf(mended?.querySelector('dl'))).toContain('not until its options are mended');
  });

  test('draws one bar per run, and marks those that did not end well', () => {
    const chart = section('AWS_INVENTORY')?.querySelector('svg');
    expect(chart?.querySelectorAll('rect')).toHaveLength(42);
    expect(chart?.querySelectorAll('.mark')).toHaveLength(3);
    expect(textOf(section('AWS_INVENTORY')?.querySelector('figcaption'))).toMatch(
      /^time of the last 42 runs, at most .+: ✓ \d+ ok, /,
    );
    expect(chart?.getAttribute('aria-label')).toBe(
      'The last 42 runs: 38 ok, 1 aborted, 1 failed, 1 missed, 1 partial; the longest took 23 min 20 s.',
    );
    expect(textOf(section('AWS_INVENTORY')?.querySelector('.runs td.error:not(:empty)'))).toContain(
      '<b>no</b>',
    );
  });
});

describe('the coverage picture', () => {
  const rows = [
    ...(render(badDay()).getElementById('AWS_INVENTORY_CONNECTION')?.querySelectorAll('.coverage tbody tr') ??
      []),
  ];

  test('tells a status by symbol, word and class', () => {
    const cells = [...(rows[1]?.querySelectorAll('td') ?? [])].map((cell) => [cell.className, textOf(cell)]);
    expect(cells).toEqual([
      ['cell ok', '✓read'],
      ['cell failed', '!failed'],
      ['cell ok', '✓read'],
      ['cell ok', '✓read'],
      ['cell ok', '✓read'],
    ]);
  });

  test('folds the reasons of an account under its name', () => {
    const details = rows[2]?.querySelector('details');
    expect(details?.open).toBe(false);
    expect(textOf(details?.querySelector('summary'))).toMatch(/^team-1954 \d{12} not authorized/);
    expect(textOf(details?.querySelector('.reasons'))).toBe(
      'iam denied, 17 units: not authorized to perform: iam:GenerateCredentialReport',
    );
  });

  test('says a reason that many accounts share once, and names them all', () => {
    const [reasons, names] = [...(rows[0]?.querySelectorAll('.reasons') ?? [])];
    expect(reasons?.children).toHaveLength(1);
    expect(textOf(reasons)).toMatch(/^33 accounts: AccessDenied: .*arn:aws:iam::<account>:role/);
    expect(names?.children).toHaveLength(33);
    expect(rows[3]?.querySelectorAll('.names li')).toHaveLength(1_950);
  });
});

describe('what cannot be seen', () => {
  const document = render(badDay(33));

  test('is counted first, over all connections', () => {
    const totals = [...document.querySelectorAll('.totals li')].map(textOf);
    expect(totals).toHaveLength(5);
    expect(totals[0]).toMatch(/^[\d,]+ accounts$/);
    expect(Number(/^\d+/.exec(totals[1] ?? '')?.[0])).toBeGreaterThanOrEqual(33);
  });

  test.each<[ServiceView['findings'], string]>([
    [undefined, '– findings: no run records them'],
    [{ problem: 'Snowflake does not answer' }, '? findings: they cannot be read'],
    [
      {
        changedAt: NOW,
        frameworks: [],
        severities: [
          { name: 'high', counts: { fail: 1_200, unknown: 3, pass: 4, excepted: 5 } },
          { name: 'low', counts: { fail: 34, unknown: 0, pass: 0, excepted: 0 } },
        ],
      },
      '1,234 findings',
    ],
  ])('has resources and findings beside it, and none where they are not known: %j', (findings, told) => {
    const own = connectionView();
    // Events are no resources.
    const connections = [own, connectionView({ module: 'aws_cloudtrail' })];
    const page = render(serviceView({ findings, connections }));
    const totals = [...page.querySelectorAll('.totals li')].map(textOf);
    const rows = own.coverage.reduce((sum, { seen }) => sum + (seen?.rows ?? 0), 0);
    expect(rows).toBeGreaterThan(0);
    expect(totals).toContain(`${rows} resources`);
    expect(totals).toContain(told);
  });

  test('is not called no resources before the ledger has told of any', () => {
    const coverage = accountCoverage(0).map((cell) => ({ ...cell, seen: undefined }));
    const page = render(serviceView({ connections: [connectionView({ coverage })] }));
    expect(textOf(page.querySelector('.totals'))).toContain('? resources: not counted yet');
  });

  test('is one cause where one policy refuses the actions of several services, in the words of each', () => {
    const refused = (index: number, service: string, code: string, action: string) => ({
      ...(accountCoverage(index, 'denied')[0] as ServiceView['connections'][number]['coverage'][number]),
      service,
      code,
      reason: `User: arn:aws:sts::1:x is not authorized to perform: ${action} with an explicit deny in a service control policy`,
    });
    const coverage = [
      refused(0, 'ec2', 'UnauthorizedOperation', 'ec2:DescribeVpcs'),
      refused(0, 'elb', 'AccessDenied', 'elasticloadbalancing:DescribeLoadBalancers'),
      refused(0, 'kms', 'AccessDeniedException', 'kms:ListKeys'),
      refused(1, 'kms', 'AccessDeniedException', 'kms:ListKeys'),
    ];
    const page = render(serviceView({ connections: [connectionView({ coverage })] }));
    expect([...page.querySelectorAll('.causes li')]).toHaveLength(1);
    expect(textOf(page.querySelector('.causes li'))).toContain('2 accounts');
    expect(textOf(page.querySelector('.coverage .why'))).toBe(
      'explicit deny in a service control policy: ec2:DescribeVpcs',
    );
  });

  test('is said once for each cause, with the command that finds it', () => {
    const causes = [...document.querySelectorAll('#AWS_INVENTORY_CONNECTION .causes li')].map(textOf);
    expect(causes.length).toBeGreaterThan(0);
    expect(new Set(causes).size).toBe(causes.length);
    const refused = causes.filter((text) =>
      text.startsWith('not authorized to perform sts:AssumeRole on role/'),
    );
    expect(refused).toHaveLength(1);
    expect(refused[0]).toContain('snowcensus check AWS_INVENTORY_CONNECTION');
  });

  test('is not spoken of where all is seen', () => {
    expect(render(serviceView()).querySelectorAll('.causes')).toHaveLength(0);
  });
});

describe('the findings', () => {
  const counts = (fail: number, unknown: number, pass: number, excepted = 0) => ({
    fail,
    unknown,
    pass,
    excepted,
  });
  const findings = {
    changedAt: new Date(NOW.getTime() - 3_600_000),
    severities: [
      { name: 'critical', counts: counts(1_234, 5, 6, 7) },
      { name: 'low', counts: counts(0, 3, 10) },
    ],
    frameworks: [{ name: 'cis-7.0', counts: counts(40, 6, 20) }],
  } as const;

  test('stand by severity and framework, with what answers each', async () => {
    const view = serviceView({ findings });
    expect(await violations(view)).toEqual([]);
    const rows = [...render(view).querySelectorAll('#findings tbody tr')].map(textOf);
    expect(rows).toEqual([
      "critical✕ 1,234? 5✓ 6– 7SELECT * FROM FINDINGS WHERE SEVERITY = 'critical' AND EFFECTIVE_STATUS = 'fail'",
      "low0? 3✓ 100SELECT * FROM FINDINGS WHERE SEVERITY = 'low' AND EFFECTIVE_STATUS = 'unknown'",
      'cis-7.0✕ 40? 6✓ 200snowcensus detections run --framework cis-7.0',
    ]);
    const unknown = [...render(view).querySelectorAll('#findings .unknown')].map(textOf);
    expect(unknown).toEqual(['? 5', '? 3', '? 6']);
  });

  test('are not on the page where nobody has them recorded, and say why where they cannot be read', () => {
    expect(render(serviceView()).querySelector('#findings')).toBeNull();
    const page = render(serviceView({ findings: { problem: 'no <rights>' } }));
    expect(textOf(page.querySelector('#findings'))).toBe(
      'FindingsThey cannot be read, so nothing is known of them: no <rights>',
    );
  });
});
