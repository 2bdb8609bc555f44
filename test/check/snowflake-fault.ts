import type { Step } from '../../src/check/finding.ts';
import type { Checkable, Env } from './checking.ts';

/** One thing that is wrong on Snowflake's side, and what the check must say of it. */
export interface SnowflakeFault {
  readonly fault: string;
  /** Statements of an administrator. */
  readonly sql?: readonly string[];
  readonly plant?: (checkable: Checkable) => void;
  readonly env?: (env: Env) => Env | Promise<Env>;
  /** ACCOUNTS unless said. */
  readonly connection?: string | ((checkable: Checkable) => readonly string[]);
  readonly step: Step;
  readonly code: string;
  /** In Snowflake's own words. */
  readonly said: RegExp;
  readonly cause?: RegExp;
  readonly fix: RegExp;
}
