import { isBlind } from '../../ledger/coverage.ts';
import { counted } from '../../text/figures.ts';
import type { AccountFindingsView } from '../findings-reader.ts';
import type { KnownAccount } from '../known-accounts.ts';
import type { CoverageCell } from '../view.ts';
import { accountFindings } from './account-findings-section.ts';
import { causeList } from './cause-list.ts';
import { framed, subHeader } from './frame.ts';
import { type Html, html } from './html.ts';
import { UNIT_LOOKS } from './looks.ts';
import { moment } from './moment.ts';
import { LIGHT } from './palette.ts';

/** Page of one account: what was read of it and when, what cannot be seen and why, what fails, and what has changed. */
export function accountPage(account: KnownAccount, findings: AccountFindingsView, now: Date): string {
  const { id, name, unitPath, reads, blind, notLoaded } = account;
  return framed(
    `${name ?? id}: snowcensus`,
    blind + notLoaded > 0 ? LIGHT.failed.on : LIGHT.barOk,
    html`${subHeader(now)}
<main><section class="headline"><h1>${name ?? id}</h1><p class="muted">${name !== undefined && html`<span class="mono">${id}</span> `}${unitPath !== undefined && `in ${unitPath}`}</p><p>${verdict(account)}</p></section>
${accountFindings(findings, id, now)}
${reads.map(({ connection, cells }) => card(connection.name, cells, now))}
${questions(id)}</main>`,
  );
}

function verdict({ reads, blind, notLoaded }: KnownAccount): string {
  if (reads.length === 0) return 'No connection reads it.';
  const told = [
    ...(blind > 0 ? [`Of ${counted(blind, 'service')} something cannot be seen.`] : []),
    ...(notLoaded > 0 ? [`Of ${counted(notLoaded, 'service')} Snowflake did not load what was read.`] : []),
  ];
  return told.length === 0 ? 'Nothing of it is hidden.' : told.join(' ');
}

function card(connection: string, cells: readonly CoverageCell[], now: Date): Html {
  const sorted = [...cells.filter(isBlind), ...cells.filter((cell) => !isBlind(cell))];
  return html`<section class="connection" aria-labelledby="${connection}-title"><div class="title"><h2 id="${connection}-title">${connection}</h2></div>
${causeList(cells, connection, 'h3')}
<ul class="services">${sorted.map((cell) => html`<li><span class="cell ${cell.status}" aria-hidden="true">${UNIT_LOOKS[cell.status].symbol}</span><div><b>${cell.service}</b> ${told(cell, now)}</div></li>`)}</ul></section>`;
}

function told(cell: CoverageCell, now: Date): Html {
  const { status, reason, units, seen } = cell;
  const { word } = UNIT_LOOKS[status];
  const times = html`<span class="muted">${timesOf(cell, now)}</span>`;
  if (isBlind(cell)) {
    const since = seen?.blindSince && html` since ${moment(seen.blindSince, now)}`;
    return html`${word}${since}, ${counted(units, 'unit')} ${times}<p class="why">${reason}</p>`;
  }
  return html`${word} ${times}${reason !== undefined && html`<p class="why">${reason}</p>`}`;
}

/** Times at which a service was read whole, and at which what was found last differed. */
function timesOf(cell: CoverageCell, now: Date): Html {
  const { status, seen } = cell;
  if (seen === undefined) return html``;
  const { readAt, changedAt } = seen;
  if (readAt === undefined) return html`never read`;
  const read = isBlind(cell) ? html`last read ${moment(readAt, now)}` : html`${moment(readAt, now)}`;
  if (changedAt === undefined || status === 'absent' || status === 'skipped') return read;
  return html`${read}, last changed ${moment(changedAt, now)}`;
}

/** Questions to Snowflake about what the page does not keep. */
function questions(id: string): Html {
  const asked = [
    [
      'what came, went and changed in a table',
      `SELECT * FROM AWS_EC2_INSTANCES_CHANGES WHERE ACCOUNT_ID = '${id}'`,
    ],
    ['what fails now', `SELECT * FROM FINDINGS WHERE ACCOUNT_ID = '${id}' AND EFFECTIVE_STATUS = 'fail'`],
    ['what could not be seen, and when', `SELECT * FROM CONNECTOR_COVERAGE WHERE ACCOUNT_ID = '${id}'`],
  ];
  return html`<section class="connection" aria-labelledby="asked"><div class="title"><h2 id="asked">To ask in Snowflake</h2></div>
<dl class="queries">${asked.map(([what, sql]) => html`<dt>${what}</dt><dd><code>${sql}</code></dd>`)}</dl></section>`;
}
