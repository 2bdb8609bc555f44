import { clock, distance } from '../../text/figures.ts';
import { type Level, type Notice, noticesOf } from '../notices.ts';
import type { ServiceView } from '../view.ts';
import { connectionCard } from './connection-card.ts';
import { findingsSection } from './findings-section.ts';
import { framed, searchField } from './frame.ts';
import { type Html, html } from './html.ts';
import { LIGHT } from './palette.ts';
import { totals } from './totals.ts';

/** How often a page that is told to refresh itself does, in seconds. */
export const REFRESH_SECONDS = 30;

/** Subject of the page. */
export interface PageOptions {
  readonly now: Date;
  /** The reader asked for a page that refreshes itself. */
  readonly refreshing: boolean;
}

/** The status page: a whole HTML document that needs nothing else. */
export function statusPage(view: ServiceView, { now, refreshing }: PageOptions): string {
  const [worst, ...others] = noticesOf(view);
  const body = html`<header><h1>snowcensus</h1>${view.connections.length > 0 && searchField()}<p class="muted">as of <time datetime="${now.toISOString()}">${clock(now)} UTC</time> ${refreshLink(refreshing)}</p></header>
<main>${totals(view, now)}<section class="headline" aria-label="Summary"><h2>${dot(worst.level)}<span>${linked(worst)}</span></h2>${worst.connection === undefined && worst.detail !== undefined && html`<p class="problem">${worst.detail}</p>`}${
    others.length > 0 &&
    html`<ul>${others.map((finding) => html`<li>${dot(finding.level)}<span>${linked(finding)}</span></li>`)}</ul>`
  }</section>
${findingsSection(view.findings, now)}${view.connections.map((connection) => connectionCard(connection, now))}</main>
<footer><p>${healthLine(view, now)} Version ${view.version}, worker ${view.worker}, up since ${clock(view.startedAt)} UTC. <a href="/metrics">Metrics</a>, <a href="/readyz">readiness</a>, <a href="/healthz">health</a>.</p></footer>`;
  return framed(titleOf(worst, others), ICON_COLOURS[worst.level], body);
}

function titleOf(worst: Notice, others: readonly Notice[]): string {
  if (worst.level === 'good') return 'snowcensus';
  const number = others.length + 1;
  return `(${number}) snowcensus`;
}

const LEVEL_WORDS: Readonly<Record<Level, string>> = {
  good: '',
  attention: 'Attention: ',
  trouble: 'Trouble: ',
};

function dot(level: Level): Html {
  return html`<span class="dot ${level}"></span>${LEVEL_WORDS[level] !== '' && html`<span class="vh">${LEVEL_WORDS[level]}</span>`}`;
}

function linked({ text, connection }: Notice): Html {
  return connection === undefined ? html`${text}` : html`<a href="#${connection}">${text}</a>`;
}

function refreshLink(refreshing: boolean): Html {
  return refreshing
    ? html`<a href="/">stop refreshing</a>`
    : html`<a href="/?refresh=${REFRESH_SECONDS}">refresh every ${REFRESH_SECONDS} s</a>`;
}

function healthLine({ snowflake }: ServiceView, now: Date): string {
  return snowflake.lastOkAt ? `Snowflake answered ${distance(snowflake.lastOkAt, now)}.` : '';
}

const ICON_COLOURS: Readonly<Record<Level, string>> = {
  good: LIGHT.barOk,
  attention: LIGHT.failed.on,
  trouble: LIGHT.denied.on,
};
