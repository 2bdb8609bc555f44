import { invalidArguments, sqlError, unknownFunction, unsupported } from '../errors.ts';
import {
  child,
  children,
  type Fields,
  fieldsIf,
  identifier,
  kindOf,
  type Node,
  required,
} from '../syntax/syntax.ts';
import { type Bound, bound } from '../types/bound.ts';
import { isSemiStructured } from '../types/casts.ts';
import { NUMBER, typeName, VARIANT } from '../types/types.ts';
import type { Binder } from './binder.ts';
import { type Call, callOf } from './calls.ts';
import { FUNCTIONS } from './functions/registry.ts';
import type { CallSite } from './functions/signature.ts';
import { bindLambdaCall, LAMBDA_CALLS } from './lambda.ts';
import { NULL_LITERAL, textLiteral } from './literals.ts';
import { orderBy, overClause } from './ordering.ts';
import { relationsNamed, type Scope } from './scope.ts';
import { elementSql } from './semi-structured-access.ts';

/** What may stand around a call: the items of WITHIN GROUP (ORDER BY …) and the OVER clause. */
interface Surroundings {
  readonly within: readonly Node[];
  readonly over: Fields | undefined;
}

/** Translates a call; 002140 for a function nobody has, 000938 and 000939 for too few or too many arguments. */
export function bindCall(binder: Binder, call: Call, scope: Scope, around: Surroundings): Bound {
  const fact = binder.facts[call.name];
  if (fact !== undefined && call.args.length === 0) return fact;
  if (/^SEQ[1248]$/.test(call.name)) return bound('(row_number() OVER () - 1)', NUMBER, false);
  if (LAMBDA_CALLS.has(call.name)) return bindLambdaCall(binder, call, scope);
  const args = call.args.flatMap((arg, index) => bindArgument(binder, call, arg, index, scope));
  if (call.name === 'GET') return element(call, args);
  const spec = FUNCTIONS[call.name];
  if (spec === undefined) throw unknownFunction(call.name);
  if (args.length < spec.least) throw wrongCount('000938', 'not enough', call.name, spec.least, args.length);
  if (args.length > spec.most) throw wrongCount('000939', 'too many', call.name, spec.most, args.length);
  if (spec.role === 'window' && around.over === undefined) {
    throw sqlError(
      '002303',
      '42601',
      `Window function type does not support missing OVER clause: [${call.name}].`,
    );
  }
  if (spec.role === 'scalar' && (around.over !== undefined || around.within.length > 0)) {
    throw sqlError('002303', '42601', `Function [${call.name}] is not a window function.`);
  }
  if (spec.role === 'aggregate' && around.over === undefined) binder.aggregates += 1;
  return spec.bind(args, siteOf(binder, call, scope, around));
}

/** `call OVER (…)`. */
export function bindWindow(binder: Binder, fields: Fields, scope: Scope): Bound {
  const inner = required(fields, 'this');
  const over = child(fields, 'over');
  if (over === undefined) throw unsupported('OVER with a named window');
  const group = fieldsIf(inner, 'within_group');
  return bindAround(binder, group === undefined ? inner : required(group, 'this'), scope, {
    within: group === undefined ? [] : children(group, 'order_by'),
    over,
  });
}

/** `call WITHIN GROUP (ORDER BY …)`. */
export function bindWithinGroup(binder: Binder, fields: Fields, scope: Scope): Bound {
  const within = children(fields, 'order_by');
  return bindAround(binder, required(fields, 'this'), scope, { within, over: undefined });
}

function bindAround(binder: Binder, node: Node, scope: Scope, around: Surroundings): Bound {
  const call = callOf(node);
  if (call === undefined) throw unsupported(`OVER or WITHIN GROUP on ${kindOf(node).toUpperCase()}`);
  return bindCall(binder, call, scope, around);
}

function siteOf(binder: Binder, call: Call, scope: Scope, around: Surroundings): CallSite {
  const [first] = around.within;
  return {
    name: call.name,
    distinct: call.distinct,
    ignoreNulls: call.ignoreNulls,
    order: around.within.length === 0 ? '' : orderBy(binder, around.within, scope),
    ordered: first === undefined ? undefined : binder.expression(required(first, 'this'), scope),
    over: around.over === undefined ? '' : overClause(binder, around.over, scope),
  };
}

const TAKES_DATE_PART =
  /^(DATEADD|TIMESTAMPADD|TIMEADD|DATEDIFF|TIMESTAMPDIFF|TIMEDIFF|DATE_TRUNC|DATE_PART)$/;

function bindArgument(binder: Binder, call: Call, node: Node, index: number, scope: Scope): readonly Bound[] {
  const star = fieldsIf(node, 'star');
  if (star !== undefined) return starArguments(call, star, scope);
  const tuple = call.name === 'COUNT' ? fieldsIf(node, 'tuple') : undefined;
  if (tuple !== undefined)
    return children(tuple, 'expressions').map((item) => binder.expression(item, scope));
  const column = fieldsIf(node, 'column');
  if (index === 0 && column !== undefined && TAKES_DATE_PART.test(call.name) && column.table === null) {
    return [textLiteral(identifier(column.name) ?? '')];
  }
  return [binder.expression(node, scope)];
}

/** `*` as an argument: all columns, with their names before them for OBJECT_CONSTRUCT, and just `*` for COUNT. */
function starArguments(call: Call, star: Fields, scope: Scope): readonly Bound[] {
  const qualifier = identifier(star.table);
  if (call.name === 'COUNT' && qualifier === undefined) return [bound('*', NUMBER, false)];
  const columns = relationsNamed(scope, qualifier === undefined ? [] : [qualifier]).flatMap(
    (side) => side.columns,
  );
  return columns.flatMap((column) =>
    call.name.startsWith('OBJECT_CONSTRUCT') ? [textLiteral(column.name), column] : [column],
  );
}

function element(call: Call, args: readonly Bound[]): Bound {
  const [value = NULL_LITERAL, index = NULL_LITERAL, extra] = args;
  if (args.length < 2) throw wrongCount('000938', 'not enough', call.name, 2, args.length);
  if (extra !== undefined || !isSemiStructured(value.type)) {
    throw invalidArguments(
      call.name,
      args.map((arg) => typeName(arg.type)),
    );
  }
  return bound(elementSql(value, index), VARIANT);
}

function wrongCount(code: string, words: string, name: string, expected: number, got: number) {
  return sqlError(
    code,
    '22023',
    `${words} arguments for function [${name}], expected ${expected}, got ${got}`,
  );
}
