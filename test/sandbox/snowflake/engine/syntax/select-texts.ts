import { type Token, tokenize } from './tokens.ts';

const ENDS = new Set([
  'FROM',
  'WHERE',
  'GROUP',
  'HAVING',
  'QUALIFY',
  'ORDER',
  'LIMIT',
  'FETCH',
  'UNION',
  'INTERSECT',
  'EXCEPT',
  'MINUS',
]);

/** The items of the first SELECT outside of brackets, as written but in upper case, strings and quoted names left alone. */
export function selectTexts(sql: string): readonly string[] {
  const items: string[] = [];
  let item: Token[] = [];
  let depth = 0;
  let inside = false;
  for (const token of tokenize(sql)) {
    if (isSymbol(token, '([{')) depth += 1;
    if (isSymbol(token, ')]}')) depth -= 1;
    if (!inside) {
      inside = depth === 0 && token.kind === 'word' && token.value === 'SELECT';
      continue;
    }
    const ends =
      depth < 0 ||
      token.kind === 'end' ||
      isSymbol(token, ';') ||
      (token.kind === 'word' && ENDS.has(token.value));
    if (depth <= 0 && (ends || isSymbol(token, ','))) {
      items.push(textOf(sql, item));
      item = [];
      if (ends) return items;
    } else if (
      item.length > 0 ||
      !(token.kind === 'word' && (token.value === 'DISTINCT' || token.value === 'ALL'))
    ) {
      item.push(token);
    }
  }
  return items;
}

function isSymbol(token: Token, symbols: string): boolean {
  return token.kind === 'symbol' && symbols.includes(token.value);
}

function textOf(sql: string, tokens: readonly Token[]): string {
  let text = '';
  let end = tokens[0]?.start ?? 0;
  for (const token of tokens) {
    const written =
      token.kind === 'string' || token.kind === 'quoted' ? token.text : token.text.toUpperCase();
    text += sql.slice(end, token.start) + written;
    end = token.end;
  }
  return text;
}
