import { availableParallelism } from 'node:os';
import type { PlannedAccount } from '../../connectors/connector.ts';

/**
 * Accounts that make a process of their own worth it. To start one takes about a second of a core (the catalogue, the
 * models of the SDKs, code that is not yet compiled), and an account a tenth of a second or more: sixteen repay it.
 */
const ACCOUNTS_EACH = 16;

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
  // One more is this process, which hands out and loads.
  const allowed = Math.min(cores, Math.floor(memory / MEMORY_EACH) - 1);
  return Math.max(1, Math.min(wanted ?? allowed, Math.floor(entered / ACCOUNTS_EACH)));
}
