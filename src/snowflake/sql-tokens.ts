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
