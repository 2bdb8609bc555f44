import { counted } from '../../src/text/figures.ts';
import { remedyOf } from '../../src/text/remedy.ts';
import { shortReason } from '../../src/text/short-reason.ts';
import type { Client } from '../installation/client.ts';
import type { Screen } from './screen.ts';

/** Why something of an account cannot be seen: one cause, however many collectors and connections it stops. */
export interface Cause {
  readonly accountId: string;
  readonly status: string;
  readonly code: string;
  readonly reason: string;
  readonly connections: readonly string[];
  /** Empty where the whole account is meant. */
  readonly regions: readonly string[];
  /** The collector it stops, where it stops one only. */
  readonly collector: string | undefined;
  /** Whether an earlier run could see it. */
  readonly wasSeen: boolean;
}

interface BlindRow {
  readonly ACCOUNT_ID: string;
  readonly STATUS: string;
  readonly CODE: string;
  readonly REASON: string;
  readonly CONNECTION: string;
  readonly REGION: string;
  readonly COLLECTORS: number;
  readonly COLLECTOR: string;
  readonly SEEN: number;
}

/** Regions that stand for the account as a whole. */
const WHOLE = new Set(['*', 'global']);

/** The cause of the blind spots of each account. */
export async function readCauses(client: Client): Promise<readonly Cause[]> {
  const rows = await client.query<BlindRow>(
    `SELECT ACCOUNT_ID, STATUS, MIN(CODE) AS CODE, MIN(REASON) AS REASON, "CONNECTION", REGION,
       COUNT(DISTINCT COLLECTOR) AS COLLECTORS, MIN(COLLECTOR) AS COLLECTOR, COUNT(LAST_SEEN_AT) AS SEEN
     FROM CONNECTOR_BLIND_SPOTS GROUP BY ACCOUNT_ID, STATUS, "CONNECTION", REGION
     ORDER BY ACCOUNT_ID, STATUS, "CONNECTION" DESC, REGION`,
  );
  // What an account suffers from shows in several ways: the cause is told by what most of it says.
  return [...Map.groupBy(rows, (row) => row.ACCOUNT_ID).values()].flatMap((ofAccount) => {
    const alike = ofAccount.toSorted((a, b) => b.COLLECTORS - a.COLLECTORS);
    const [first] = alike;
    if (!first) return [];
    const regions = [...new Set(alike.map(({ REGION }) => REGION))];
    return {
      accountId: first.ACCOUNT_ID,
      status: first.STATUS,
      code: first.CODE,
      reason: first.REASON,
      connections: [...new Set(alike.map(({ CONNECTION }) => CONNECTION))],
      regions: regions.some((region) => WHOLE.has(region)) ? [] : regions,
      collector: alike.every(({ COLLECTORS, COLLECTOR }) => COLLECTORS === 1 && COLLECTOR === first.COLLECTOR)
        ? first.COLLECTOR
        : undefined,
      wasSeen: alike.some(({ SEEN }) => SEEN > 0),
    };
  });
}

/** Each cause in two or three lines: where, what was planted there, and in whose words it was refused. */
export function showCauses(
  screen: Screen,
  causes: readonly Cause[],
  planted: ReadonlyMap<string, string>,
): void {
  screen.heading(`Where it is blind, and why: ${counted(causes.length, 'cause')}`);
  for (const { accountId, status, regions, collector, reason, wasSeen } of causes) {
    const where = collector ?? (regions.length === 0 ? 'all of it' : regions.join(', '));
    const what = planted.get(accountId) ?? 'not planted: look into it';
    screen.rows([
      `  ${status === 'denied' ? '✕' : '!'} ${accountId}  ${what.padEnd(32)} ${where}, ${wasSeen ? 'was seen before' : 'never seen'}`,
    ]);
    screen.text(told(reason), '    ');
  }
  const [first] = causes;
  if (!first) return;
  const connection = first.connections[0] ?? '';
  screen.text(
    `Nothing of this looks like an empty account: what was seen before is kept. ${remedyOf({ connection, status: 'failed', code: undefined })}.`,
    '  ',
  );
}

/** The sentence of AWS that tells most, without the name of whoever asked. */
function told(reason: string): string {
  const [first = ''] = shortReason(reason).split('. ', 1);
  return first.replace(/ on arn:\S+:(role\/[^\s:]+)/, ' on $1');
}
