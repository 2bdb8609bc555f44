import { quoteString, type Token, tokenize } from './tokens.ts';

/** SQL rewritten for the parser, with the way back from its offsets to the user's. */
export interface Surface {
  readonly sql: string;
  /** The offset in the user's text of an offset in `sql`. */
  original(offset: number): number;
}

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * Blanks comments, numbers the `?` binds (`:1`, `:2`, …) while their order in the text is still known, and writes paths
 * (`raw:a."b.c"[0]`) as subscripts (`raw['a']['b.c'][0]`): the parser joins path keys with dots, and a key that
 * holds a dot would be lost in it.
 */
export function surface(sql: string): Surface {
  const edits = editsOf(sql, tokenize(sql));
  return { sql: apply(sql, edits), original: (offset) => originalOffset(edits, offset) };
}

function editsOf(sql: string, tokens: readonly Token[]): readonly Edit[] {
  const edits: Edit[] = [];
  let binds = 0;
  let inPath = false;
  for (const [index, token] of tokens.entries()) {
    const next = tokens[index + 1];
    const gap = { start: tokens[index - 1]?.end ?? 0, end: token.start };
    const between = sql.slice(gap.start, gap.end);
    // The parser hangs comments on expressions, as nodes of their own.
    if (/\S/.test(between) && gap.start >= (edits.at(-1)?.end ?? 0)) {
      edits.push({ ...gap, text: between.replaceAll(/\S/g, ' ') });
    }
    if (isSymbol(token, '?')) {
      binds += 1;
      edits.push({ start: token.start, end: token.end, text: `:${binds}` });
    }
    const opens = isSymbol(token, ':') && endsOperand(tokens[index - 1]);
    if ((opens || (inPath && isSymbol(token, '.'))) && isKey(next)) {
      inPath = true;
      const key = next.kind === 'word' ? next.text : next.value;
      edits.push({
        start: token.start,
        end: next.end,
        text: `[${quoteString(key).replaceAll('\\', '\\\\')}]`,
      });
    } else if (!isPathPart(token, tokens[index - 1])) {
      inPath = false;
    }
  }
  return edits;
}

function isSymbol(token: Token, value: string): boolean {
  return token.kind === 'symbol' && token.value === value;
}

function isKey(token: Token | undefined): token is Token {
  return token?.kind === 'word' || token?.kind === 'quoted';
}

/** What a `:` may follow for it to open a path: never the key of an object literal, which is a string. */
function endsOperand(token: Token | undefined): boolean {
  if (token?.kind === 'symbol') return token.value === ')' || token.value === ']';
  return isKey(token);
}

function isPathPart(token: Token, previous: Token | undefined): boolean {
  if (token.kind === 'symbol') return token.value === '[' || token.value === ']' || token.value === '.';
  return previous?.kind === 'symbol' && /^[[.:]$/.test(previous.value);
}

function apply(sql: string, edits: readonly Edit[]): string {
  let result = '';
  let offset = 0;
  for (const edit of edits) {
    result += sql.slice(offset, edit.start) + edit.text;
    offset = edit.end;
  }
  return result + sql.slice(offset);
}

function originalOffset(edits: readonly Edit[], offset: number): number {
  let shift = 0;
  for (const edit of edits) {
    const start = edit.start + shift;
    if (offset < start) break;
    if (offset < start + edit.text.length) return edit.start;
    shift += edit.text.length - (edit.end - edit.start);
  }
  return offset - shift;
}
