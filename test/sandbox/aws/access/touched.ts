import type { Account, PolicyDocument, World } from '../contract.ts';

/** A call as far as it tells what it touches. */
export interface TouchedCall {
  readonly world: World;
  readonly account: Account;
  readonly region: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** A resource that a call touches. */
export interface Touched {
  readonly arn: string;
  readonly policy?: PolicyDocument | undefined;
  /** Whether that policy must allow what is asked, as with keys; else it is enough that it denies nothing. */
  readonly mustAllow?: boolean;
}
