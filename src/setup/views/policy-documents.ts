import { standardColumn, type TableEntry } from '../../aws/catalogue/entry.ts';
import { attachedColumns, documentColumns } from '../../detections/policy-columns.ts';
import { attachedArn, attachedName } from '../../detections/policy-sql.ts';
import type { View } from '../../snowflake/ddl.ts';
import { literal } from '../../snowflake/identifiers.ts';
import type { CollectedTable } from './blind-rows.ts';

/** The views of policies that are the same for all tables; none where no table has any. */
export function policyViews(tables: readonly CollectedTable[]): readonly View[] {
  return [
    ...(tables.some(({ entry }) => documentColumns(entry).length > 0) ? [documentsView(tables)] : []),
    ...(tables.some(({ entry }) => attachedColumns(entry).length > 0) ? [attachmentsView(tables)] : []),
  ];
}

/** Every policy document in one form, beside the document as it was written. */
function documentsView(tables: readonly CollectedTable[]): View {
  return {
    name: 'AWS_POLICY_DOCUMENTS',
    comment:
      'Every policy document with statements, as it was written and in one form: lists always as lists, actions in lower case.',
    columns: [
      { name: 'TABLE_NAME', comment: 'Table that has it, such as AWS_IAM_ROLES.' },
      { name: 'COLUMN_NAME', comment: 'Column of that table, such as TRUST_POLICY.' },
      { name: 'ACCOUNT_ID', comment: 'Account; NULL for what AWS keeps for all accounts.' },
      { name: 'REGION', comment: 'Region of the resource.' },
      { name: 'RESOURCE_ID', comment: 'Resource, as its table has it.' },
      { name: 'POLICY_NAME', comment: 'Name of an inline policy; NULL where the column holds one document.' },
      { name: 'DOCUMENT', comment: 'The document as it was written.' },
      {
        name: 'DOCUMENT_STD',
        comment:
          'The same in one form, as the column beside it has it, such as TRUST_POLICY_STD; NULL in rows of versions before it.',
      },
    ],
    select: (name) =>
      tables
        .flatMap(({ entry }) => documentColumns(entry).map((column) => heldDocuments(entry, column, name)))
        .join('\nUNION ALL\n'),
  };
}

/** The documents of one column. A row that an earlier version landed has no form yet, and shows as it was written. */
function heldDocuments(
  entry: TableEntry,
  { name: column, policies }: ReturnType<typeof documentColumns>[number],
  name: (object: string) => string,
): string {
  const account = entry.kind === 'reference' ? 'NULL::STRING' : 't.ACCOUNT_ID';
  const standard = `t.${standardColumn(column)}`;
  const [policyName, document, form, more] =
    policies === 'POLICY'
      ? ['NULL::STRING', `t.${column}`, standard, '']
      : [
          'i.VALUE:PolicyName::STRING',
          'i.VALUE:PolicyDocument',
          `GET(GET(${standard}, i.INDEX), 'PolicyDocument')`,
          `, LATERAL FLATTEN(INPUT => t.${column}) i`,
        ];
  return (
    `SELECT ${literal(entry.name)} AS TABLE_NAME, ${literal(column)} AS COLUMN_NAME, ${account} AS ACCOUNT_ID, t.REGION, t.RESOURCE_ID,\n` +
    `  ${policyName} AS POLICY_NAME, ${document} AS DOCUMENT, ${form} AS DOCUMENT_STD\n` +
    `FROM ${name(entry.name)} t${more}\n` +
    `WHERE TYPEOF(${document}) = 'OBJECT' AND ${document}:Statement IS NOT NULL`
  );
}

/** Every attachment of a managed policy, by the same two names whoever attached it. */
function attachmentsView(tables: readonly CollectedTable[]): View {
  return {
    name: 'AWS_POLICY_ATTACHMENTS',
    comment:
      'Managed policies that are attached to users, groups, roles and permission sets, a row each, by ARN and name.',
    columns: [
      { name: 'TABLE_NAME', comment: 'Table of the holder, such as AWS_IAM_ROLES.' },
      { name: 'ACCOUNT_ID', comment: 'Account of the holder.' },
      { name: 'REGION', comment: 'Region of its row.' },
      { name: 'RESOURCE_ID', comment: 'Holder, as its table has it.' },
      { name: 'ARN', comment: 'ARN of the policy.' },
      { name: 'NAME', comment: 'Name of the policy.' },
      { name: 'POLICY', comment: 'Both as one value, {Arn, Name}.' },
    ],
    select: (name) =>
      tables
        .flatMap(({ entry }) => attachedColumns(entry).map((column) => [entry, column] as const))
        .map(
          ([entry, column]) =>
            `SELECT ${literal(entry.name)} AS TABLE_NAME, t.ACCOUNT_ID, t.REGION, t.RESOURCE_ID,\n` +
            `  ${attachedArn('p.VALUE')} AS ARN, ${attachedName('p.VALUE')} AS NAME,\n` +
            `  OBJECT_CONSTRUCT('Arn', ${attachedArn('p.VALUE')}, 'Name', ${attachedName('p.VALUE')}) AS POLICY\n` +
            `FROM ${name(entry.name)} t, LATERAL FLATTEN(INPUT => t.${column}) p`,
        )
        .join('\nUNION ALL\n'),
  };
}
