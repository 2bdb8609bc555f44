import { StatementError } from '../contract.ts';

/** A refusal at compile time. Snowflake opens every one of them with the same line. */
export function sqlError(code: string, sqlState: string, message: string): StatementError {
  return new StatementError(code, sqlState, `SQL compilation error:\n${message}`);
}

/** 002003: what a name means is not there, or the role may not see it; Snowflake never says which. */
export function notFound(kind: string, name: string): StatementError {
  return sqlError(
    '002003',
    kind === 'Object' ? '42S02' : '02000',
    `${kind} '${name}' does not exist or not authorized.`,
  );
}

/** 002043: what a USE, SHOW … IN or DROP statement is about is not there. */
export function operationOnMissing(): StatementError {
  return sqlError('002043', '02000', 'Object does not exist, or operation cannot be performed.');
}

/** 002002: CREATE without OR REPLACE or IF NOT EXISTS of what is there already. */
export function alreadyExists(name: string): StatementError {
  return sqlError('002002', '42710', `Object '${name}' already exists.`);
}

/** 000904: a column or alias that no relation in scope has. `place` is its offset in `sql`, when known. */
export function invalidIdentifier(name: string, sql: string, offset: number | undefined): StatementError {
  const place = offset === undefined ? 'error' : `error ${placeOf(sql, offset)}`;
  return sqlError('000904', '42000', `${place}\ninvalid identifier '${name}'`);
}

/** 002140: a function Snowflake, or this sandbox, does not have. */
export function unknownFunction(name: string): StatementError {
  return sqlError('002140', '42601', `Unknown function ${name.toUpperCase()}.`);
}

/** 001044: a known function called with arguments of a kind it does not take. */
export function invalidArguments(name: string, types: readonly string[]): StatementError {
  return sqlError('001044', '42P13', `Invalid argument types for function '${name}': (${types.join(', ')})`);
}

/** 000002: a statement or option that Snowflake has and this sandbox does not model. */
export function unsupported(feature: string): StatementError {
  return new StatementError('000002', '0A000', `Unsupported feature '${feature}'.`);
}

/** A subquery that hangs on the query around it in a way that Snowflake has no plan for. */
export function unsupportedSubquery(): StatementError {
  return new StatementError('002031', '42601', 'Unsupported subquery type cannot be evaluated');
}

/** `line 1 at position 7`, as Snowflake counts: lines from 1, characters from 0. */
function placeOf(sql: string, offset: number): string {
  const before = sql.slice(0, offset);
  return `line ${before.split('\n').length} at position ${offset - before.lastIndexOf('\n') - 1}`;
}
