import { isBlind } from '../../ledger/coverage.ts';
import { counted, grouped } from '../../text/figures.ts';
import { briefReason } from '../../text/short-reason.ts';
import { type AccountCoverage, type CoverageGroup, groupCoverage, servicesOf } from '../coverage-groups.ts';
import type { CoverageCell, UnitStatus } from '../view.ts';
import { type Html, html } from './html.ts';
import { UNIT_LOOKS } from './looks.ts';

/** Names listed of a group; the rest is in the ledger. */
const NAMES_LISTED = 2_500;

/** Accounts by services: blind ones first and one by one, all that fared alike in one line. */
export function coverageTable(cells: readonly CoverageCell[], about: string): Html {
  if (cells.length === 0) return html``;
  const services = servicesOf(cells);
  return html`<table class="coverage${services.length <= 2 && ' few'}"><caption class="vh">What ${about} could read: accounts by services</caption>
<thead><tr><th scope="col">${counted(new Set(cells.map((cell) => cell.accountId)).size, 'account')}${legend(cells)}</th>${services.map((service) => html`<th scope="col" class="service"><span>${service}</span></th>`)}</tr></thead>
<tbody>${groupCoverage(cells).map((group) => row(group, services))}</tbody></table>`;
}

function row(group: CoverageGroup, services: readonly string[]): Html {
  const [first, ...others] = group.accounts;
  return html`<tr><th scope="row">${others.length > 0 ? many(group) : one(first)}</th>${services.map((service) => cell(first.cells.get(service)))}</tr>`;
}

function cell(found: CoverageCell | undefined): Html {
  if (!found) return html`<td class="cell none"><span class="vh">not part of it</span></td>`;
  return html`<td class="cell ${found.status}">${symbol(found.status)}<span class="vh">${UNIT_LOOKS[found.status].word}</span></td>`;
}

function symbol(status: UnitStatus): Html {
  return html`<span aria-hidden="true">${UNIT_LOOKS[status].symbol}</span>`;
}

function one(account: AccountCoverage): Html {
  const told = worstFirst(account).filter(({ reason }) => reason !== undefined);
  if (told.length === 0) return nameOf(account);
  return html`<details><summary>${plainName(account)} <span class="why">${briefReason(told[0]?.reason ?? '')}</span></summary>
<ul class="reasons">${told.map(({ service, status, reason, units }) => html`<li><b>${service}</b> ${UNIT_LOOKS[status].word}, ${counted(units, 'unit')}: ${reason}</li>`)}</ul><p class="whole">${linkTo(account, 'all of this account')}</p></details>`;
}

function many({ accounts }: CoverageGroup): Html {
  const why = worstFirst(accounts[0]).find(({ status }) => status !== 'ok')?.reason;
  const listed = accounts.slice(0, NAMES_LISTED);
  const more = accounts.length - listed.length;
  return html`<details><summary><b>${counted(accounts.length, 'account')}</b> <span class="why">${why === undefined ? 'all read' : `such as ${accounts[0].name ?? accounts[0].id}: ${briefReason(why)}`}</span></summary>
${why === undefined ? undefined : html`<ul class="reasons">${reasonsOf(accounts)}</ul>`}<ul class="reasons names">${listed.map((account) => html`<li>${nameOf(account)}</li>`)}${more > 0 && html`<li>and ${grouped(more)} more: see CONNECTOR_COVERAGE</li>`}</ul></details>`;
}

/** Each reason once, with the number of accounts; what differs only in the account's own id is one reason. */
function reasonsOf(accounts: readonly AccountCoverage[]): readonly Html[] {
  const reasons = new Map<string, Set<string>>();
  for (const account of accounts) {
    for (const { reason } of account.cells.values()) {
      if (reason === undefined) continue;
      const text = reason.replaceAll(account.id, '<account>');
      reasons.set(text, (reasons.get(text) ?? new Set()).add(account.id));
    }
  }
  return [...reasons]
    .sort(([, a], [, b]) => b.size - a.size)
    .map(([text, ids]) => html`<li><b>${counted(ids.size, 'account')}</b>: ${text}</li>`);
}

function plainName({ id, name }: AccountCoverage): Html {
  return name === undefined
    ? html`<span class="mono">${id}</span>`
    : html`${name} <span class="mono">${id}</span>`;
}

/** A link must not stand in a summary, which is one to press already. */
function nameOf(account: AccountCoverage): Html {
  const { id, name } = account;
  return name === undefined
    ? linkTo(account, id)
    : html`${linkTo(account, name)} <span class="mono">${id}</span>`;
}

function linkTo({ id }: AccountCoverage, text: string): Html {
  return html`<a href="/account/${id}">${text}</a>`;
}

function worstFirst({ cells }: AccountCoverage): readonly CoverageCell[] {
  const all = [...cells.values()];
  return [...all.filter(isBlind), ...all.filter((cell) => !isBlind(cell))];
}

function legend(cells: readonly CoverageCell[]): Html {
  const present = new Set(cells.map(({ status }) => status));
  const shown = Object.entries(UNIT_LOOKS).filter(([status]) => present.has(status as UnitStatus));
  return html`<ul class="legend" aria-hidden="true">${shown.map(([status, look]) => html`<li><span class="cell ${status}">${look.symbol}</span>${look.word}</li>`)}</ul>`;
}
