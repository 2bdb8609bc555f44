import type { RowsResult } from '../../../contract.ts';
import { rowsOf, textOf } from '../../duck/rows.ts';
import { resolveName } from '../../names.ts';
import { listing, STATEMENT_TYPE } from '../../results.ts';
import type { SessionContext } from '../../session/session-context.ts';
import type { TokenReader } from '../../syntax/token-reader.ts';
import { cell } from '../../types/rowset-values.ts';
import { LTZ, TEXT } from '../../types/types.ts';

/** SHOW GRANTS [TO ROLE | TO USER | OF ROLE | ON …] and SHOW FUTURE GRANTS IN | TO …. */
export async function showGrants(context: SessionContext, reader: TokenReader): Promise<RowsResult> {
  const future = reader.accept('FUTURE');
  reader.expect('GRANTS');
  const { test, value } = readScope(context, reader, future);
  reader.finish();
  const rows = await rowsOf(
    context.duck,
    `SELECT * FROM sandbox.grants WHERE future = $1 AND ${test} ORDER BY created_on, privilege, name`,
    [future, value],
  );
  return listing(
    STATEMENT_TYPE.show,
    [
      ['created_on', LTZ],
      ['privilege', TEXT],
      [future ? 'grant_on' : 'granted_on', TEXT],
      ['name', TEXT],
      [future ? 'grant_to' : 'granted_to', TEXT],
      ['grantee_name', TEXT],
      ['grant_option', TEXT],
      ['granted_by', TEXT],
    ],
    rows.map((row) => [
      cell(row.created_on ?? null, LTZ),
      textOf(row, 'privilege'),
      textOf(row, 'granted_on'),
      textOf(row, 'name'),
      textOf(row, 'grantee_kind'),
      textOf(row, 'grantee'),
      textOf(row, 'grant_option'),
      textOf(row, 'granted_by'),
    ]),
  );
}

function readScope(
  context: SessionContext,
  reader: TokenReader,
  future: boolean,
): { test: string; value: string } {
  if (reader.accept('TO')) {
    const kind = reader.accept('USER') ? 'USER' : 'ROLE';
    if (kind === 'ROLE') reader.accept('ROLE');
    return { test: `grantee_kind = '${kind}' AND grantee = $2`, value: reader.identifier() };
  }
  if (reader.accept('OF')) {
    reader.expect('ROLE');
    return { test: `granted_on = 'ROLE' AND name = $2`, value: reader.identifier() };
  }
  if (reader.accept(future ? 'IN' : 'ON')) {
    const kind = reader.take('word').value;
    if (kind === 'ACCOUNT') return { test: `granted_on = 'ACCOUNT' AND $2 = ''`, value: '' };
    const parts = reader.name();
    if (future) return { test: `starts_with(name, $2 || '.<')`, value: container(context, kind, parts) };
    return {
      test: `granted_on = '${kind.replaceAll("'", '')}' AND name = $2`,
      value: container(context, kind, parts),
    };
  }
  return { test: `grantee_kind = 'USER' AND grantee = $2`, value: context.place.user };
}

function container(context: SessionContext, kind: string, parts: readonly string[]): string {
  if (kind === 'SCHEMA') {
    const { database, schema } = resolveName([...parts, ''], { ...context.place, schema: '' });
    return `${database}.${schema}`;
  }
  if (['DATABASE', 'WAREHOUSE', 'USER', 'ROLE'].includes(kind)) return parts.join('.');
  const { database, schema, name } = context.resolve(parts);
  return `${database}.${schema}.${name}`;
}
