import { clock, counted, distance, duration, grouped } from '../../text/figures.ts';
import type { ActiveRunView, ConnectionView, EndedRunView } from '../view.ts';
import { causeList } from './cause-list.ts';
import { coverageTable } from './coverage-table.ts';
import { type Html, html } from './html.ts';
import { moment } from './moment.ts';
import { runChart } from './run-chart.ts';
import { runStatus, runTable } from './run-table.ts';

/** One connection: when it ran and will run, how far it is, and what it could read. */
export function connectionCard(connection: ConnectionView, now: Date): Html {
  const { name, module, problem, active, recent, coverage } = connection;
  return html`<section class="connection" id="${name}" aria-labelledby="${name}-title">
<div class="title"><h3 id="${name}-title">${name}</h3><span class="muted">${module}</span></div>
${problem === undefined ? undefined : html`<p class="problem">${problem}</p>`}
<div class="facts"><dl>${active && fact('Running', runningText(active, name, now))}
${fact('Last run', lastRunText(recent, now))}
${connection.lastSuccessAt && isWithoutResult(recent[0]) ? fact('Last success', moment(connection.lastSuccessAt, now)) : undefined}
${fact('Next run', nextRunText(connection, now))}</dl>
${runChart(recent)}</div>
${runTable(recent, name)}
${causeList(coverage, name)}
${coverageTable(coverage, name)}
</section>`;
}

function isWithoutResult(run: EndedRunView | undefined): boolean {
  return run !== undefined && run.status !== 'ok' && run.status !== 'partial';
}

function fact(name: string, text: Html): Html {
  return html`<dt>${name}</dt><dd>${text}</dd>`;
}

function runningText(
  { accounts, accountsDone, rows, startedAt }: ActiveRunView,
  name: string,
  now: Date,
): Html {
  const since = html`<span class="muted">${duration((now.getTime() - startedAt.getTime()) / 1000)} so far</span>`;
  if (accounts === 0) return html`<progress aria-label="${name}"></progress>planning, ${since}`;
  return html`<progress aria-label="${name}: accounts done" max="${accounts}" value="${accountsDone}"></progress>${grouped(accountsDone)} of ${counted(accounts, 'account')}, ${counted(rows, 'row')}, ${since}`;
}

function lastRunText([last]: readonly EndedRunView[], now: Date): Html {
  if (!last) return html`<span class="muted">none yet</span>`;
  if (last.status === 'missed') return html`${runStatus(last.status)} ${moment(last.startedAt, now)}`;
  const error = last.error === undefined ? undefined : html`<br><span class="muted">${last.error}</span>`;
  return html`${runStatus(last.status)} ${moment(last.startedAt, now)}, took ${duration(last.seconds)}, ${counted(last.rows, 'row')}${error}`;
}

function nextRunText(connection: ConnectionView, now: Date): Html {
  const { queued, paused, nextRunAt, schedule, problem } = connection;
  if (problem !== undefined) return html`<span class="muted">not until its options are mended</span>`;
  if (queued) return html`due, waiting for a place`;
  if (!schedule) return html`<span class="muted">by hand only: it has no schedule</span>`;
  const plan = html`<span class="muted"><code>${schedule.cron}</code> ${schedule.timezone}</span>`;
  if (paused) return html`paused ${plan}`;
  if (!nextRunAt) return plan;
  return html`${distance(nextRunAt, now)}, <time datetime="${nextRunAt.toISOString()}">${clock(nextRunAt, schedule.timezone)}</time> ${plan}`;
}
