import type { RowsResult } from '../../../contract.ts';
import { fullName, holds, insufficient, requireControl, requireOn } from '../../access/require.ts';
import { missing } from '../../catalog/table-shapes.ts';
import type { ObjectName } from '../../context.ts';
import { rowsOf, textOf } from '../../duck/rows.ts';
import { invalidIdentifier, notFound, sqlError } from '../../errors.ts';
import { shown } from '../../names.ts';
import { status } from '../../results.ts';
import type { KeptQuery, SessionContext, StoredTable } from '../../session/session-context.ts';
import type { TokenReader } from '../../syntax/token-reader.ts';
import { quoteIdentifier } from '../../syntax/tokens.ts';
import { typeName } from '../../types/types.ts';

/** The relation of one row that the body of a policy finds its arguments in. */
export const ARGUMENTS = 'ROW_ACCESS_ARGUMENTS';

const DONE = 'Statement executed successfully.';

/**
 * What `sandbox.objects` keeps of a policy on a view: the view's name, and among its properties the policy's, and the query
 * that the view has without it.
 */
const REFERENCE = 'POLICY REFERENCE';

/**
 * ALTER VIEW v ADD ROW ACCESS POLICY p ON (columns) and DROP ROW ACCESS POLICY p. What reads the view, other views too,
 * gets the rows that the policy lets through.
 */
export async function alterRowAccess(
  context: SessionContext,
  reader: TokenReader,
  parts: readonly string[],
  action: 'ADD' | 'DROP',
): Promise<RowsResult> {
  const rowAccess = action === 'ADD' ? readRowAccess(reader) : { policy: reader.name(), columns: [] };
  reader.finish();
  const name = context.resolve(parts);
  return context.change(async () => {
    const view = await context.find(name);
    if (view?.kind !== 'VIEW') throw await missing(context, name, parts);
    const policy = await requireApply(context, view, parts, rowAccess.policy);
    if (action === 'ADD') await attach(context, view, policy, rowAccess.columns);
    else await detach(context, name);
    return status(DONE);
  });
}

/** A policy as a statement names it, and the columns that it is to read. */
export interface RowAccess {
  readonly policy: readonly string[];
  readonly columns: readonly string[];
}

/** Reads what stands behind ROW ACCESS POLICY: `p ON (columns)`. */
export function readRowAccess(reader: TokenReader): RowAccess {
  const policy = reader.name();
  const columns = reader.accept('ON') ? reader.list(() => reader.identifier()) : [];
  return { policy, columns };
}

/** Puts a policy on a view that the same statement makes. */
export async function addRowAccess(
  context: SessionContext,
  name: ObjectName,
  { policy, columns }: RowAccess,
): Promise<void> {
  const parts = [name.database, name.schema, name.name];
  const view = await context.find(name);
  if (view === undefined) throw await missing(context, name, parts);
  await attach(context, view, await requireApply(context, view, parts, policy), columns);
}

/** The full name of a policy that the role may put on the view, or take off. */
async function requireApply(
  context: SessionContext,
  view: StoredTable,
  parts: readonly string[],
  policyParts: readonly string[],
): Promise<string> {
  const policy = fullName(context, 'ROW ACCESS POLICY', policyParts);
  if (!(await context.access.global('APPLY ROW ACCESS POLICY'))) {
    await requireOn(context, view, parts, 'OWNERSHIP');
    if (!(await holds(context, 'ROW ACCESS POLICY', policy, 'APPLY')))
      throw insufficient('policy', policyParts.at(-1) ?? '');
  }
  await requireControl(context, 'ROW ACCESS POLICY', policyParts, 'APPLY');
  return policy;
}

