import type { Claim, Fact } from '../../ledger/notifications/notification-statements.ts';
import { counted, grouped } from '../../text/figures.ts';
import { shortReason } from '../../text/short-reason.ts';

/** Forms in which a webhook may want its messages. */
export type Form = 'json' | 'slack';

/** Parts of a message. */
export interface MessageParts extends Claim {
  readonly messageId: string;
  readonly at: Date;
  readonly version: string;
}

/** Slack's own hosts: https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks, and GovSlack's. */
const SLACK = /^hooks\.slack(?:-gov)?\.com$/;

/** The form that a host is known to take. */
export function formFor(url: string, form: 'auto' | Form): Form {
  if (form !== 'auto') return form;
  return SLACK.test(new URL(url).hostname) ? 'slack' : 'json';
}

/** The body of a message, without any secret: `redact` is asked for every text in it. */
export function messageBody(parts: MessageParts, form: Form, redact: (text: string) => string): string {
  const lines = summaryOf(parts).map(redact);
  if (form === 'slack') {
    const [title = '', ...others] = lines.map(forSlack);
    return JSON.stringify({ text: [`*${title}*`, ...others].join('\n') });
  }
  const clean = (text: string | undefined) => (text === undefined ? undefined : redact(text));
  return JSON.stringify({
    source: 'snowcensus',
    version: parts.version,
    id: parts.messageId,
    at: parts.at.toISOString(),
    text: lines.join('\n'),
    notifications: parts.facts.map((fact) => ({
      kind: EVENTS[fact.kind][fact.state],
      connection: fact.connection,
      accountId: fact.accountId,
      accountName: clean(fact.accountName),
      region: fact.region,
      detectionId: fact.detectionId,
      severity: fact.severity,
      resource: clean(fact.resource),
      reason: clean(fact.reason),
      since: fact.since?.toISOString(),
    })),
    omitted: parts.counts.reduce((sum, { facts }) => sum + facts, 0) - parts.facts.length,
    unclear: parts.unclear,
  });
}

/** Fact of a message, for a receiver that is a program. */
const EVENTS: Readonly<Record<Fact['kind'], Readonly<Record<Fact['state'], string>>>> = {
  blind: { on: 'blind', seen: 'seen_again', gone: 'not_read_any_more' },
  stale: { on: 'stale', seen: 'fresh_again', gone: 'not_scheduled_any_more' },
  finding: { on: 'finding', seen: 'finding_over', gone: 'finding_over' },
};

/** The same for people, after a number of them. */
const COUNTED: Readonly<Record<string, readonly [noun: string, one: string, many: string]>> = {
  blind: ['place', 'is blind', 'are blind'],
  seen_again: ['place', 'is seen again', 'are seen again'],
  not_read_any_more: ['place', 'is not read any more', 'are not read any more'],
  stale: ['connection', 'is stale', 'are stale'],
  fresh_again: ['connection', 'is fresh again', 'are fresh again'],
  not_scheduled_any_more: ['connection', 'is not scheduled any more', 'are not scheduled any more'],
  finding: ['finding', 'is new', 'are new'],
};

/** Lines that a person is shown. */
const LINES = 20;
/** Characters of a reason that do to know where to look. */
const REASON = 240;

function summaryOf({ counts, facts, unclear }: MessageParts): readonly string[] {
  const title = counts.map(({ kind, state, facts: number }) => {
    const [noun = 'fact', one = '', many = ''] = COUNTED[EVENTS[kind][state]] ?? [];
    return `${counted(number, noun)} ${number === 1 ? one : many}`;
  });
  const groups = [...Map.groupBy(facts, (fact) => groupOf(fact)).values()];
  const shown = groups.slice(0, LINES);
  const total = counts.reduce((sum, { facts: number }) => sum + number, 0);
  const rest = total - shown.flat().length;
  return [
    `snowcensus: ${title.join(', ')}`,
    ...shown.map(lineOf),
    ...(rest > 0
      ? [`… and ${grouped(rest)} more: SELECT * FROM CONNECTOR_NOTIFICATIONS ORDER BY CLAIMED_AT DESC`]
      : []),
    ...(unclear > 0
      ? [
          `${counted(unclear, 'earlier notification')} may not have arrived: SELECT * FROM CONNECTOR_NOTIFICATIONS`,
        ]
      : []),
  ];
}

/** Regions of one account that fare alike are one line. */
function groupOf({ kind, state, connection, accountId, subject }: Fact): string {
  return kind === 'blind' ? `${state} ${connection} ${accountId}` : `${kind} ${state} ${subject}`;
}

function lineOf(facts: readonly Fact[]): string {
  const [first] = facts;
  if (first === undefined) return '';
  const { kind, state, connection, accountId, accountName, reason, severity, detectionId, resource } = first;
  const account = `${accountName === undefined ? '' : `${accountName} `}${accountId}`;
  const since = first.since && state === 'on' ? `, since ${first.since.toISOString().slice(0, 16)}Z` : '';
  const why = reason === undefined || state !== 'on' ? '' : `: ${cut(shortReason(reason))}`;
  const what = EVENTS[kind][state].replaceAll('_', ' ');
  if (kind === 'stale') return `• ${what}: ${connection}${since}${why}`;
  if (kind === 'finding') return `• ${severity}: ${detectionId} in ${account}: ${resource}${why}`;
  return `• ${what}: ${account} in ${regionsOf(facts)} (${connection})${since}${why}`;
}

function regionsOf(facts: readonly Fact[]): string {
  const regions = facts.map(({ region }) => (region === '*' ? 'all regions' : (region ?? '')));
  return regions.length > 4
    ? `${regions.slice(0, 3).join(', ')} and ${regions.length - 3} more`
    : regions.join(', ');
}

function cut(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length > REASON ? `${line.slice(0, REASON - 1).toWellFormed()}…` : line;
}

/** Without the signs that address people or make links. https://docs.slack.dev/messaging/formatting-message-text#escaping */
function forSlack(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
