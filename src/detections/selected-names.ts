import { type SqlToken, sqlTokens } from '../snowflake/sql-tokens.ts';

/** The names that the outermost SELECT gives its columns; undefined for one that is neither named nor a column. */
export function selectedNames(sql: string): readonly (string | undefined)[] {
  const tokens = sqlTokens(sql).filter(({ kind }) => kind !== 'gap');
  const names: (string | undefined)[] = [];
  let depth = 0;
  let inList = false;
  let last: SqlToken | undefined;
  for (const token of tokens) {
    const word = token.kind === 'word' ? token.text.toUpperCase() : token.text;
    if (word === '(' || word === '[') depth += 1;
    else if (word === ')' || word === ']') depth -= 1;
    else if (depth === 0 && word === 'SELECT') inList = true;
    else if (depth === 0 && inList && (word === ',' || word === 'FROM' || word === ';')) {
      names.push(nameOf(last));
      if (word !== ',') return names;
    }
    last = token;
  }
  return inList ? [...names, nameOf(last)] : names;
}

/**
 * The reason why a text is not one whole SELECT, such as a view's frame can be put around; undefined where it is one.
 * What is open at its end, or closed before it was opened, would swallow or leave the frame.
 */
export function brokenSelect(sql: string): string | undefined {
  const tokens = sqlTokens(sql).filter(({ kind }) => kind !== 'gap');
  const first = tokens[0]?.text.toUpperCase();
  if (first !== 'SELECT' && first !== 'WITH') return 'begins with neither SELECT nor WITH';
  const open: string[] = [];
  for (const [index, { kind, text }] of tokens.entries()) {
    if (kind !== 'symbol') continue;
    const next = tokens[index + 1]?.text;
    if (text === ';') return 'holds more than one statement';
    if (text === "'" || text === '"' || (text === '$' && next === '$'))
      return `has a ${text} without its end`;
    if (text === '/' && (next === '*' || next === '/'))
      return 'has a comment that is neither -- … nor /* … */';
    const closes = CLOSES[text];
    if (closes !== undefined && open.pop() !== closes) return `has a ${text} without its ${closes}`;
    if (Object.values(CLOSES).includes(text)) open.push(text);
  }
  return open.length > 0 ? `has a ${open.at(-1)} without its end` : undefined;
}

const CLOSES: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

/** The name that an expression ends with: its alias, or its column’s. */
function nameOf(last: SqlToken | undefined): string | undefined {
  const word = last?.kind === 'word' ? last.text.toUpperCase() : undefined;
  return word === undefined || ['NULL', 'TRUE', 'FALSE', 'END'].includes(word) ? undefined : word;
}
