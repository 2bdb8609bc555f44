import { availableParallelism } from 'node:os';
import type { PlannedAccount } from '../../connectors/connector.ts';

/**
 * Accounts that make a process of their own worth it, where nobody has said how many there are to be. To start one takes
 * two or three seconds of a core until its code is as fast as it gets (the catalogue, the models of the SDKs, compiling),
 * and an account a tenth of a second, where little is asked of it, to a third.
 */
const ACCOUNTS_EACH = 32;

/** Memory that a process takes at its busiest, in bytes: what is measured with large organizations, and a reserve. */
const MEMORY_EACH = 512 * 1024 * 1024;

/** Means of the machine, or of the part of it that the process may use. */
interface Machine {
  readonly cores: number;
  /** Bytes that are free. */
  readonly memory: number;
}

/** How many processes read the accounts; 1 is this one alone. `wanted` is what the settings say, if anything. */
export function workersFor(
  wanted: number | undefined,
  accounts: readonly Pick<PlannedAccount, 'verdict'>[],
  { cores, memory }: Machine = { cores: availableParallelism(), memory: process.availableMemory() },
): number {
  const entered = accounts.filter(({ verdict }) => verdict === undefined).length;
  if (wanted !== undefined) return Math.max(1, Math.min(wanted, entered));
  // One more is this process, which hands out and loads.
  const withRoom = Math.floor(memory / MEMORY_EACH) - 1;
  return Math.max(1, Math.min(cores, withRoom, Math.floor(entered / ACCOUNTS_EACH)));
}
