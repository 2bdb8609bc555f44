import axe from 'axe-core';
import { JSDOM } from 'jsdom';
import { describe, expect, test } from 'vitest';
import type { AccountFindings } from '../../../src/detections/account-findings.ts';
import type { AccountFindingsView } from '../../../src/service/findings-reader.ts';
import { knownAccount } from '../../../src/service/known-accounts.ts';
import { noticesOf } from '../../../src/service/notices.ts';
import { accountPage } from '../../../src/service/page/account-page.ts';
import { accountsPage } from '../../../src/service/page/accounts-page.ts';
import { statusPage } from '../../../src/service/page/page.ts';
import type { ServiceView } from '../../../src/service/view.ts';
import {
  accountCoverage,
  accountFindings,
  accountIdOf,
  connectionView,
  coverage,
  manyFindings,
  NOW,
  serviceView,
} from '../views.ts';

const HOSTILE = '"><script>alert(1)</script>';
const REFUSED = 'not authorized to perform: iam:GenerateCredentialReport';
const DAY = 86_400_000;

const before = (days: number) => new Date(NOW.getTime() - days * DAY);

/** Two accounts that are read, one of them not everywhere, one that is only listed, and one with a stranger's names. */
function organization(): ServiceView {
  const blind = accountCoverage(2, 'denied', REFUSED, ['iam'], 'AccessDenied').map((cell) => ({
    ...cell,
    seen: { rows: 7, readAt: before(3), changedAt: before(9), blindSince: before(2) },
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

function read(page: string): Document {
  return new JSDOM(page).window.document;
}

function textOf(element: Element | null | undefined): string {
  return (element?.textContent ?? '').replaceAll(/\s+/g, ' ').trim();
}

function pageOf(index: number, view = organization(), findings: AccountFindingsView = undefined): string {
  const known = knownAccount(view, accountIdOf(index));
  return known === undefined ? '' : accountPage(known, findings, NOW);
}
const account = (...of: Parameters<typeof pageOf>) => read(pageOf(...of));
/** Findings of which every word is a stranger's. */
function strangers(): AccountFindings {
  const { open, changes, severities } = accountFindings();
  const words = { title: HOSTILE, place: HOSTILE, reason: HOSTILE, status: HOSTILE, previous: HOSTILE };
  return {
    severities,
    open: open.map((group) => ({ ...group, ...words })),
    changes: changes.map((change) => ({ ...change, ...words })),
  };
}

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
    expect(knownAccount(organization(), accountIdOf(9))).toBeUndefined();
  });
});

describe('the findings of an account', () => {
  test('stand by severity with what fails first, one of the places and why, and how they changed', () => {
    const page = account(2, organization(), accountFindings());
    expect([...page.querySelectorAll('#findings h3')].map(textOf)).toEqual([
      'critical: 3 fail, 1,240 pass',
      'medium: 1 unknown, 2 excepted',
    ]);
    expect([...page.querySelectorAll('#findings li')].map(textOf)).toEqual([
      '✕No bucket is public by policy or ACL fail, 1 h agoarn:aws:s3:::team-logs in eu-west-1 and 2 more: The policy lets everybody read.',
      '?No user has two active keys unknown, 2 d agoglobal: iam.access_keys could not be read: AccessDenied',
    ]);
    const changes = [...page.querySelectorAll('#changes-of-findings li b + .muted')].map(textOf);
    expect(changes).toEqual([
      'fail, pass before, 1 h ago',
      'gone, fail before, 2 d ago',
      'pass, new, 2 d ago',
    ]);
  });

  test('are bounded, and a statement tells the rest', () => {
    const page = account(2, organization(), manyFindings());
    expect(page.querySelectorAll('#findings li')).toHaveLength(12);
    expect(textOf(page.querySelector('#findings'))).toContain(
      `and 28 more detections: SELECT * FROM FINDINGS WHERE ACCOUNT_ID = '${accountIdOf(2)}' AND SEVERITY = 'critical'`,
    );
  });

  test('say why they are not known, are not there where nobody has them recorded, and are never taken for none', () => {
    expect(textOf(account(2, organization(), { problem: 'no <rights>' }).querySelector('#findings'))).toBe(
      'FindingsThey cannot be read, so nothing is known of them: no <rights>',
    );
    expect(account(2).querySelector('#findings')).toBeNull();
    const none = account(2, organization(), { severities: [], open: [], changes: [] });
    expect(textOf(none.querySelector('#findings'))).toBe('Findingsnone is recorded yet');
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
  ['of an account', () => pageOf(4, organization(), strangers())],
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
