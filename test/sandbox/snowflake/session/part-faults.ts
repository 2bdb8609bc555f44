import { setTimeout as sleep } from 'node:timers/promises';
import { StatementError } from '../contract.ts';
import { type FaultAction, injectedError } from '../faults.ts';
import type { Sandbox, WireRequest } from '../sandbox.ts';
import { statementKind } from './scan.ts';

/**
 * Ordered faults that strike one statement of a multi-statement request, in its turn. What came before it has been
 * executed; where it is refused, or never happens, nothing after it is.
 */
export async function strikePart(
  sandbox: Sandbox,
  { exchange, faults }: WireRequest,
  sessionId: number,
  sqlText: string,
  signal: AbortSignal,
): Promise<void> {
  const event = {
    method: exchange.method,
    path: exchange.url.pathname,
    kind: statementKind(sqlText),
    sqlText,
  };
  if (!(await faults.hold(event, () => false))) {
    throw new StatementError('000604', '57014', 'SQL execution canceled');
  }
  const actions = faults.strike(event);
  for (const action of actions) await strike(action);
  const error = injectedError(actions);
  if (error !== undefined) throw error;

  async function strike(action: FaultAction): Promise<void> {
    if (typeof action === 'object') {
      if ('delayMs' in action) throw notOfAPart('delayMs');
      if ('runMs' in action) await sleep(action.runMs, undefined, { signal });
      return;
    }
    if (action === 'drop-after-execute') exchange.damage = 'drop';
    else if (action === 'expire-master') sandbox.tokens.expire(sessionId, 'master');
    else if (action === 'expire-session') sandbox.tokens.expire(sessionId, 'session');
    else throw notOfAPart(action);
  }
}

function notOfAPart(action: string): Error {
  return new Error(`The fault ${action} strikes a whole request, not a statement in it`);
}
