import { CHANGE_DAYS, type FindingChange, type FindingGroup } from '../../detections/account-findings.ts';
import type { StatusCounts } from '../../detections/recorded-findings.ts';
import { counted, grouped } from '../../text/figures.ts';
import type { AccountFindingsView } from '../findings-reader.ts';
import { type Html, html } from './html.ts';
import { FINDING_LOOKS } from './looks.ts';
import { moment } from './moment.ts';

/** Detections told of one severity; the statement beside them tells all. */
const TOLD = 12;

/** Findings of an account by severity, and how they changed; nothing where no run records them. */
export function accountFindings(findings: AccountFindingsView, account: string, now: Date): Html {
  if (findings === undefined) return html``;
  if (findings.problem !== undefined) {
    return section(
      'Findings',
      html`<p class="problem">They cannot be read, so nothing is known of them: ${findings.problem}</p>`,
    );
  }
  const { severities, open, changes } = findings;
  const bySeverity = Map.groupBy(open, ({ severity }) => severity);
  const all = severities.map(({ name, counts }) => {
    const groups = bySeverity.get(name) ?? [];
    return html`<h3>${name}: ${countsText(counts)}</h3>${groups.length > 0 && html`<ul class="services">${groups.slice(0, TOLD).map((group) => item(group, now))}</ul>`}${more(groups.length - TOLD, name, account)}`;
  });
  return html`${section('Findings', severities.length === 0 ? html`<p class="muted">none is recorded yet</p>` : html`${all}`)}${
    changes.length > 0 &&
    section(
      'Changes of findings',
      html`<ul class="services">${changes.map((change) => changed(change, now))}</ul>`,
      html`<p class="muted">the newest of the last ${CHANGE_DAYS} days</p>`,
    )
  }`;
}

function section(title: string, body: Html, aside: Html = html``): Html {
  const id = title.toLowerCase().replaceAll(' ', '-');
  return html`<section class="connection" id="${id}" aria-labelledby="${id}-title"><div class="title"><h2 id="${id}-title">${title}</h2>${aside}</div>${body}</section>`;
}

/** `✕ 3 fail, ? 2 unknown, ✓ 40 pass` */
function countsText(counts: StatusCounts): string {
  return (['fail', 'unknown', 'pass', 'excepted'] as const)
    .filter((status) => counts[status] > 0)
    .map((status) => `${grouped(counts[status])} ${FINDING_LOOKS[status].word}`)
    .join(', ');
}

function item(group: FindingGroup, now: Date): Html {
  return html`<li>${mark(group.status)}<div><b>${group.title}</b> <span class="muted">${wordOf(group.status)}, ${moment(group.since, now)}</span>${where(group)}</div></li>`;
}

function changed(change: FindingChange, now: Date): Html {
  const { previous, status, title, since } = change;
  const before = previous === undefined ? 'new' : `${wordOf(previous)} before`;
  return html`<li>${mark(status)}<div><b>${title}</b> <span class="muted">${wordOf(status)}, ${before}, ${moment(since, now)}</span>${where(change)}</div></li>`;
}

/** One of the places, why, and how many more are alike. */
function where({ place, reason, findings }: FindingGroup): Html {
  const others = findings > 1 && html` <span class="muted">and ${grouped(findings - 1)} more</span>`;
  return html`<p class="why">${place}${others}${reason !== undefined && html`: ${reason}`}</p>`;
}

function more(hidden: number, severity: string, account: string): Html {
  if (hidden <= 0) return html``;
  return html`<p class="queries muted">and ${counted(hidden, 'more detection')}: <code>SELECT * FROM FINDINGS WHERE ACCOUNT_ID = '${account}' AND SEVERITY = '${severity}'</code></p>`;
}

function mark(status: string): Html {
  return html`<span class="cell finding ${status}" aria-hidden="true">${lookOf(status)?.symbol ?? '·'}</span>`;
}

function wordOf(status: string): string {
  return lookOf(status)?.word ?? status;
}

function lookOf(status: string): (typeof FINDING_LOOKS)[keyof typeof FINDING_LOOKS] | undefined {
  return Object.hasOwn(FINDING_LOOKS, status)
    ? FINDING_LOOKS[status as keyof typeof FINDING_LOOKS]
    : undefined;
}
