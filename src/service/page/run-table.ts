import { clock, duration, grouped } from '../../text/figures.ts';
import type { EndedRunView } from '../view.ts';
import { type Html, html } from './html.ts';
import { RUN_LOOKS } from './looks.ts';

/** How a run ended, as symbol and word. */
export function runStatus(status: EndedRunView['status']): Html {
  const { symbol, word } = RUN_LOOKS[status];
  return html`<span class="run ${status}"><span aria-hidden="true">${symbol}</span> ${word}</span>`;
}

/**
 * The recent runs in full, folded away. `about` names their connection to readers that cannot see the page's layout.
 */
export function runTable(recent: readonly EndedRunView[], about: string): Html {
  if (recent.length === 0) return html``;
  return html`<details class="runs"><summary>Recent runs<span class="vh"> of ${about}</span></summary>
<div class="scroll" tabindex="0" role="region" aria-label="Recent runs of ${about}"><table>
<thead><tr><th scope="col">Start (UTC)</th><th scope="col">Status</th><th scope="col">Started by</th><th scope="col" class="number">Took</th><th scope="col" class="number">Rows</th><th scope="col">Note</th></tr></thead>
<tbody>${recent.map(
    (run) =>
      html`<tr><td><time datetime="${run.startedAt.toISOString()}">${clock(run.startedAt)}</time></td><td>${runStatus(run.status)}</td><td>${run.triggeredBy}</td><td class="number">${duration(run.seconds)}</td><td class="number">${grouped(run.rows)}</td><td class="error">${run.error}</td></tr>`,
  )}</tbody></table></div></details>`;
}
