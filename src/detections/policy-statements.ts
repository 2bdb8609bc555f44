import type { Collector } from '../aws/catalogue/entry.ts';
import type { View } from '../snowflake/ddl.ts';
import { literal } from '../snowflake/identifiers.ts';
import { awsPrincipals, leavesOpen, lowered } from './policy-sql.ts';

/** A table of resources that have a policy of their own, and the column that holds it. */
export interface PolicyTable {
  readonly name: string;
  readonly collector: string;
  readonly column: string;
}

/** Columns that hold the policy of a resource: the permissions to use the resource, given by the resource. */
const POLICY_COLUMNS = ['POLICY', 'POLICY_DOCUMENT'];

/** Tables whose rows have a resource policy. A policy of the organization is none. */
export function policyTables(collectors: readonly Collector[]): readonly PolicyTable[] {
  return collectors
    .filter(({ scope }) => scope === 'region')
    .flatMap(({ name: collector, tables }) =>
      tables.flatMap(({ name, columns }): readonly PolicyTable[] => {
        const column = POLICY_COLUMNS.find((each) => columns[each]?.type === 'VARIANT');
        return column === undefined ? [] : [{ name, collector, column }];
      }),
    );
}

/** Name of the view that has the statements of the table's policies. */
export function statementsViewName({ name }: Pick<PolicyTable, 'name'>): string {
  return `${name}_STATEMENTS`;
}

/**
 * Keys of conditions by which a statement for everybody lets in certain accounts, networks or resources only.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
 */
const NARROWING_KEYS = [
  ...['account', 'arn', 'orgid', 'orgpaths'].map((end) => `aws:principal${end}`),
  ...['account', 'arn', 'ip', 'orgid', 'orgpaths', 'owner', 'vpc', 'vpce'].map((end) => `aws:source${end}`),
  'aws:userid',
  'kms:calleraccount',
  's3:dataaccesspointaccount',
  's3:dataaccesspointarn',
  'elasticfilesystem:accessedviamounttarget',
];

/**
 * Operators that a request without the key does not pass, as a pattern of the whole name in lower case. Those that deny,
 * and those that take absence for yes (…IfExists, ForAllValues), ask for nothing.
 */
export const ASKING_OPERATORS =
  '(foranyvalue:)?(stringequals|stringequalsignorecase|stringlike|arnequals|arnlike|ipaddress|bool)';

/** The statements of every policy of a table, in one form whatever way they were written: lists are always lists. */
export function statementsView(table: PolicyTable): View {
  const key = ['ACCOUNT_ID', 'REGION', 'RESOURCE_ID', 'STATEMENT_INDEX'];
  const list = (values: readonly string[]) => values.map(literal).join(', ');
  return {
    name: statementsViewName(table),
    comment: `Statements of the policies in ${table.name}, one row each, with lists always as lists and actions in lower case.`,
    columns: [
      { name: 'ACCOUNT_ID', comment: 'Account of the resource.' },
      { name: 'REGION', comment: 'Region of the resource.' },
      { name: 'RESOURCE_ID', comment: `Resource, as ${table.name} has it.` },
      { name: 'STATEMENT_INDEX', comment: 'Place of the statement in the policy, from 0.' },
      { name: 'SID', comment: 'Name of the statement, where it has one.' },
      { name: 'EFFECT', comment: 'Allow or Deny.' },
      { name: 'AWS_PRINCIPALS', comment: 'Accounts, users and roles; * is everybody.' },
      { name: 'SERVICE_PRINCIPALS', comment: 'Services, such as logs.amazonaws.com.' },
      { name: 'NOT_PRINCIPAL', comment: 'Principals that it does not mean, while it means all others.' },
      { name: 'ACTIONS', comment: 'Actions in lower case, wildcards included.' },
      {
        name: 'NOT_ACTIONS',
        comment: 'Actions that it does not mean, in lower case, while it means all others.',
      },
      { name: 'RESOURCES', comment: 'Resources that it names.' },
      { name: 'CONDITION', comment: 'Conditions as they were written.' },
      {
        name: 'IS_EVERYBODY',
        comment: 'Whether it allows something to everybody, or to all but some, before its conditions.',
      },
      {
        name: 'IS_NARROWED',
        comment: 'Whether its conditions let in certain accounts, organizations, networks or resources only.',
      },
      { name: 'STATEMENT', comment: 'The statement as it was written.' },
    ],
    select: (name) =>
      'WITH statements AS (\n' +
      '  SELECT t.ACCOUNT_ID, t.REGION, t.RESOURCE_ID, s.INDEX AS STATEMENT_INDEX, s.VALUE AS STATEMENT\n' +
      `  FROM ${name(table.name)} t, LATERAL FLATTEN(INPUT => TO_ARRAY(t.${table.column}:Statement)) s\n` +
      '), asked AS (\n' +
      `  SELECT s.${key.join(', s.')}, BOOLOR_AGG(${leavesOpen('LOWER(k.KEY)', 'v.VALUE')}) AS IS_OPEN\n` +
      '  FROM statements s, LATERAL FLATTEN(INPUT => s.STATEMENT:Condition) o, LATERAL FLATTEN(INPUT => o.VALUE) k,\n' +
      '    LATERAL FLATTEN(INPUT => TO_ARRAY(k.VALUE)) v\n' +
      `  WHERE REGEXP_LIKE(LOWER(o.KEY), ${literal(ASKING_OPERATORS)}) AND LOWER(k.KEY) IN (${list(NARROWING_KEYS)})\n` +
      `  GROUP BY s.${key.join(', s.')}, o.KEY, k.KEY\n` +
      '), narrowed AS (\n' +
      `  SELECT ${key.join(', ')}, BOOLOR_AGG(NOT IS_OPEN) AS IS_NARROWED FROM asked GROUP BY ${key.join(', ')}\n` +
      ')\n' +
      `SELECT s.${key.join(', s.')}, s.STATEMENT:Sid::STRING AS SID, s.STATEMENT:Effect::STRING AS EFFECT,\n` +
      `  ${awsPrincipals('s.STATEMENT:Principal')} AS AWS_PRINCIPALS, TO_ARRAY(s.STATEMENT:Principal:Service) AS SERVICE_PRINCIPALS,\n` +
      '  s.STATEMENT:NotPrincipal AS NOT_PRINCIPAL,\n' +
      `  ${lowered('s.STATEMENT:Action')} AS ACTIONS, ${lowered('s.STATEMENT:NotAction')} AS NOT_ACTIONS,\n` +
      '  TO_ARRAY(s.STATEMENT:Resource) AS RESOURCES, s.STATEMENT:Condition AS CONDITION,\n' +
      "  s.STATEMENT:Effect::STRING = 'Allow' AND (s.STATEMENT:NotPrincipal IS NOT NULL\n" +
      `    OR COALESCE(ARRAY_CONTAINS('*'::VARIANT, ${awsPrincipals('s.STATEMENT:Principal')}), FALSE)) AS IS_EVERYBODY,\n` +
      '  COALESCE(n.IS_NARROWED, FALSE) AS IS_NARROWED, s.STATEMENT\n' +
      'FROM statements s\n' +
      `LEFT JOIN narrowed n ON ${key.map((column) => `n.${column} = s.${column}`).join(' AND ')}`,
  };
}
