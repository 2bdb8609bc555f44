import type { Bind } from '../../contract.ts';
import type { Binder, NamedQuery, SessionFacts, TableShape } from '../expression/binder.ts';
import { bindExpression } from '../expression/expression.ts';
import type { Parsed } from '../syntax/syntax.ts';
import { bindQuery } from './query.ts';

/** What translating a statement may look up. */
export interface Surroundings {
  readonly binds: Readonly<Record<string, Bind>>;
  readonly facts: SessionFacts;
  table(parts: readonly string[]): TableShape;
  result(queryId: string | undefined): TableShape;
  /** See {@link Binder.parameter}. */
  readonly parameter?: Binder['parameter'];
}

/** A binder for one statement. */
export function openBinder(parsed: Parsed, surroundings: Surroundings): Binder {
  let aliases = 0;
  const binder: Binder = {
    parsed,
    binds: surroundings.binds,
    facts: surroundings.facts,
    readsData: false,
    reads: new Map(),
    aggregates: 0,
    parameters: [],
    parameter: surroundings.parameter ?? ((n) => `$${n}`),
    named: new Map<string, NamedQuery>(),
    table: surroundings.table,
    result: surroundings.result,
    freshAlias() {
      aliases += 1;
      return `_${aliases}`;
    },
    expression: (node, scope) => bindExpression(binder, node, scope),
    query: (node, parent, named) => bindQuery(binder, node, parent, named),
  };
  return binder;
}