async function attach(
  context: SessionContext,
  view: StoredTable,
  policy: string,
  columns: readonly string[],
): Promise<void> {
  const [found] = await rowsOf(
    context.duck,
    `SELECT properties FROM sandbox.objects WHERE kind = 'ROW ACCESS POLICY' AND name = $1`,
    [policy],
  );
  if (found === undefined) throw notFound('Row access policy', policy);
  const { parameters, query } = JSON.parse(textOf(found, 'properties')) as {
    parameters: readonly { name: string; type: string }[];
    query: KeptQuery;
  };
  checkColumns(view, columns, parameters);
  if (await policyOf(context, view.name)) {
    throw sqlError(
      '003547',
      '42601',
      `Object ${view.name.name} already has a ROW_ACCESS_POLICY. Only one ROW_ACCESS_POLICY is allowed at a time.`,
    );
  }
  const whole = await context.findQuery(view.name);
  if (whole === undefined || whole === null) throw await missing(context, view.name, [view.name.name]);
  const given = columns.map((column) => `t.${quoteIdentifier(column)}`).join(', ');
  const names = parameters.map((parameter) => quoteIdentifier(parameter.name)).join(', ');
  await setQuery(context, view.name, {
    sql: `SELECT t.* FROM (${whole.sql}) AS t WHERE (
       WITH ${quoteIdentifier(ARGUMENTS)}(${names}) AS (SELECT ${given}) SELECT p.ok FROM (${query.sql}) AS p(ok))`,
    reads: [...whole.reads, ...query.reads],
  });
  await context.duck.run(
    `INSERT INTO sandbox.objects VALUES ('${REFERENCE}', $1, CAST($2 AS TIMESTAMPTZ), '', '', $3)`,
    [shown(view.name), context.now().toISOString(), JSON.stringify({ policy, whole })],
  );
}

async function setQuery(context: SessionContext, name: ObjectName, query: KeptQuery): Promise<void> {
  await context.duck.run(
    'UPDATE sandbox.tables SET query = $4 WHERE database_name = $1 AND schema_name = $2 AND name = $3',
    [name.database, name.schema, name.name, JSON.stringify(query)],
  );
}

function checkColumns(
  view: StoredTable,
  columns: readonly string[],
  parameters: readonly { readonly name: string; readonly type: string }[],
): void {
  if (columns.length !== parameters.length) {
    throw sqlError(
      '003560',
      '42601',
      `The policy takes ${parameters.length} columns and is given ${columns.length}.`,
    );
  }
  for (const [index, column] of columns.entries()) {
    const found = view.columns.find((candidate) => candidate.name === column);
    if (found === undefined) throw invalidIdentifier(column, '', undefined);
    const wanted = parameters[index]?.type ?? '';
    if (typeName(found.type).split('(')[0] !== wanted.split('(')[0])
      throw sqlError('003561', '42601', `Column '${column}' is no ${wanted}, which the policy takes.`);
  }
}

async function detach(context: SessionContext, name: ObjectName): Promise<void> {
  const [found] = await rowsOf(
    context.duck,
    `DELETE FROM sandbox.objects WHERE kind = '${REFERENCE}' AND name = $1 RETURNING properties`,
    [shown(name)],
  );
  if (found === undefined) throw notFound('Row access policy on', name.name);
  const { whole } = JSON.parse(textOf(found, 'properties')) as { whole: KeptQuery };
  await setQuery(context, name, whole);
}

/** A view that is dropped or replaced takes the policy's hold on it along. */
export async function forgetRowAccess(context: SessionContext, name: ObjectName): Promise<void> {
  await context.duck.run(`DELETE FROM sandbox.objects WHERE kind = '${REFERENCE}' AND name = $1`, [
    shown(name),
  ]);
}

/** Whether a policy protects anything. */
export async function isAttached(context: SessionContext, policy: string): Promise<boolean> {
  const rows = await rowsOf(
    context.duck,
    `SELECT 1 AS one FROM sandbox.objects WHERE kind = '${REFERENCE}' AND json_extract_string(properties, '$.policy') = $1`,
    [policy],
  );
  return rows.length > 0;
}

async function policyOf(context: SessionContext, name: ObjectName): Promise<boolean> {
  const rows = await rowsOf(
    context.duck,
    `SELECT 1 AS one FROM sandbox.objects WHERE kind = '${REFERENCE}' AND name = $1`,
    [shown(name)],
  );
  return rows.length > 0;
}

/** 003534: a policy that protects something can be neither dropped nor replaced. */
export function attached(name: string) {
  return sqlError(
    '003534',
    '23001',
    `Policy ${name} cannot be dropped/replaced as it is associated with one or more entities.`,
  );
}
