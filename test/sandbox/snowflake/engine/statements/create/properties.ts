import {
  type Options,
  type OptionValue,
  readOptionList,
  readOptionValue,
  unknownOption,
} from '../../syntax/option-list.ts';
import type { TokenReader } from '../../syntax/token-reader.ts';

/** Options written one after another, as after the name of a stage: `COMMENT = 'x' DIRECTORY = (ENABLE = TRUE)`. */
export interface Properties {
  readonly values: Readonly<Record<string, OptionValue>>;
  readonly lists: Readonly<Record<string, Options>>;
}

/** Reads properties up to something that is none; a name outside `known` is refused by name. */
export function readProperties(reader: TokenReader, known: readonly string[]): Properties {
  const values: Record<string, OptionValue> = {};
  const lists: Record<string, Options> = {};
  while (reader.peek().kind === 'word' && reader.peek(1).kind === 'symbol' && reader.peek(1).value === '=') {
    const name = reader.next().value;
    if (!known.includes(name)) throw unknownOption(name);
    reader.expect('=');
    const opensList = reader.at('(') && reader.peek(1).kind === 'word' && reader.peek(2).value === '=';
    if (opensList) lists[name] = readOptionList(reader);
    else values[name] = readOptionValue(reader);
    reader.accept(',');
  }
  return { values, lists };
}

/** A property as text; `otherwise` when it was not given. */
export function property(properties: Properties, name: string, otherwise = ''): string {
  const value = properties.values[name];
  return value === undefined ? otherwise : String(value);
}
