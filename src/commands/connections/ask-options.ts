import { stringify } from 'yaml';
import { type OptionFacts, optionFacts } from '../../connections/option-facts.ts';
import { optionProblem } from '../../connections/option-problem.ts';
import type { OptionChanges } from '../../connections/write-comment.ts';
import type { Connector } from '../../connectors/connector.ts';
import { describeError } from '../../errors.ts';
import { askText, type Terminal } from '../form.ts';
import { readOption } from './option-flags.ts';

/**
 * Asks for the options one is asked for, but those the flags gave, and gives all of them. An option that is there and
 * emptied is undefined. Throws a config error when the person gives up.
 */
export async function askOptions(
  terminal: Terminal,
  connector: Connector,
  flagged: OptionChanges,
  current: Readonly<Record<string, unknown>> = {},
): Promise<OptionChanges> {
  const answered = new Map(flagged);
  const whole = () => new Map([...Object.entries(current), ...answered].filter(([key]) => key !== 'module'));
  for (const facts of optionFacts(connector)) {
    if (!facts.asked || answered.has(facts.name)) continue;
    if (facts.unless !== undefined && whole().get(facts.unless) !== undefined) continue;
    const before = current[facts.name];
    const answer = await askText(terminal, {
      message: `${facts.name}: ${facts.doc}`,
      example: spell(facts.example),
      initial: before === undefined ? undefined : spell(before),
      problemOf: (text) => problemOf(connector, facts, whole(), text),
    });
    if (answer !== '') answered.set(facts.name, readOption(facts, [answer]));
    else if (before !== undefined) answered.set(facts.name, undefined);
  }
  return answered;
}

function problemOf(
  connector: Connector,
  facts: OptionFacts,
  others: OptionChanges,
  text: string,
): string | undefined {
  if (text === '') return facts.required ? 'is needed' : undefined;
  try {
    const value = readOption(facts, [text]);
    return optionProblem(connector, new Map([...others, [facts.name, value]]), facts.name);
  } catch (error) {
    return describeError(error);
  }
}

/** The value as one would write it for a flag. */
function spell(value: unknown): string {
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value.join(', ');
  return typeof value === 'object'
    ? stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trim()
    : String(value ?? '');
}
