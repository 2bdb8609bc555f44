/** What can be known of SQL text without parsing it. */
export interface ScannedSql {
  /** The statements, split at `;`, trimmed; parts that hold only comments are left out. */
  readonly statements: readonly string[];
  /** Bind variables: the number of `?`, or the highest `:n` when numbered ones are used. */
  readonly placeholders: number;
}

/** Everything in which `;` and `?` mean nothing: strings, quoted names, `$$` bodies and comments. */
const opaque =
  /'(?:[^'\\]|\\.|'')*'?|"(?:[^"]|"")*"?|\$\$[\s\S]*?(?:\$\$|$)|--[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/y;

/** Splits SQL text into statements the way Snowflake does before anything is compiled. */
export function scanSql(sqlText: string): ScannedSql {
  const statements: string[] = [];
  let start = 0;
  let meaningful = false;
  let question = 0;
  let numbered = 0;
  const cut = (end: number): void => {
    if (meaningful) statements.push(sqlText.slice(start, end).trim());
    start = end + 1;
    meaningful = false;
  };
  for (let at = 0; at < sqlText.length; ) {
    opaque.lastIndex = at;
    const skipped = opaque.exec(sqlText)?.[0];
    if (skipped !== undefined) {
      meaningful ||= !/^(?:--|\/\/|\/\*)/.test(skipped) || isFileUrl(sqlText, at);
      at += isFileUrl(sqlText, at) ? 2 : skipped.length;
      continue;
    }
    const character = sqlText[at] ?? '';
    if (character === ';') cut(at);
    else if (character.trim() !== '') meaningful = true;
    if (character === '?') question += 1;
    if (character === ':' && sqlText[at - 1] !== ':') numbered = Math.max(numbered, numberAfter(sqlText, at));
    at += 1;
  }
  cut(sqlText.length);
  return { statements, placeholders: Math.max(question, numbered) };
}

/** The slashes of an unquoted `file:///path` in PUT and GET do not start a comment. */
function isFileUrl(sqlText: string, at: number): boolean {
  return sqlText.startsWith('//', at) && /file:$/i.test(sqlText.slice(Math.max(0, at - 5), at));
}

function numberAfter(sqlText: string, at: number): number {
  return Number(/^\d{1,5}(?!\w)/.exec(sqlText.slice(at + 1, at + 7))?.[0] ?? 0);
}

/** What a statement is by its first word, in lower case: `select`, `copy`, `show`, … Synonyms are folded. */
export function statementKind(sqlText: string): string {
  const stripped = sqlText.replace(/^(?:\s+|\(|--[^\n]*(?:\n|$)|\/\/[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)+/, '');
  const word = (/^[a-z]+/i.exec(stripped)?.[0] ?? 'unknown').toLowerCase();
  return synonyms[word] ?? word;
}

const synonyms: Readonly<Record<string, string>> = {
  with: 'select',
  values: 'select',
  desc: 'describe',
  ls: 'list',
  rm: 'remove',
  start: 'begin',
};
