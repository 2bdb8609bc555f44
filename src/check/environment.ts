import type { Pacing } from '../aws/pacing.ts';
import type { Secrets } from '../log/secrets.ts';
import type { Settings } from '../settings/settings.ts';
import type { Database } from '../snowflake/database.ts';
import type { Finding } from './finding.ts';

/** The environment that a check works in. */
export interface CheckEnvironment {
  readonly settings: Settings;
  readonly pacing: Pacing;
  /** Variables that `env:` references of a connection name. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  /** Secrets that no finding may repeat; the check adds the connection's keys. */
  readonly secrets: Secrets;
  /** Logs in; the check logs out. */
  readonly login: () => Promise<Database>;
  /** A listener to what each step found, called as soon as the step is done. */
  readonly onFindings: (findings: readonly Finding[]) => void;
  readonly onProgress?: ((progress: { readonly done: number; readonly total: number }) => void) | undefined;
}

/** A request to check one connection. */
export interface CheckRequest {
  /** The connection as a user names it. */
  readonly connection: string;
  /** The number of accounts to enter; all where it is left open. */
  readonly sample?: number | undefined;
}
