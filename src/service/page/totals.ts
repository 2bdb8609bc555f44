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
  const figures: readonly (readonly [figure: string, name: string])[] = [
    [grouped(accounts), 'accounts'],
    [grouped(blind), 'of them blind'],
    [grouped(resources(connections)), 'resources'],
    failing(findings),
    [last ? distance(last, now) : 'never', 'last whole run'],
  ];
  return html`<ul class="totals" aria-label="Totals">${figures.map(([figure, name]) => html`<li><b>${figure}</b> ${name}</li>`)}</ul>`;
}

/** Rows that are current; events are no resources. */
function resources(connections: readonly ConnectionView[]): number {
  return connections
    .filter(({ module }) => module !== 'aws_cloudtrail')
    .flatMap(({ coverage }) => coverage)
    .reduce((sum, { seen }) => sum + (seen?.rows ?? 0), 0);
}

/** What fails, where runs record it and it can be read; else that it is not known. */
function failing(findings: FindingsView): readonly [figure: string, name: string] {
  if (findings === undefined) return ['–', 'findings: no run records them'];
  if (findings.problem !== undefined) return ['?', 'findings: they cannot be read'];
  return [grouped(findings.severities.reduce((sum, { counts }) => sum + counts.fail, 0)), 'findings'];
}
