import { type SqlToken, sqlTokens } from '../../src/snowflake/sql-tokens.ts';

/** The SELECT of a detection with the first predicate of its STATUS negated. Throws where its STATUS goes by none. */
export function inverted(sql: string): string {
  const tokens = sqlTokens(sql);
  const end = lastAlias(tokens);
  const begin = beginOf(tokens, end);
  const words = tokens.slice(begin, end).map(wordOf);
  const opens = words.findIndex((word) => word === 'IFF' || word === 'WHEN');
  if (opens < 0) throw new Error(`STATUS goes by no predicate: ${sql}`);
  const from = begin + opens + (words[opens] === 'IFF' ? 2 : 1);
  const to = endOfPredicate(tokens, from);
  const text = (part: readonly SqlToken[]) => part.map((token) => token.text).join('');
  return `${text(tokens.slice(0, from))} NOT (${text(tokens.slice(from, to))}) ${text(tokens.slice(to))}`;
}

const wordOf = ({ kind, text }: SqlToken) => (kind === 'word' ? text.toUpperCase() : text);

/** Where `AS STATUS` of the outermost SELECT begins. */
function lastAlias(tokens: readonly SqlToken[]): number {
  let depth = 0;
  let found = -1;
  for (const [index, token] of tokens.entries()) {
    depth += depthOf(token);
    const isAlias = depth === 0 && wordOf(token) === 'AS' && wordOf(tokens[index + 2] ?? token) === 'STATUS';
    if (isAlias) found = index;
  }
  if (found < 0) throw new Error('no column is called STATUS');
  return found;
}

/** Where the expression that ends there begins: after the comma before it. */
function beginOf(tokens: readonly SqlToken[], end: number): number {
  let depth = 0;
  for (let index = end - 1; index >= 0; index -= 1) {
    const token = tokens[index];
    if (!token) break;
    depth -= depthOf(token);
    if (depth === 0 && token.text === ',') return index + 1;
  }
  throw new Error('STATUS is the first column');
}

/** Where the predicate that begins there ends: at the comma of its IFF, or at its THEN. */
function endOfPredicate(tokens: readonly SqlToken[], from: number): number {
  let depth = 0;
  let cases = 0;
  for (let index = from; index < tokens.length; index += 1) {
    const token = tokens[index];
    if (!token) break;
    const word = wordOf(token);
    if (word === 'CASE') cases += 1;
    if (word === 'END') cases -= 1;
    if (depth === 0 && cases === 0 && (word === ',' || word === 'THEN')) return index;
    depth += depthOf(token);
  }
  throw new Error('the predicate of STATUS has no end');
}

function depthOf({ kind, text }: SqlToken): number {
  if (kind !== 'symbol') return 0;
  return text === '(' ? 1 : text === ')' ? -1 : 0;
}
