import { distance, grouped } from '../../text/figures.ts';
import { blindAccounts } from '../coverage-groups.ts';
import type { ServiceView } from '../view.ts';
import { type Html, html } from './html.ts';

/** The figures that one looks for first: of all connections together. */
export function totals({ connections }: ServiceView, now: Date): Html {
  const cells = connections.flatMap(({ coverage }) => coverage);
  if (cells.length === 0) return html``;
  const accounts = new Set(cells.map(({ accountId }) => accountId)).size;
  const blind = new Set(connections.flatMap(({ coverage }) => [...blindAccounts(coverage)])).size;
  const services = new Set(cells.map(({ service }) => service)).size;
  const whole = connections.flatMap(({ recent }) => recent.filter(({ status }) => status === 'ok'));
  const last = whole.map(({ startedAt }) => startedAt).sort((a, b) => b.getTime() - a.getTime())[0];
  const figures = [
    [grouped(accounts), 'accounts'],
    [grouped(blind), 'of them blind'],
    [grouped(services), 'services'],
    [grouped(connections.length), 'connections'],
    [last ? distance(last, now) : 'never', 'last whole run'],
  ];
  return html`<ul class="totals" aria-label="Totals">${figures.map(([figure, name]) => html`<li><b>${figure}</b> ${name}</li>`)}</ul>`;
}
