/** A piece of SQL as far as names in it can be told from texts and comments. */
export interface SqlToken {
  readonly kind: 'word' | 'variable' | 'literal' | 'gap' | 'symbol';
  readonly text: string;
}

const TOKEN =
  /(?<gap>\s+|--[^\n]*|\/\*[\s\S]*?\*\/)|(?<literal>'(?:[^'\\]|''|\\[\s\S])*'|"(?:[^"]|"")*"|\$\$[\s\S]*?\$\$|\d+(?:\.\d+)?)|(?<variable>\$\w+)|(?<word>[A-Za-z_]\w*)|(?<symbol>[\s\S])/g;

/** The pieces of a statement, which joined together are the statement again. */
export function sqlTokens(sql: string): readonly SqlToken[] {
  return [...sql.matchAll(TOKEN)].map(({ 0: text, groups = {} }) => {
    const kind = (['word', 'variable', 'literal', 'gap'] as const).find((name) => groups[name] !== undefined);
    return { kind: kind ?? 'symbol', text };
  });
}

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
