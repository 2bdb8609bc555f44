import {
  ATTACHED_COLUMNS,
  columnsAmong,
  DOCUMENT_COLUMNS,
  NAMED_DOCUMENTS,
} from '../../detections/policy-columns.ts';
import { attachedArn, attachedName, listedPrincipals, lowered } from '../../detections/policy-sql.ts';
import type { View } from '../../snowflake/ddl.ts';
import { literal } from '../../snowflake/identifiers.ts';
import type { CollectedTable } from './blind-rows.ts';

const OWN = 'd.TABLE_NAME, d.COLUMN_NAME, d.ACCOUNT_ID, d.REGION, d.RESOURCE_ID, d.POLICY_NAME';

/** Tables with a list of attached policies, and the column. */
function attachedIn(
  tables: readonly CollectedTable[],
): readonly (readonly [table: CollectedTable, column: string])[] {
  return columnsOf(tables, ATTACHED_COLUMNS);
}

function columnsOf(
  tables: readonly CollectedTable[],
  names: readonly string[],
): readonly (readonly [table: CollectedTable, column: string])[] {
  return tables.flatMap((table) => columnsAmong(table.entry, names).map((name) => [table, name] as const));
}

/** The views of policies that are the same for all tables; none where no table has any. */
export function policyViews(tables: readonly CollectedTable[]): readonly View[] {
  return [
    ...(columnsOf(tables, [...DOCUMENT_COLUMNS, NAMED_DOCUMENTS]).length > 0 ? [documentsView(tables)] : []),
    ...(attachedIn(tables).length > 0 ? [attachmentsView(tables)] : []),
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
          'The same with lists always as lists: statements, actions in lower case, resources, principals by kind, and values of conditions.',
      },
    ],
    select: (name) =>
      `WITH held AS (\n${heldDocuments(tables, name).join('\n  UNION ALL\n')}\n` +
      '), documents AS (\n' +
      "  SELECT h.*, h.TABLE_NAME || ' ' || h.COLUMN_NAME || ' ' || COALESCE(h.ACCOUNT_ID, '') || ' ' || COALESCE(h.REGION, '') || ' ' || h.RESOURCE_ID || ' ' || COALESCE(h.POLICY_NAME, '') AS ID\n" +
      "  FROM held h WHERE TYPEOF(h.DOCUMENT) = 'OBJECT' AND h.DOCUMENT:Statement IS NOT NULL\n" +
      '), statements AS (\n' +
      '  SELECT d.ID, s.INDEX AS N, s.VALUE AS STATEMENT\n' +
      '  FROM documents d, LATERAL FLATTEN(INPUT => TO_ARRAY(d.DOCUMENT:Statement)) s\n' +
      '), operators AS (\n' +
      '  SELECT s.ID, s.N, o.KEY AS OPERATOR, OBJECT_AGG(k.KEY, TO_ARRAY(k.VALUE)::VARIANT) AS ASKED\n' +
      '  FROM statements s, LATERAL FLATTEN(INPUT => s.STATEMENT:Condition) o, LATERAL FLATTEN(INPUT => o.VALUE) k\n' +
      '  GROUP BY s.ID, s.N, o.KEY\n' +
      '), conditions AS (\n' +
      '  SELECT ID, N, OBJECT_AGG(OPERATOR, ASKED::VARIANT) AS CONDITION FROM operators GROUP BY ID, N\n' +
      '), standard AS (\n' +
      '  SELECT s.ID, ARRAY_AGG(OBJECT_CONSTRUCT(\n' +
      "    'Sid', s.STATEMENT:Sid, 'Effect', s.STATEMENT:Effect,\n" +
      `    'Principal', ${listedPrincipals('s.STATEMENT:Principal')}, 'NotPrincipal', ${listedPrincipals('s.STATEMENT:NotPrincipal')},\n` +
      `    'Action', ${lowered('s.STATEMENT:Action')}, 'NotAction', ${lowered('s.STATEMENT:NotAction')},\n` +
      "    'Resource', TO_ARRAY(s.STATEMENT:Resource), 'NotResource', TO_ARRAY(s.STATEMENT:NotResource),\n" +
      "    'Condition', c.CONDITION)) WITHIN GROUP (ORDER BY s.N) AS STATEMENTS\n" +
      '  FROM statements s LEFT JOIN conditions c ON c.ID = s.ID AND c.N = s.N GROUP BY s.ID\n' +
      ')\n' +
      `SELECT ${OWN}, d.DOCUMENT,\n` +
      "  OBJECT_CONSTRUCT('Version', d.DOCUMENT:Version, 'Id', d.DOCUMENT:Id, 'Statement', s.STATEMENTS) AS DOCUMENT_STD\n" +
      'FROM documents d LEFT JOIN standard s ON s.ID = d.ID',
  };
}

function heldDocuments(
  tables: readonly CollectedTable[],
  name: (object: string) => string,
): readonly string[] {
  const own = ({ entry }: CollectedTable, column: string) =>
    `  SELECT ${literal(entry.name)} AS TABLE_NAME, ${literal(column)} AS COLUMN_NAME, ` +
    `${entry.kind === 'reference' ? 'NULL::STRING AS ACCOUNT_ID' : 't.ACCOUNT_ID'}, t.REGION, t.RESOURCE_ID, `;
  return [
    ...columnsOf(tables, DOCUMENT_COLUMNS).map(
      ([table, column]) =>
        `${own(table, column)}NULL::STRING AS POLICY_NAME, t.${column} AS DOCUMENT\n  FROM ${name(table.entry.name)} t`,
    ),
    ...columnsOf(tables, [NAMED_DOCUMENTS]).map(
      ([table, column]) =>
        `${own(table, column)}i.VALUE:PolicyName::STRING AS POLICY_NAME, i.VALUE:PolicyDocument AS DOCUMENT\n` +
        `  FROM ${name(table.entry.name)} t, LATERAL FLATTEN(INPUT => t.${column}) i`,
    ),
  ];
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
      attachedIn(tables)
        .map(
          ([{ entry }, column]) =>
            `SELECT ${literal(entry.name)} AS TABLE_NAME, t.ACCOUNT_ID, t.REGION, t.RESOURCE_ID,\n` +
            `  ${attachedArn('p.VALUE')} AS ARN, ${attachedName('p.VALUE')} AS NAME,\n` +
            `  OBJECT_CONSTRUCT('Arn', ${attachedArn('p.VALUE')}, 'Name', ${attachedName('p.VALUE')}) AS POLICY\n` +
            `FROM ${name(entry.name)} t, LATERAL FLATTEN(INPUT => t.${column}) p`,
        )
        .join('\nUNION ALL\n'),
  };
}
