import { clock, distance } from '../../text/figures.ts';
import { type Html, html } from './html.ts';

/** An instant as its distance from now; the clock's time is at hand for whoever points at it. */
export function moment(instant: Date, now: Date): Html {
  return html`<time datetime="${instant.toISOString()}" title="${clock(instant)} UTC">${distance(instant, now)}</time>`;
}
