import { quoted } from './identifiers.ts';
import { type SqlToken, sqlTokens } from './sql-tokens.ts';

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** Words that are the language's, not names, in the texts of our views. */
const KEYWORDS = words(
  'ALL AND ANY AS ASC BETWEEN BY CASE CROSS DESC DISTINCT ELSE END ESCAPE EXCEPT EXISTS FALSE FIRST FOR FROM FULL GROUP HAVING ILIKE IN ' +
    'INNER INTERSECT IS JOIN LAST LATERAL LEFT LIKE LIMIT MINUS NATURAL NOT NULL NULLS ON OR ORDER OUTER OVER PARTITION QUALIFY ' +
    'RECURSIVE REGEXP RIGHT RLIKE ROWS SELECT TABLE THEN TRUE UNION USING VALUES WHEN WHERE WITH WITHIN',
);

/** Functions whose first argument is a unit of time, which is no name. */
const OF_TIME = words('DATEADD DATEDIFF DATE_PART DATE_TRUNC TIMESTAMPADD TIMESTAMPDIFF');

/**
 * The text of a SELECT of ours with every identifier in quotes, so that none is ever taken for a word of the language, nor
 * folded by a setting. As Snowflake stores it: in upper case. Quoted names, functions, types, paths in VARIANTs, named
 * arguments and the parameters of lambdas stay as they are.
 */
export function quoteIdentifiers(sql: string): string {
  const tokens = sqlTokens(sql);
  const significant = tokens.filter(({ kind }) => kind !== 'gap');
  const names = identifiersIn(significant);
  return tokens.map((token) => (names.has(token) ? quoted(token.text.toUpperCase()) : token.text)).join('');
}

function identifiersIn(tokens: readonly SqlToken[]): ReadonlySet<SqlToken> {
  const text = (at: number) => tokens[at]?.text ?? '';
  const arrow = (at: number) => text(at) + text(at + 1);
  const parameters = new Set(tokens.filter((_, at) => arrow(at + 1) === '->').map((token) => token.text));
  const paths = new Set<number>();
  const found = new Set<SqlToken>();
  for (const [at, token] of tokens.entries()) {
    const { kind, text: word } = token;
    if (kind !== 'word') continue;
    const [before, earlier] = [text(at - 1), text(at - 2)];
    if (before === ':') {
      // A type after two of them.
      if (earlier !== ':') paths.add(at);
    } else if (before === '.') {
      if (paths.has(at - 2)) paths.add(at);
      else found.add(token);
    } else if (before === 'AS') {
      found.add(token);
    } else if (
      !KEYWORDS.has(word.toUpperCase()) &&
      !parameters.has(word) &&
      arrow(at + 1) !== '=>' &&
      !(before === '(' && OF_TIME.has(earlier.toUpperCase())) &&
      !isCalled(before, text(at + 1))
    ) {
      found.add(token);
    }
  }
  return found;
}

/** Whether a word is a function by what stands beside it; behind what is in brackets it is an alias with names of columns. */
function isCalled(before: string, after: string): boolean {
  return after === '(' && before !== ')';
}
