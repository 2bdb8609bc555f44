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

/** The name that an expression ends with: its alias, or its column’s. */
function nameOf(last: SqlToken | undefined): string | undefined {
  const word = last?.kind === 'word' ? last.text.toUpperCase() : undefined;
  return word === undefined || ['NULL', 'TRUE', 'FALSE', 'END'].includes(word) ? undefined : word;
}
