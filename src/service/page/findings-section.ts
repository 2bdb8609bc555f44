import type { StatusCounts } from '../../detections/recorded-findings.ts';
import { distance, grouped } from '../../text/figures.ts';
import type { FindingsView } from '../findings-reader.ts';
import { type Html, html } from './html.ts';
import { FINDING_LOOKS } from './looks.ts';

/** Findings by severity and controls by framework, each with what answers it; nothing where no run records them. */
export function findingsSection(findings: FindingsView, now: Date): Html {
  if (findings === undefined) return html``;
  if (findings.problem !== undefined) {
    return html`<section class="connection" id="findings"><div class="title"><h3>Findings</h3></div><p class="problem">They cannot be read, so nothing is known of them: ${findings.problem}</p></section>`;
  }
  const { severities, frameworks, changedAt } = findings;
  return html`<section class="connection" id="findings"><div class="title"><h3>Findings</h3><p class="muted">${changedAt ? `last change ${distance(changedAt, now)}` : 'none is recorded yet'}</p></div>
${countTable(
  'by severity',
  severities.map(({ name, counts }) => ({ name, counts, answer: statementOf(name, counts) })),
)}${countTable(
  'controls by framework',
  frameworks.map(({ name, counts }) => ({
    name,
    counts,
    answer: `snowcensus detections run --framework ${name}`,
  })),
)}</section>`;
}

interface CountRow {
  readonly name: string;
  readonly counts: StatusCounts;
  /** Command or statement that tells them one by one. */
  readonly answer: string;
}

const STATUSES = ['fail', 'unknown', 'pass', 'excepted'] as const;

function countTable(name: string, rows: readonly CountRow[]): Html {
  if (rows.length === 0) return html``;
  return html`<div class="scroll"><table class="findings"><thead><tr><th scope="col">${name}</th>${STATUSES.map((status) => html`<th scope="col" class="number">${FINDING_LOOKS[status].word}</th>`)}<th scope="col">which</th></tr></thead>
<tbody>${rows.map((row) => html`<tr><th scope="row">${row.name}</th>${STATUSES.map((status) => countCell(status, row.counts[status]))}<td><code>${row.answer}</code></td></tr>`)}</tbody></table></div>`;
}

function countCell(status: (typeof STATUSES)[number], count: number): Html {
  if (count === 0) return html`<td class="number muted">0</td>`;
  return html`<td class="number finding ${status}"><span aria-hidden="true">${FINDING_LOOKS[status].symbol} </span>${grouped(count)}</td>`;
}

/** The statement that lists what wants attention first: what fails, else what is not known. */
function statementOf(severity: string, { fail, unknown }: StatusCounts): string {
  const status = fail > 0 || unknown === 0 ? 'fail' : 'unknown';
  return `SELECT * FROM FINDINGS WHERE SEVERITY = '${severity}' AND EFFECTIVE_STATUS = '${status}'`;
}
