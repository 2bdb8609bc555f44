import { configError } from '../errors.ts';
import { nearest } from '../text/nearest.ts';
import type { Arguments, CommandContext } from './command.ts';

/** Part of a command that a word after its name chooses. */
export type Action = (context: CommandContext, args: Arguments) => Promise<number>;

/** Does the action that the first word names, `list` where there is none. Throws a config error for an unknown word. */
export function runAction(
  command: string,
  actions: Readonly<Record<string, Action>>,
  context: CommandContext,
  args: Arguments,
): Promise<number> {
  const [word = 'list'] = args.positionals;
  const action = Object.hasOwn(actions, word) ? actions[word] : undefined;
  if (action) return action(context, args);
  const known = Object.keys(actions);
  const meant = nearest(word, known);
  throw configError(`${command} cannot ${word}`, {
    hint: meant ? `Did you mean ${meant}?` : `Use one of ${known.join(', ')}.`,
  });
}
