import { counted, grouped } from '../../text/figures.ts';
import { accountsLike, type KnownAccount, knownAccounts } from '../known-accounts.ts';
import type { ServiceView } from '../view.ts';
import { framed, subHeader } from './frame.ts';
import { type Html, html } from './html.ts';
import { LIGHT } from './palette.ts';

/** Accounts that one page lists. */
const LISTED = 200;

/** Page of what a search found. */
export function accountsPage(view: ServiceView, query: string, now: Date): string {
  const found = accountsLike(knownAccounts(view), query).toSorted(byAttention);
  const more = found.length - LISTED;
  return framed(
    'Accounts: snowcensus',
    LIGHT.barOther,
    html`${subHeader(now, query)}
<main><section class="headline"><h1>${titleOf(found, query)}</h1></section>
<ul class="found">${found.slice(0, LISTED).map(line)}</ul>${more > 0 && html`<p class="muted">and ${grouped(more)} more: say more of the one you look for</p>`}</main>`,
  );
}

function titleOf(found: readonly KnownAccount[], query: string): string {
  const accounts = counted(found.length, 'account');
  if (query.trim() === '') return accounts;
  return found.length === 0 ? `No account is called anything like “${query}”` : `${accounts} for “${query}”`;
}

function line(account: KnownAccount): Html {
  const { id, name, unitPath } = account;
  const [dot, state] = stateOf(account);
  return html`<li><span class="dot ${dot}"></span><span><a href="/account/${id}">${name ?? id}</a>${name !== undefined && html` <span class="mono">${id}</span>`} <span class="muted">${unitPath}</span></span><span class="state">${state}</span></li>`;
}

function stateOf({ reads, blind, notLoaded }: KnownAccount): readonly [dot: string, state: string] {
  if (blind > 0) return ['attention', `blind in ${counted(blind, 'service')}`];
  if (notLoaded > 0) return ['attention', `not loaded in ${counted(notLoaded, 'service')}`];
  return reads.length === 0 ? ['unread', 'not read'] : ['good', 'read'];
}

/** Order of accounts: first what wants attention, otherwise by name, as they come. */
function byAttention(a: KnownAccount, b: KnownAccount): number {
  return (
    b.blind + b.notLoaded - (a.blind + a.notLoaded) || Number(b.reads.length > 0) - Number(a.reads.length > 0)
  );
}
