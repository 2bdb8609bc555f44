import { StatementError } from '../../contract.ts';
import type { SessionContext } from '../session/session-context.ts';
import { holds } from './require.ts';

/** 000606 when a statement needs a warehouse and the session has none, or none that its role may use. */
export async function requireWarehouse(context: SessionContext): Promise<void> {
  const { warehouse } = context.place;
  if (warehouse !== null && (await holds(context, 'WAREHOUSE', warehouse, 'USAGE'))) return;
  throw new StatementError(
    '000606',
    '57P03',
    "No active warehouse selected in the current session.  Select an active warehouse with the 'use warehouse' command.",
  );
}
