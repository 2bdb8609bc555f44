import { clock, counted, duration, grouped } from '../../text/figures.ts';
import type { EndedRunView } from '../view.ts';
import { type Html, html } from './html.ts';
import { RUN_LOOKS } from './looks.ts';

const PLACES = 50;
const STEP = 6;
const BAR = 4;
const HEIGHT = 44;
/** Below the bars: the marks that tell a status without colour. */
const MARKS = 8;

/** How long the last runs took, oldest on the left; a mark below a bar says how it ended, unless well. */
export function runChart(recent: readonly EndedRunView[]): Html {
  const runs = recent.slice(0, PLACES).reverse();
  if (runs.length === 0) return html``;
  const longest = Math.max(1, ...runs.map((run) => run.seconds));
  const first = PLACES - runs.length;
  return html`<figure><svg viewBox="0 0 ${PLACES * STEP} ${HEIGHT + MARKS}" role="img" aria-label="${inWords(runs)}">
<path class="base" d="M0 ${HEIGHT + 0.5}H${PLACES * STEP}"/>${runs.map((run, index) => barOf(run, (first + index) * STEP + 1, longest))}
</svg><figcaption aria-hidden="true">${legend(runs)}</figcaption></figure>`;
}

/** Legend of the heights of the bars, and of their colours. */
function legend(runs: readonly EndedRunView[]): Html {
  const counts = [...Map.groupBy(runs, (run) => run.status)];
  const longest = duration(Math.max(...runs.map((run) => run.seconds)));
  return html`${runs.length === 1 ? `the only run took ${longest}` : `time of the last ${runs.length} runs, at most ${longest}`}: ${counts.map(([status, alike], index) => html`${index > 0 && ', '}<span><b class="run ${status}">${RUN_LOOKS[status].symbol}</b> ${grouped(alike.length)} ${RUN_LOOKS[status].word}</span>`)}`;
}

function barOf(run: EndedRunView, x: number, longest: number): Html {
  const height = run.status === 'missed' ? 3 : Math.max(2, Math.round((run.seconds / longest) * HEIGHT));
  const told = `${clock(run.startedAt)} UTC: ${RUN_LOOKS[run.status].word}, ${duration(run.seconds)}`;
  return html`<g><title>${told}</title><rect class="bar ${run.status}" x="${x}" y="${HEIGHT - height}" width="${BAR}" height="${height}" rx="1"/>${markOf(run.status, x)}</g>`;
}

function markOf(status: EndedRunView['status'], x: number): Html | undefined {
  const y = HEIGHT + 2.5;
  const right = x + BAR;
  const bottom = y + BAR;
  switch (status) {
    case 'failed':
      return html`<path class="mark" d="M${x} ${y}L${right} ${bottom}M${right} ${y}L${x} ${bottom}"/>`;
    case 'aborted':
      return html`<path class="mark" d="M${x} ${y}H${right}V${bottom}H${x}Z"/>`;
    case 'partial':
      return html`<path class="mark" d="M${x} ${y + 2}H${right}"/>`;
    default:
      return undefined;
  }
}

function inWords(runs: readonly EndedRunView[]): string {
  const counts = [...Map.groupBy(runs, (run) => run.status)].map(
    ([status, alike]) => `${alike.length} ${RUN_LOOKS[status].word}`,
  );
  const longest = duration(Math.max(...runs.map((run) => run.seconds)));
  return `The last ${counted(runs.length, 'run')}: ${counts.join(', ')}; the longest took ${longest}.`;
}
