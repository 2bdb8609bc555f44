import { invalidArguments, unsupported } from '../errors.ts';
import { type Fields, fieldsIf, identifier, type Node, required } from '../syntax/syntax.ts';
import { type Bound, bound } from '../types/bound.ts';
import { castSql, isSemiStructured } from '../types/casts.ts';
import { typeOfNode } from '../types/type-nodes.ts';
import { ARRAY, typeName, VARIANT } from '../types/types.ts';
import type { Binder } from './binder.ts';
import type { Call } from './calls.ts';
import { condition } from './operators.ts';
import type { Scope } from './scope.ts';

/**
 * FILTER and TRANSFORM: an array and a lambda over each of its elements, in which columns of the row may stand, too.
 * https://docs.snowflake.com/en/sql-reference/functions/filter
 */
export function bindLambdaCall(binder: Binder, { name, args }: Call, scope: Scope): Bound {
  const [list, node] = args;
  const lambda = node === undefined ? undefined : fieldsIf(node, 'lambda');
  if (list === undefined || lambda === undefined || args.length > 2) throw invalidArguments(name, []);
  const array = binder.expression(list, scope);
  if (!isSemiStructured(array.type)) throw invalidArguments(name, [typeName(array.type), 'LAMBDA']);
  const alias = binder.freshAlias();
  const body = binder.expression(required(lambda, 'body'), withElement(lambda, alias, scope));
  const elements = `snow_elements(${array.sql})`;
  const sql =
    name === 'FILTER'
      ? `list_filter(${elements}, lambda ${alias}: coalesce(${condition(body)}, FALSE))`
      : `list_transform(${elements}, lambda ${alias}: coalesce(${castSql(body, VARIANT)}, CAST('null' AS JSON)))`;
  return bound(`CASE WHEN (${array.sql}) IS NOT NULL THEN to_json(${sql}) END`, ARRAY);
}

/** Functions that take a lambda. */
export const LAMBDA_CALLS: ReadonlySet<string> = new Set(['FILTER', 'TRANSFORM']);

/** The scope of a lambda's body: its parameter hides a column of the same name. */
function withElement(lambda: Fields, alias: string, parent: Scope): Scope {
  const parameters = Array.isArray(lambda.parameters) ? lambda.parameters : [];
  const types: readonly (Node | null)[] = Array.isArray(lambda.parameter_types) ? lambda.parameter_types : [];
  if (parameters.length !== 1) throw unsupported('a lambda of more than one argument');
  const [declared] = types;
  const type = declared ? typeOfNode(declared) : VARIANT;
  const sql = declared ? castSql(bound(alias, VARIANT), type) : alias;
  const element = { name: identifier(parameters[0]) ?? '', type, nullable: true, sql };
  return { relations: [], merged: [element], aliases: new Map(), parent };
}
