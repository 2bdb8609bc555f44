import { StatementError } from '../../contract.ts';
import type { SessionContext } from '../session-context.ts';

/** 000606 when a statement needs a warehouse and the session has none. */
export function requireWarehouse(context: SessionContext): void {
  if (context.place.warehouse !== null) return;
  throw new StatementError(
    '000606',
    '57P03',
    "No active warehouse selected in the current session.  Select an active warehouse with the 'use warehouse' command.",
  );
}
