import type { CommandContext } from '../command.ts';
import { type Terminal, terminalOf } from '../form.ts';

/** Command by which a person takes `init` up again. */
export const AGAIN = 'snowcensus init';

/** The person who is asked; undefined where nobody would answer. Steps that are done stay done when that person gives up. */
export function personOf(context: CommandContext): Terminal | undefined {
  const terminal = terminalOf(context);
  return terminal && { ...terminal, again: AGAIN };
}
