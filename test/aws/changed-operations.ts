import type { Operation, OperationTable, WorldOptions } from '../sandbox/aws/contract.ts';
import { allOperations } from '../sandbox/aws/operations/index.ts';
import { type Reader, startReader } from './reader.ts';

/** What some operations of a service become: each change is given the operation's own answer. */
type OperationChanges = Readonly<Record<string, (own: Operation) => Operation>>;

/** The sandbox's operations, some of one service changed. */
function changedOperations(service: string, changes: OperationChanges): OperationTable {
  const table: Record<string, Operation> = { ...allOperations[service] };
  for (const [name, change] of Object.entries(changes)) {
    const own = table[name];
    if (!own) throw new Error(`the sandbox has no ${service}:${name}`);
    table[name] = change(own);
  }
  return { ...allOperations, [service]: table };
}

/** A reader over a sandbox of which some operations are changed. */
export function readerWith(
  service: string,
  changes: OperationChanges,
  options: Partial<WorldOptions> = {},
): Promise<Reader> {
  return startReader(options, { operations: changedOperations(service, changes) });
}
