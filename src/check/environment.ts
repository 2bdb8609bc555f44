import type { Pacing } from '../aws/pacing.ts';
import type { Secrets } from '../log/secrets.ts';
import type { Settings } from '../settings/settings.ts';
import type { Database } from '../snowflake/database.ts';
import type { Finding } from './finding.ts';

/** What a check works with. */
export interface CheckEnvironment {
  readonly settings: Settings;
  readonly pacing: Pacing;
  /** Where `env:` references of a connection are looked up. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  /** Told of the connection's keys, so that no finding repeats them. */
  readonly secrets: Secrets;
  /** Logs in; the check logs out. */
  readonly login: () => Promise<Database>;
  /** Told what a step found, as soon as it is done. */
  readonly onFindings: (findings: readonly Finding[]) => void;
  readonly onProgress?: ((progress: { readonly done: number; readonly total: number }) => void) | undefined;
}

/** What is to be checked. */
export interface CheckRequest {
  /** The connection as a user names it. */
  readonly connection: string;
  /** How many accounts to enter; all unless said. */
  readonly sample?: number | undefined;
}
