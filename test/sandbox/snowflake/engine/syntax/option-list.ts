import type { StatementError } from '../../contract.ts';
import { sqlError } from '../errors.ts';
import type { TokenReader } from './token-reader.ts';

/** A value as written: a word upper-cased, a string or number as its text, a bracketed list as an array. */
export type OptionValue = string | readonly string[];

/** Options by upper-case name. */
export type Options = Readonly<Record<string, OptionValue>>;

/** Reads `( NAME = value [,] NAME = value … )`; an option given twice is an error. */
export function readOptionList(reader: TokenReader): Options {
  const options: Record<string, OptionValue> = {};
  reader.expect('(');
  while (!reader.accept(')')) {
    const name = reader.take('word').value;
    if (Object.hasOwn(options, name)) throw duplicateOption(name);
    reader.expect('=');
    options[name] = readOptionValue(reader);
    reader.accept(',');
  }
  return options;
}

/** Reads one option value: a word, string, number, dotted name or a bracketed list of strings. */
export function readOptionValue(reader: TokenReader): OptionValue {
  if (reader.at('(')) return reader.list(() => reader.take('string', 'word', 'number').value, true);
  const token = reader.take('word', 'quoted', 'string', 'number');
  let value = token.kind === 'quoted' ? token.text : token.value;
  while (token.kind !== 'string' && reader.accept('.')) {
    const part = reader.take('word', 'quoted');
    value += `.${part.kind === 'quoted' ? part.text : part.value}`;
  }
  return value;
}

/** An option the object or statement does not have. */
export function unknownOption(name: string): StatementError {
  return sqlError('001420', '22023', `invalid parameter '${name}'`);
}

/** A value an option does not take. */
export function invalidValue(name: string, value: OptionValue): StatementError {
  return sqlError('001008', '22023', `invalid value [${String(value)}] for parameter '${name}'`);
}

/** TRUE or FALSE, in any letter case, quoted or not. */
export function truthOf(name: string, value: OptionValue): boolean {
  const text = typeof value === 'string' ? value.toUpperCase() : '';
  if (text !== 'TRUE' && text !== 'FALSE') throw invalidValue(name, value);
  return text === 'TRUE';
}

/** One of the given words, in any letter case, quoted or not. */
export function choiceOf<T extends string>(name: string, value: OptionValue, choices: readonly T[]): T {
  const text = typeof value === 'string' ? value.toUpperCase() : '';
  const choice = choices.find((candidate) => candidate === text);
  if (choice === undefined) throw invalidValue(name, value);
  return choice;
}

/** A whole number, 0 or more. */
export function countOf(name: string, value: OptionValue): number {
  if (typeof value !== 'string' || !/^\d+$/.test(value)) throw invalidValue(name, value);
  return Number(value);
}

function duplicateOption(name: string): StatementError {
  return sqlError('002131', '42601', `duplicate property '${name}'`);
}
