import type { Lag } from './event-loop.ts';
import type { AccountFindingsView } from './findings-reader.ts';
import { knownAccount } from './known-accounts.ts';
import type { Metrics } from './metrics.ts';
import { accountPage } from './page/account-page.ts';
import { accountsPage } from './page/accounts-page.ts';
import { REFRESH_SECONDS, statusPage } from './page/page.ts';
import { readiness } from './readiness.ts';
import type { ServiceView } from './view.ts';

/** Content of the surfaces. */
export interface Surfaces {
  /** Asked for at each request. */
  readonly view: () => ServiceView;
  /** Findings of an account, asked for by its page. Never rejects. */
  readonly findingsOf: (account: string) => Promise<AccountFindingsView>;
  readonly metrics: Metrics;
  readonly lag: () => Lag;
}

/** An answer before it is sent. */
export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A loop that was held up for so long is as good as dead: probes have long given up. */
const DEAD_SECONDS = 10;

const ROUTES: Readonly<Record<string, (surfaces: Surfaces, query: URLSearchParams) => Promise<Answer>>> = {
  '/': page,
  '/accounts': accounts,
  '/healthz': health,
  '/readyz': ready,
  '/metrics': metrics,
};

/** Answers a path; undefined for one that does not exist. */
export async function answer(surfaces: Surfaces, url: URL): Promise<Answer | undefined> {
  const id = /^\/account\/(\d{12})$/.exec(url.pathname)?.[1];
  if (id !== undefined) return account(surfaces, id);
  const route = Object.hasOwn(ROUTES, url.pathname) ? ROUTES[url.pathname] : undefined;
  return route?.(surfaces, url.searchParams);
}

async function page({ view }: Surfaces, query: URLSearchParams): Promise<Answer> {
  const refreshing = query.has('refresh');
  return {
    ...htmlAnswer(statusPage(view(), { now: new Date(), refreshing })),
    ...(refreshing ? { headers: { Refresh: String(REFRESH_SECONDS) } } : {}),
  };
}

/** Longest text that is searched for. */
const LONGEST_QUERY = 100;

async function accounts({ view }: Surfaces, query: URLSearchParams): Promise<Answer> {
  const asked = (query.get('q') ?? '').slice(0, LONGEST_QUERY);
  return htmlAnswer(accountsPage(view(), asked, new Date()));
}

/** Of an account that nobody knows nothing is asked of Snowflake. */
async function account({ view, findingsOf }: Surfaces, id: string): Promise<Answer | undefined> {
  const known = knownAccount(view(), id);
  return known && htmlAnswer(accountPage(known, await findingsOf(id), new Date()));
}

function htmlAnswer(body: string): Answer {
  return { status: 200, contentType: 'text/html; charset=utf-8', body };
}

async function health({ view, lag }: Surfaces): Promise<Answer> {
  const { max } = lag();
  const { version, startedAt } = view();
  const alive = max < DEAD_SECONDS;
  return json(alive ? 200 : 503, {
    status: alive ? 'ok' : 'held up',
    event_loop_lag_seconds: Math.round(max * 1000) / 1000,
    uptime_seconds: Math.round((Date.now() - startedAt.getTime()) / 1000),
    version,
  });
}

async function ready({ view }: Surfaces): Promise<Answer> {
  const now = view();
  const verdict = readiness(now);
  return json(verdict.ready ? 200 : 503, {
    status: verdict.ready ? 'ready' : 'not ready',
    reasons: verdict.reasons,
    snowflake_answered_at: now.snowflake.lastOkAt?.toISOString() ?? null,
  });
}

async function metrics({ view, metrics: numbers }: Surfaces): Promise<Answer> {
  return { status: 200, contentType: numbers.contentType, body: await numbers.text(view(), new Date()) };
}

function json(status: number, value: object): Answer {
  return { status, contentType: 'application/json', body: `${JSON.stringify(value)}\n` };
}
