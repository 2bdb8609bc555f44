import type { ObjectName } from '../context.ts';
import { sqlError } from '../errors.ts';
import { duckNameOf, shown } from '../names.ts';
import type { KeptQuery, SessionContext } from '../session/session-context.ts';
import { quoteIdentifier } from '../syntax/tokens.ts';

/** Name of a table or view in queries that are kept; no Snowflake name holds a line break. */
export function nameInQuery(name: ObjectName): string {
  return quoteIdentifier(`${shown(name)}\nnow`);
}

/**
 * DuckDB's query of a view, in brackets, with what it reads, as that is now, written out in its place. DuckDB has no views of
 * its own: it would bind all that a view reads, however deep, for each one that is made.
 */
export async function viewQuery(context: SessionContext, view: ObjectName): Promise<string> {
  return written(context, view, view, new Map());
}

async function written(
  context: SessionContext,
  name: ObjectName,
  reader: ObjectName,
  known: Map<string, string | undefined>,
): Promise<string> {
  const key = nameInQuery(name);
  const before = known.get(key);
  if (before !== undefined) return before;
  // Begun, and not ended.
  if (known.has(key)) throw notExpanded(reader, `View '${shown(name)}' reads itself.`);
  known.set(key, undefined);
  const query = await context.findQuery(name);
  if (query === undefined)
    throw notExpanded(reader, `Object '${shown(name)}' does not exist or not authorized.`);
  const sql = query === null ? duckNameOf(name) : `(${await filled(context, query, name, known)})`;
  known.set(key, sql);
  return sql;
}

async function filled(
  context: SessionContext,
  { sql, reads }: KeptQuery,
  name: ObjectName,
  known: Map<string, string | undefined>,
): Promise<string> {
  let text = sql;
  for (const each of reads) {
    const inner = await written(context, each, name, known);
    text = text.replaceAll(nameInQuery(each), () => inner);
  }
  return text;
}

function notExpanded(view: ObjectName, why: string): Error {
  return sqlError(
    '002037',
    '42601',
    `Failure during expansion of view '${view.name}': SQL compilation error:\n${why}`,
  );
}
