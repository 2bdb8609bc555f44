import { CST, Lexer, Parser } from 'yaml';

/** Far more than any connection needs; what reads a COMMENT takes time by its length. */
const MOST_CHARACTERS = 32_768;

/** Pieces of the text that mean something, blanks and line ends among them. */
const MOST_TOKENS = 25_000;

/** One account a line, a list of all that the characters have room for takes fewer. */
const MOST_LINES = 5_000;

/** Names and values; of one character each, the text has room for more. */
const MOST_VALUES = 8_000;

/** Each takes a look through the whole text, and may stand for as much. */
const MOST_ALIASES = 20;

/** Bound on the depth, for readers of options call themselves at each level. */
const MOST_LEVELS = 32;

/**
 * Bound that the text of a COMMENT exceeds, in words; undefined where the text may be read. Looks at each character
 * once at most, and stops at the first bound.
 */
export function unboundedness(text: string): string | undefined {
  if (text.length > MOST_CHARACTERS) {
    return `has ${spell(text.length)} characters; options of more than ${spell(MOST_CHARACTERS)} are not read, so shorten them`;
  }
  if (text.split('\n', MOST_LINES + 1).length > MOST_LINES) {
    return `has more than ${spell(MOST_LINES)} lines; shorten the options`;
  }
  const parser = new Parser();
  let [tokens, values, aliases] = [0, 0, 0];
  for (const lexeme of new Lexer().lex(text)) {
    const type = CST.tokenType(lexeme);
    tokens += 1;
    if (type === 'scalar' || type === 'double-quoted-scalar' || type === 'single-quoted-scalar') values += 1;
    if (type === 'alias') aliases += 1;
    if (aliases > MOST_ALIASES) return 'uses aliases that repeat themselves too often; write the values out';
    if (values > MOST_VALUES || tokens > MOST_TOKENS) {
      return `has more than ${spell(MOST_VALUES)} names and values; shorten the options`;
    }
    // What it yields is made only to know how deep the text nests.
    for (const _ of parser.next(lexeme));
    if (parser.stack.length > 2 * MOST_LEVELS) {
      return `nests more than ${MOST_LEVELS} levels deep; options need three or four`;
    }
  }
  return undefined;
}

function spell(count: number): string {
  return count.toLocaleString('en');
}
