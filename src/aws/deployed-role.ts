import type { AccountSession } from './account-session.ts';
import { ask } from './catalogue/ask.ts';
import type { CollectContext } from './catalogue/context.ts';
import { iam } from './catalogue/iam/service.ts';
import { listAll } from './catalogue/listing.ts';
import { asList, type PolicyStatement, statementsOf } from './policy/policy-document.ts';

/** Actions by which a role reads its own tags and policies. */
export const READING_ITSELF: readonly string[] = [
  'iam:GetPolicy',
  'iam:GetPolicyVersion',
  'iam:GetRole',
  'iam:GetRolePolicy',
  'iam:ListAttachedRolePolicies',
  'iam:ListRolePolicies',
];

/** A role as it is in its account. */
export interface DeployedRole {
  readonly tags: ReadonlyMap<string, string>;
  /** Actions and patterns that its policies allow, sorted. On which conditions and resources is not looked at. */
  readonly allowed: readonly string[];
  /** Actions that Deny statements of the role's policies name, likewise. */
  readonly denied: readonly string[];
}

/** Reads a role by its name, with the role's own session. Throws what IAM answered. */
export async function readDeployedRole(
  session: AccountSession,
  roleName: string,
  signal: AbortSignal,
): Promise<DeployedRole> {
  const context = session.context({ region: undefined, accountTags: false, signal });
  const { Role } = await ask(context, iam, 'GetRole', { RoleName: roleName });
  const documents = [
    ...(await managedDocuments(context, roleName)),
    ...(await inlineDocuments(context, roleName)),
  ];
  const statements = documents.flatMap(statementsOf);
  return {
    tags: new Map((Role?.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value])),
    allowed: actionsWith('Allow', statements),
    denied: actionsWith('Deny', statements),
  };
}

async function managedDocuments(
  context: CollectContext,
  RoleName: string,
): Promise<readonly (string | undefined)[]> {
  const documents: (string | undefined)[] = [];
  const request = { input: { RoleName } };
  const attached = await listAll(context, iam, 'ListAttachedRolePolicies', 'AttachedPolicies', request);
  for (const { PolicyArn } of attached) {
    const { Policy } = await ask(context, iam, 'GetPolicy', { PolicyArn });
    const VersionId = Policy?.DefaultVersionId;
    const { PolicyVersion } = await ask(context, iam, 'GetPolicyVersion', { PolicyArn, VersionId });
    documents.push(PolicyVersion?.Document);
  }
  return documents;
}

async function inlineDocuments(
  context: CollectContext,
  RoleName: string,
): Promise<readonly (string | undefined)[]> {
  const documents: (string | undefined)[] = [];
  const names = await listAll(context, iam, 'ListRolePolicies', 'PolicyNames', { input: { RoleName } });
  for (const PolicyName of names) {
    const { PolicyDocument } = await ask(context, iam, 'GetRolePolicy', { RoleName, PolicyName });
    documents.push(PolicyDocument);
  }
  return documents;
}

function actionsWith(effect: 'Allow' | 'Deny', statements: readonly PolicyStatement[]): readonly string[] {
  const actions = statements
    .filter(({ Effect }) => Effect === effect)
    .flatMap(({ Action, NotAction }) =>
      NotAction === undefined ? asList(Action) : `all but ${asList(NotAction).join(', ')}`,
    );
  return [...new Set(actions)].sort();
}
