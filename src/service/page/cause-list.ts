import { isBlind } from '../../ledger/coverage.ts';
import { namedAccounts, withoutAccounts } from '../../text/account-ids.ts';
import { counted } from '../../text/figures.ts';
import { remedyOf } from '../../text/remedy.ts';
import { shortReason } from '../../text/short-reason.ts';
import { isNotLoaded } from '../coverage-groups.ts';
import type { CoverageCell } from '../view.ts';
import { type Html, html, trusted } from './html.ts';

/** Why something cannot be seen: each cause once, with the accounts it strikes and what to do about it. */
export function causeList(
  cells: readonly CoverageCell[],
  connection: string,
  heading: 'h3' | 'h4' = 'h4',
): Html {
  const causes = [...Map.groupBy(cells.filter(isBlind), causeOf).values()];
  if (causes.length === 0) return html``;
  const title = cells.some((cell) => isBlind(cell) && !isNotLoaded(cell))
    ? 'Why it is blind'
    : 'What was not loaded';
  return html`${trusted(`<${heading}>`)}${title}: ${counted(causes.length, 'cause')}${trusted(`</${heading}>`)}
<ul class="causes">${causes
    .map((alike) => ({ alike, accounts: [...new Set(alike.map(({ accountId }) => accountId))] }))
    .sort((a, b) => b.accounts.length - a.accounts.length)
    .map(({ alike, accounts }) => cause(alike, accounts, connection))}</ul>`;
}

function cause(alike: readonly CoverageCell[], accounts: readonly string[], connection: string): Html {
  const [first] = alike;
  if (!first) return html``;
  const services = [...new Set(alike.map(({ service }) => service))];
  const reason = first.reason === undefined ? first.status : withoutArns(shortReason(first.reason));
  return html`<li><b>${reason}</b><br>${namedAccounts(accounts)}<span class="muted">, in ${services.length > 3 ? counted(services.length, 'service') : services.join(', ')}. To do: ${remedy(first, connection)}.</span></li>`;
}

/** The accounts are named beside it. */
function withoutArns(reason: string): string {
  return reason.replaceAll(/\barn:[\w-]+:iam::\d{12}:(?=role\/)/g, '');
}

/**
 * Causes that differ only in the account, or in the action that was tried first, are one, for services have words of
 * their own for the same refusal; so is all that Snowflake did not take.
 */
function causeOf(cell: CoverageCell): string {
  const { status, reason = '', code = '' } = cell;
  if (isNotLoaded(cell)) return code;
  const said = withoutAccounts(shortReason(reason)).replace(
    /(?<=not authorized to perform )\S+?(?=:? )/,
    '…',
  );
  return `${remedyOf({ connection: '', status, code })} ${said}`;
}

function remedy({ status, code }: CoverageCell, connection: string): Html {
  const parts = remedyOf({ connection, status, code }).split('`');
  return html`${parts.map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part))}`;
}
