import axe from 'axe-core';
import { JSDOM } from 'jsdom';
import { describe, expect, test } from 'vitest';
import { noticesOf } from '../../../src/service/notices.ts';
import { accountPage } from '../../../src/service/page/account-page.ts';
import { accountsPage } from '../../../src/service/page/accounts-page.ts';
import { statusPage } from '../../../src/service/page/page.ts';
import type { ServiceView } from '../../../src/service/view.ts';
import { accountCoverage, accountIdOf, connectionView, coverage, NOW, serviceView } from '../views.ts';

const HOSTILE = '"><script>alert(1)</script>';
const REFUSED = 'not authorized to perform: iam:GenerateCredentialReport';
const DAY = 86_400_000;

const before = (days: number) => new Date(NOW.getTime() - days * DAY);

/** Two accounts that are read, one of them not everywhere, one that is only listed, and one with a stranger's names. */
function organization(): ServiceView {
  const blind = accountCoverage(2, 'denied', REFUSED, ['iam'], 'AccessDenied').map((cell) => ({
    ...cell,
    seen: { readAt: before(3), changedAt: before(9), blindSince: before(2) },
  }));
  const stranger = accountCoverage(4, 'denied', HOSTILE, [HOSTILE], HOSTILE).map((cell) => ({
    ...cell,
    accountName: HOSTILE,
  }));
  return serviceView({
    connections: [
      connectionView({
        name: 'AWS_ACCOUNTS_CONNECTION',
        coverage: [],
        unitPaths: new Map([
          [accountIdOf(1), '/Prod/Shop'],
          [accountIdOf(2), '/Prod/Pay'],
          [accountIdOf(3), '/Sandbox'],
          [accountIdOf(4), HOSTILE],
        ]),
      }),
      connectionView({
        coverage: [
          ...coverage(1, 1),
          ...accountCoverage(2, 'ok', undefined, ['ec2', 'kms']),
          ...blind,
          ...stranger,
        ],
      }),
    ],
  });
}

function read(page: string | undefined): Document {
  return new JSDOM(page ?? '').window.document;
}

function textOf(element: Element | null | undefined): string {
  return (element?.textContent ?? '').replaceAll(/\s+/g, ' ').trim();
}

const account = (index: number, view = organization()) => read(accountPage(view, accountIdOf(index), NOW));
const found = (query: string) =>
  [...read(accountsPage(organization(), query, NOW)).querySelectorAll('.found li')].map(textOf);

describe('the page of an account', () => {
  test('tells what was read when, when it last changed, and what cannot be seen since when', () => {
    const page = account(2);
    expect(textOf(page.querySelector('h1'))).toBe('team-0002');
    expect(textOf(page.querySelector('.headline'))).toContain(`${accountIdOf(2)} in /Prod/Pay`);
    const [iam, ec2] = [...page.querySelectorAll('.services li')].map(textOf);
    expect(iam).toBe(`✕iam denied since 2 d ago, 17 units last read 3 d ago, last changed 9 d ago${REFUSED}`);
    expect(ec2).toBe('✓ec2 read 30 min ago, last changed 2 d ago');
    expect(textOf(page.querySelector('.causes'))).toContain('snowcensus check AWS_INVENTORY_CONNECTION');
    expect(textOf(page.querySelector('.queries'))).toContain(`WHERE ACCOUNT_ID = '${accountIdOf(2)}'`);
  });

  test('of one that no connection reads says so, and there is none of one that nobody knows', () => {
    expect(textOf(account(3).querySelector('.headline'))).toContain('No connection reads it.');
    expect(textOf(account(1).querySelector('.headline'))).toContain('Nothing of it is hidden.');
    expect(accountPage(organization(), accountIdOf(9), NOW)).toBeUndefined();
  });
});

describe('the search', () => {
  test('finds accounts by name, by id, and by the path of their unit, whose words come in any order', () => {
    expect(found('team-0001')).toEqual([`team-0001 ${accountIdOf(1)} /Prod/Shopread`]);
    expect(found(accountIdOf(3).slice(4))).toEqual([`${accountIdOf(3)} /Sandboxnot read`]);
    expect(found('pay prod')).toEqual([`team-0002 ${accountIdOf(2)} /Prod/Payblind in 1 service`]);
    expect(found('')).toHaveLength(4);
    expect(textOf(read(accountsPage(organization(), 'nobody', NOW)).querySelector('h1'))).toBe(
      'No account is called anything like “nobody”',
    );
  });

  test('shows those first that want attention', () => {
    expect(found('prod')[0]).toContain('blind in 1 service');
  });
});

test.each([
  ['of an account', () => accountPage(organization(), accountIdOf(4), NOW) ?? ''],
  ['of a search', () => accountsPage(organization(), HOSTILE, NOW)],
])(
  'the page %s takes no name, path or question for markup, and pleases the accessibility checker',
  async (_, page) => {
    expect(page()).not.toContain('<script');
    expect(page()).toContain('&lt;script&gt;');
    const { window } = new JSDOM(page(), { runScripts: 'outside-only' });
    window.eval(axe.source);
    const checker = (window as unknown as { readonly axe: typeof axe }).axe;
    const { violations } = await checker.run(window.document, {
      rules: { 'color-contrast': { enabled: false } },
    });
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  },
);

test('what Snowflake did not load is one trouble of Snowflake, and no account is blind for it', () => {
  const lost = [1, 2, 3].flatMap((index) =>
    accountCoverage(
      index,
      'failed',
      `Numeric value 'a${index}' is not recognized`,
      ['ec2', 'iam'],
      'load_failed',
    ),
  );
  const view = serviceView({ connections: [connectionView({ coverage: [...coverage(1), ...lost] })] });
  expect(noticesOf(view).map(({ level, text }) => [level, text])).toEqual([
    ['trouble', 'Snowflake did not load all that AWS_INVENTORY_CONNECTION read of 3 accounts.'],
  ]);
  const page = read(statusPage(view, { now: NOW, refreshing: false }));
  expect(textOf(page.querySelector('.totals'))).toContain('0 of them blind');
  expect(textOf(page.querySelector('h4'))).toBe('What was not loaded: 1 cause');
  expect(textOf(page.querySelector('.causes'))).toContain(
    'look at Snowflake: CONNECTOR_RUNS.ERROR has its words',
  );
  expect(textOf(account(1, view).querySelector('.headline'))).toContain(
    'Of 2 services Snowflake did not load what was read.',
  );
});
