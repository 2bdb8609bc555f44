import { counted, grouped } from '../../src/text/figures.ts';
import type { Client } from '../installation/client.ts';
import type { Screen } from './screen.ts';

/** What became of the units of one account. */
export interface AccountUnits {
  readonly id: string;
  readonly name: string;
  readonly read: number;
  readonly denied: number;
  readonly failed: number;
  readonly nothing: number;
}

const BAR = 30;
/** Accounts that are drawn one by one. */
const DRAWN = 8;
const NAME = 18;

/** What a run came to, by account: those that it could read least of first. */
export async function readAccountUnits(client: Client, runId: string): Promise<readonly AccountUnits[]> {
  const rows = await client.query<Record<string, string | number>>(
    `SELECT ACCOUNT_ID, MIN(ACCOUNT_NAME) AS ACCOUNT_NAME, COUNT_IF(LATEST_STATUS = 'ok') AS READ_UNITS,
       COUNT_IF(LATEST_STATUS = 'denied') AS DENIED, COUNT_IF(LATEST_STATUS = 'failed') AS FAILED, COUNT(*) AS UNITS
     FROM CONNECTOR_UNITS WHERE LATEST_RUN_ID = ? GROUP BY ACCOUNT_ID ORDER BY ACCOUNT_ID`,
    [runId],
  );
  const accounts = rows.map((row) => {
    const [read, denied, failed] = [Number(row.READ_UNITS), Number(row.DENIED), Number(row.FAILED)];
    return {
      id: String(row.ACCOUNT_ID),
      name: String(row.ACCOUNT_NAME ?? ''),
      read,
      denied,
      failed,
      nothing: Number(row.UNITS) - read - denied - failed,
    };
  });
  return accounts.sort(
    (a, b) => share(b, 'denied') + share(b, 'failed') - share(a, 'denied') - share(a, 'failed'),
  );
}

/** A bar for each account that could not be read whole, and one line for those that were. */
export function showPicture(screen: Screen, accounts: readonly AccountUnits[]): void {
  const blind = accounts.filter(({ denied, failed }) => denied + failed > 0);
  const whole = accounts.filter(({ denied, failed }) => denied + failed === 0);
  screen.heading('Coverage', '█ read   ✕ refused   ! failed   · nothing there');
  screen.rows(blind.slice(0, DRAWN).map((account) => line(account.name, account.id, account)));
  if (blind.length > DRAWN)
    screen.rows([`  and ${grouped(blind.length - DRAWN)} more that are blind in part`]);
  const gone = whole.filter(({ read }) => read === 0);
  for (const account of gone) screen.rows([`${line(account.name, account.id, account)} closed`]);
  const all = whole.length - gone.length;
  if (all > 0)
    screen.rows([line(counted(all, 'other account'), '', { read: 1, denied: 0, failed: 0, nothing: 0 })]);
}

function line(name: string, id: string, units: Omit<AccountUnits, 'id' | 'name'>): string {
  const shown = name.length > NAME ? `${name.slice(0, NAME - 1)}…` : name;
  return `  ${shown.padEnd(NAME)}  ${id.padEnd(12)}  ${barOf(units)}  ${String(Math.round(share(units, 'read') * 100)).padStart(3)} %`;
}

function share(
  units: Omit<AccountUnits, 'id' | 'name'>,
  kind: 'read' | 'denied' | 'failed' | 'nothing',
): number {
  const all = units.read + units.denied + units.failed + units.nothing;
  return all === 0 ? 0 : units[kind] / all;
}

/** Whatever there is of a kind shows, be it in one place. */
function barOf(units: Omit<AccountUnits, 'id' | 'name'>): string {
  const places = (kind: 'denied' | 'failed' | 'nothing') =>
    units[kind] === 0 ? 0 : Math.max(1, Math.round(share(units, kind) * BAR));
  const [denied, failed, nothing] = [places('denied'), places('failed'), places('nothing')];
  const read = Math.max(0, BAR - denied - failed - nothing);
  return `${'█'.repeat(read)}${'✕'.repeat(denied)}${'!'.repeat(failed)}${'·'.repeat(nothing)}`.slice(0, BAR);
}
