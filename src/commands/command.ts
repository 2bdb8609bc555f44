import type { Log } from '../log/log.ts';
import type { Secrets } from '../log/secrets.ts';
import type { Observer } from '../observer.ts';
import type { Settings } from '../settings/settings.ts';

/** Everything that a command may use. Only `main.ts` reads argv and the environment. */
export interface CommandContext {
  readonly settings: Settings;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly log: Log;
  /** Secrets that the log must not tell; code that meets another adds it. */
  readonly secrets: Secrets;
  /** Told of what is asked of AWS and Snowflake. */
  readonly observer?: Observer | undefined;
  readonly signal: AbortSignal;
  /** For answers; everything else goes to the log. */
  readonly print: (text: string) => void;
  /** Standard error, for progress, where it is a terminal. */
  readonly terminal: NodeJS.WriteStream | undefined;
  /** Standard input, for answers, where it is a terminal. */
  readonly keyboard: NodeJS.ReadStream | undefined;
}

/** A parsed command line: what stands after the command. */
export interface Arguments {
  readonly positionals: readonly string[];
  readonly flags: Readonly<Record<string, string | boolean | readonly string[] | undefined>>;
}

/** One flag of a command. */
export interface Flag {
  readonly type: 'string' | 'boolean';
  readonly multiple?: boolean;
  readonly value?: string;
  readonly doc: string;
  /** Heading of the help under which the flag stands; flags without one stand first. */
  readonly group?: string;
}

/** One command of the command line. `run` gives the exit code. */
export interface Command {
  readonly name: string;
  /** Positional arguments as the help shows them: `<connection>`. */
  readonly usage: string;
  readonly doc: string;
  /** Notes for a newcomer, below the flags. */
  readonly notes?: string;
  readonly flags: Readonly<Record<string, Flag>>;
  run(context: CommandContext, args: Arguments): Promise<number>;
}
