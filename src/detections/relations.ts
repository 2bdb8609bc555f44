import { catalogue } from '../aws/catalogue/index.ts';
import { attachedColumns, collectorsWith, documentColumns } from './policy-columns.ts';
import { policyTables, statementsViewName } from './policy-statements.ts';

/** A view that detections may read. */
export interface Relation {
  readonly name: string;
  /** Collectors that fill what it shows. */
  readonly collectors: readonly string[];
  /** Details that its rows may be blind to, as BLIND_TO names them. */
  readonly details: readonly string[];
  /** Which schema it is in: that of the tables, or that of the detections. */
  readonly place: 'tables' | 'detections';
}

/** Knowledge of every account and region by every collector: seen, blind or left out. */
export const UNITS_VIEW = 'DETECTION_UNITS';

/** The accounts that detections are to answer for, with their names and units. */
export const ACCOUNTS_VIEW = 'DETECTION_ACCOUNTS';

/** Collectors of Identity Center's access to accounts. */
const IDENTITY_CENTER = [
  'identitycenter.account_assignments',
  'identitycenter.group_memberships',
  'identitycenter.groups',
  'identitycenter.permission_sets',
  'identitycenter.users',
];

/** Views over several tables, by the collectors that fill those. */
const DERIVED: Readonly<Record<string, readonly string[]>> = {
  AWS_CLOUDTRAIL_ALARMS: ['cloudtrail.trails', 'cloudwatch.alarms', 'logs.metric_filters'],
  AWS_IAM_ACTIONS: [],
  AWS_IAM_PERMISSIONS: ['iam.authorization_details'],
  AWS_IAM_PERMITTED_ACTIONS: ['iam.authorization_details'],
  AWS_IAM_STATEMENTS: ['iam.authorization_details'],
  AWS_POLICY_ATTACHMENTS: collectorsWith(catalogue, attachedColumns),
  AWS_POLICY_DOCUMENTS: collectorsWith(catalogue, documentColumns),
  AWS_IAM_TRUST: ['iam.authorization_details', 'organizations.accounts'],
  AWS_IAM_USER_ACTIVITY: [
    'cloudtrail.events',
    'iam.access_keys',
    'iam.authorization_details',
    'iam.credential_report',
  ],
  AWS_ADMIN_PRINCIPALS: ['iam.authorization_details', ...IDENTITY_CENTER],
  AWS_EC2_OPEN_RULES: ['ec2.managed_prefix_lists', 'ec2.security_group_rules'],
  AWS_ESCALATION_PATHS: ['iam.authorization_details'],
  AWS_IDENTITY_CENTER_ROLE_DRIFT: [
    'iam.authorization_details',
    'identitycenter.account_assignments',
    'identitycenter.permission_sets',
  ],
  AWS_ORGANIZATION_GUARDRAILS: ['organizations.accounts', 'organizations.policies'],
  AWS_PRINCIPAL_EDGES: ['iam.authorization_details', 'organizations.accounts', ...IDENTITY_CENTER],
  AWS_EXTERNAL_ACCESS: [
    'iam.authorization_details',
    'organizations.accounts',
    ...policyTables(catalogue).map(({ collector }) => collector),
  ],
  AWS_ORGANIZATIONAL_UNIT_TREE: ['organizations.accounts'],
  AWS_IDENTITY_CENTER_ACCESS: IDENTITY_CENTER,
  // What each of them does not know of CloudTrail, or of the organization, stands in a column of its own.
  AWS_IDENTITY_CENTER_USER_ACTIVITY: ['identitycenter.instances', 'identitycenter.users'],
  AWS_S3_PUBLIC_ACCESS: ['s3.account_public_access_block', 's3.buckets'],
};

/** Views that tell of blindness themselves. */
const OF_COVERAGE = ['CONNECTOR_BLIND_SPOTS', 'CONNECTOR_BLIND_UNITS', 'CONNECTOR_CURRENT_UNITS'];

/** Every view that a detection may read, by name. */
export const RELATIONS: ReadonlyMap<string, Relation> = new Map(
  [
    ...catalogue.flatMap((collector) =>
      collector.tables.map(
        (entry): Relation => ({
          name: entry.name,
          collectors: [collector.name],
          details: entry.details ?? [],
          place: 'tables',
        }),
      ),
    ),
    // A row that is blind to its policy has no statements: its table tells of it.
    ...policyTables(catalogue).map((table) =>
      relation(statementsViewName(table), [table.collector], 'tables'),
    ),
    ...Object.entries(DERIVED).map(([name, collectors]) => relation(name, collectors, 'tables')),
    ...OF_COVERAGE.map((name) => relation(name, [], 'tables')),
    ...[UNITS_VIEW, ACCOUNTS_VIEW].map((name) => relation(name, [], 'detections')),
  ].map((one) => [one.name, one]),
);

function relation(name: string, collectors: readonly string[], place: Relation['place']): Relation {
  return { name, collectors, details: [], place };
}

/** Whether a word of SQL looks like the name of a view of ours: one that is not known is a slip. */
export function looksLikeRelation(word: string): boolean {
  return /^(?:AWS|CONNECTOR|DETECTION|IAM)_[A-Z0-9_]+$/.test(word);
}
