import { type SqlToken, sqlTokens } from '../../src/snowflake/sql-tokens.ts';

/** The SELECT of a detection with one predicate negated. */
export interface Mutant {
  /** The predicate, as it is written but for gaps. */
  readonly predicate: string;
  readonly sql: string;
}

/** Every predicate by which a detection chooses its rows or its STATUS, negated one at a time. What only REASON or EVIDENCE go by is left out. */
export function mutantsOf(sql: string): readonly Mutant[] {
  const tokens = sqlTokens(sql);
  const status = statusRange(tokens);
  const { begin: listBegin, end: listEnd } = outermostList(tokens);
  const isAsked = ({ from }: Range) =>
    (from > status.from && from < status.to) || from < listBegin || from > listEnd;
  const seen = new Set<number>();
  return conditionsIn(tokens)
    .flatMap((condition) => leavesOf(tokens, condition))
    .filter((leaf) => isAsked(leaf) && !isKey(tokens, leaf) && !seen.has(leaf.from) && seen.add(leaf.from))
    .map(({ from, to }) => ({
      predicate: textOf(tokens.slice(from, to)).replaceAll(/\s+/g, ' ').trim(),
      sql: `${textOf(tokens.slice(0, from))} NOT (${textOf(tokens.slice(from, to))}) ${textOf(tokens.slice(to))}`,
    }));
}

/** Tokens from the one to before the other. */
interface Range {
  readonly from: number;
  readonly to: number;
}

const CLAUSES = new Set(['WHERE', 'HAVING', 'ON']);
const JOINS = ['JOIN', 'LEFT', 'FULL', 'INNER', 'CROSS'];
const ENDS = new Set([...JOINS, 'GROUP', 'ORDER', 'QUALIFY', 'HAVING', 'LIMIT', 'UNION', 'WHERE']);
/** Functions whose first argument is a condition. */
const CONDITIONAL = new Set(['IFF', 'COUNT_IF', 'BOOLOR_AGG', 'BOOLAND_AGG']);

/** Conditions of clauses, of branches and of functions, wherever they are nested. */
function conditionsIn(tokens: readonly SqlToken[]): readonly Range[] {
  return tokens.flatMap((token, index): readonly Range[] => {
    const word = wordOf(token);
    if (token.kind !== 'word') return [];
    if (CLAUSES.has(word)) return [rangeFrom(tokens, index + 1, (end) => ENDS.has(end))];
    if (word === 'WHEN' && !isMatch(tokens, index))
      return [rangeFrom(tokens, index + 1, (end) => end === 'THEN')];
    if (CONDITIONAL.has(word) && tokens[index + 1]?.text === '(') {
      return [rangeFrom(tokens, index + 2, (end) => end === ',')];
    }
    return [];
  });
}

/** Whether a WHEN belongs to `CASE x WHEN y`: that compares, and has no condition. */
function isMatch(tokens: readonly SqlToken[], when: number): boolean {
  let cases = 0;
  for (let index = when - 1; index >= 0; index -= 1) {
    const word = wordOf(tokens[index] as SqlToken);
    if (word === 'END') cases += 1;
    if (word !== 'CASE') continue;
    if (cases === 0)
      return wordOf(tokens.slice(index + 1).find(({ kind }) => kind !== 'gap') as SqlToken) !== 'WHEN';
    cases -= 1;
  }
  throw new Error('a WHEN without CASE');
}

/** Whether it is `a.X = b.X`, by which rows find each other. */
function isKey(tokens: readonly SqlToken[], { from, to }: Range): boolean {
  return /^\w+\.\w+ = \w+\.\w+$/.test(textOf(tokens.slice(from, to)));
}

