import { sqlError, unsupported } from '../../errors.ts';
import { quoteString } from '../../syntax/tokens.ts';
import { type Bound, bound } from '../../types/bound.ts';
import { castSql } from '../../types/casts.ts';
import { BOOLEAN, COUNT, TEXT } from '../../types/types.ts';
import { NULL_LITERAL, numberLiteral, textLiteral } from '../literals.ts';
import { constant, type Functions, special } from './signature.ts';

/** Regular expression parameters as DuckDB options; `e` only says that a group is wanted. */
function options(flags: string): string {
  const unknown = /[^cimes]/.exec(flags);
  if (unknown !== null)
    throw sqlError('100050', '22023', `Invalid regular expression parameter: '${unknown[0]}'`);
  const caseless = flags.lastIndexOf('i') > flags.lastIndexOf('c');
  return quoteString(
    (caseless ? 'i' : 'c') + (flags.includes('s') ? 's' : '') + (flags.includes('m') ? 'm' : ''),
  );
}

interface Search {
  readonly text: string;
  readonly pattern: string;
  readonly options: string;
  readonly occurrence: string;
  readonly group: string;
}

/** `(subject, pattern [, position [, occurrence [, parameters [, group]]]])`. */
function search(args: readonly Bound[], name: string): Search {
  const [subject = NULL_LITERAL, pattern = NULL_LITERAL, position, occurrence, parameters, group] = args;
  const flags = parameters === undefined ? 'c' : constant(parameters, name);
  const start = position === undefined ? '1' : constant(position, name);
  const text = castSql(subject, TEXT);
  const wanted = group === undefined ? (flags.includes('e') ? '1' : '0') : constant(group, name);
  return {
    text: start === '1' ? text : `substr(${text}, ${start})`,
    pattern: castSql(pattern, TEXT),
    options: options(flags),
    occurrence: occurrence === undefined ? '1' : constant(occurrence, name),
    group: wanted,
  };
}

const matches = (found: Search) =>
  `regexp_extract_all(${found.text}, ${found.pattern}, ${found.group}, ${found.options})`;

const like = special(2, 3, ([subject = NULL_LITERAL, pattern = NULL_LITERAL, flags], site) => {
  const set = options(flags === undefined ? 'c' : constant(flags, site.name));
  const sql = `regexp_full_match(${castSql(subject, TEXT)}, ${castSql(pattern, TEXT)}, ${set})`;
  return bound(sql, BOOLEAN, subject.nullable || pattern.nullable);
});

const substring = special(2, 6, (args, site) => {
  const found = search(args, site.name);
  return bound(`${matches(found)}[${found.occurrence}]`, TEXT);
});

const replace = special(2, 6, (args, site) => {
  const [
    subject = NULL_LITERAL,
    pattern = NULL_LITERAL,
    by = textLiteral(''),
    position,
    occurrence,
    parameters,
  ] = args;
  const start = constant(position ?? numberLiteral('1'), site.name);
  const times = constant(occurrence ?? numberLiteral('0'), site.name);
  if (start !== '1' || (times !== '0' && times !== '1'))
    throw unsupported(`${site.name} of one later occurrence`);
  const flags = options(parameters === undefined ? 'c' : constant(parameters, site.name));
  const set = times === '0' ? `${flags} || 'g'` : flags;
  const sql = `regexp_replace(${castSql(subject, TEXT)}, ${castSql(pattern, TEXT)}, ${castSql(by, TEXT)}, ${set})`;
  return bound(
    sql,
    TEXT,
    args.some((arg) => arg.nullable),
  );
});

export const PATTERN: Functions = {
  REGEXP_LIKE: like,
  RLIKE: like,
  REGEXP: like,
  REGEXP_SUBSTR: substring,
  REGEXP_REPLACE: replace,
  REGEXP_COUNT: special(
    2,
    4,
    ([subject = NULL_LITERAL, pattern = NULL_LITERAL, position, parameters], site) => {
      const fill = numberLiteral('1');
      const args = [
        subject,
        pattern,
        position ?? fill,
        fill,
        ...(parameters === undefined ? [] : [parameters]),
      ];
      return bound(`len(${matches(search(args, site.name))})`, COUNT, subject.nullable || pattern.nullable);
    },
  ),
};
