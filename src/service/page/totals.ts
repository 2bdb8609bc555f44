import { distance, grouped } from '../../text/figures.ts';
import { blindAccounts } from '../coverage-groups.ts';
import type { FindingsView } from '../findings-reader.ts';
import type { ConnectionView, ServiceView } from '../view.ts';
import { type Html, html } from './html.ts';

/** The figures that one looks for first: of all connections together. */
export function totals({ connections, findings }: ServiceView, now: Date): Html {
  const cells = connections.flatMap(({ coverage }) => coverage);
  if (cells.length === 0) return html``;
  const accounts = new Set(cells.map(({ accountId }) => accountId)).size;
  const blind = new Set(connections.flatMap(({ coverage }) => [...blindAccounts(coverage)])).size;
  const whole = connections.flatMap(({ recent }) => recent.filter(({ status }) => status === 'ok'));
  const last = whole.map(({ startedAt }) => startedAt).sort((a, b) => b.getTime() - a.getTime())[0];
  const figures: readonly Total[] = [
    [grouped(accounts), 'accounts'],
    [grouped(blind), 'of them blind'],
    resources(connections),
    failing(findings),
    [last ? distance(last, now) : 'never', 'last whole run'],
  ];
  return html`<ul class="totals" aria-label="Totals">${figures.map(([figure, name]) => html`<li><b>${figure}</b> ${name}</li>`)}</ul>`;
}

type Total = readonly [figure: string, name: string];

/** Rows that are current, as soon as the ledger has told of any; events are no resources. */
function resources(connections: readonly ConnectionView[]): Total {
  const told = connections
    .filter(({ module }) => module !== 'aws_cloudtrail')
    .flatMap(({ coverage }) => coverage.flatMap(({ seen }) => seen ?? []));
  if (told.length === 0) return ['?', 'resources: not counted yet'];
  return [grouped(told.reduce((sum, { rows }) => sum + rows, 0)), 'resources'];
}

/** Number of findings that fail, where runs record them and they can be read. */
function failing(findings: FindingsView): Total {
  if (findings === undefined) return ['–', 'findings: no run records them'];
  if (findings.problem !== undefined) return ['?', 'findings: they cannot be read'];
  return [grouped(findings.severities.reduce((sum, { counts }) => sum + counts.fail, 0)), 'findings'];
}