/** From there to before what ends it, or the parenthesis around it. */
function rangeFrom(tokens: readonly SqlToken[], from: number, isEnd: (word: string) => boolean): Range {
  let depth = 0;
  let cases = 0;
  for (let index = from; index < tokens.length; index += 1) {
    const token = tokens[index] as SqlToken;
    const word = wordOf(token);
    if (depth === 0 && cases === 0 && isEnd(word)) return { from, to: index };
    depth += depthOf(token);
    if (depth < 0) return { from, to: index };
    if (word === 'CASE') cases += 1;
    if (word === 'END') cases -= 1;
  }
  return { from, to: tokens.length };
}

/** The predicates that AND and OR make a condition of. */
function leavesOf(tokens: readonly SqlToken[], condition: Range): readonly Range[] {
  const range = trimmed(tokens, condition);
  const parts = splitAt(tokens, range);
  if (parts.length > 1) return parts.flatMap((part) => leavesOf(tokens, part));
  const isParenthesized =
    tokens[range.from]?.text === '(' && rangeFrom(tokens, range.from + 1, () => false).to === range.to - 1;
  const isQuery = wordOf(tokens[range.from + 1] ?? { kind: 'gap', text: '' }) === 'SELECT';
  return isParenthesized && !isQuery ? leavesOf(tokens, { from: range.from + 1, to: range.to - 1 }) : [range];
}

function splitAt(tokens: readonly SqlToken[], { from, to }: Range): readonly Range[] {
  const parts: Range[] = [];
  let begin = from;
  let depth = 0;
  let cases = 0;
  let between = false;
  for (let index = from; index < to; index += 1) {
    const token = tokens[index] as SqlToken;
    const word = wordOf(token);
    depth += depthOf(token);
    if (word === 'CASE') cases += 1;
    if (word === 'END') cases -= 1;
    if (depth > 0 || cases > 0 || token.kind !== 'word') continue;
    if (word === 'BETWEEN') between = true;
    else if (word === 'AND' && between) between = false;
    else if (word === 'AND' || word === 'OR') {
      parts.push({ from: begin, to: index });
      begin = index + 1;
    }
  }
  return [...parts, { from: begin, to }];
}

function trimmed(tokens: readonly SqlToken[], { from, to }: Range): Range {
  const isGap = (index: number) => tokens[index]?.kind === 'gap';
  let [first, last] = [from, to];
  while (first < last && isGap(first)) first += 1;
  while (last > first && isGap(last - 1)) last -= 1;
  return { from: first, to: last };
}

/** The expression that the outermost SELECT calls STATUS. Throws where there is none. */
function statusRange(tokens: readonly SqlToken[]): Range {
  const { begin, end } = outermostList(tokens);
  let depth = 0;
  let from = begin;
  for (let index = begin; index < end; index += 1) {
    const token = tokens[index] as SqlToken;
    depth += depthOf(token);
    if (depth === 0 && token.text === ',') from = index + 1;
    const isAlias = depth === 0 && wordOf(token) === 'AS' && wordOf(tokens[index + 2] ?? token) === 'STATUS';
    if (isAlias) return { from, to: index };
  }
  throw new Error('no column is called STATUS');
}

/** The list of columns of the outermost SELECT. */
function outermostList(tokens: readonly SqlToken[]): { readonly begin: number; readonly end: number } {
  let depth = 0;
  let begin = -1;
  for (const [index, token] of tokens.entries()) {
    depth += depthOf(token);
    if (depth === 0 && wordOf(token) === 'SELECT') begin = index + 1;
    if (depth === 0 && begin >= 0 && wordOf(token) === 'FROM') return { begin, end: index };
  }
  throw new Error('there is no SELECT');
}

const wordOf = ({ kind, text }: SqlToken) => (kind === 'word' ? text.toUpperCase() : text);
const textOf = (tokens: readonly SqlToken[]) => tokens.map(({ text }) => text).join('');

function depthOf({ kind, text }: SqlToken): number {
  if (kind !== 'symbol') return 0;
  return text === '(' ? 1 : text === ')' ? -1 : 0;
}
