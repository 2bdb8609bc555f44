import {
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  paginateListAttachedRolePolicies,
  paginateListRolePolicies,
} from '@aws-sdk/client-iam';
import type { AccountSession } from './account-session.ts';
import { homeRegion } from './partition.ts';
import { listOf, type PolicyStatement, statementsOf } from './policy-document.ts';

/** What a role needs so that it can be told what it is: its tags and its policies. */
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
  /** Those that Deny statements of its policies name, likewise. */
  readonly denied: readonly string[];
}

/** Reads a role by its name, with the role's own session. Throws what IAM answered. */
export async function readDeployedRole(
  session: AccountSession,
  roleName: string,
  signal: AbortSignal,
): Promise<DeployedRole> {
  const client = session.client(IAMClient, homeRegion(session.partition));
  const { Role } = await client.send(new GetRoleCommand({ RoleName: roleName }), { abortSignal: signal });
  const documents = [
    ...(await managedDocuments(client, roleName, signal)),
    ...(await inlineDocuments(client, roleName, signal)),
  ];
  const statements = documents.flatMap(statementsOf);
  return {
    tags: new Map((Role?.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value])),
    allowed: actionsWith('Allow', statements),
    denied: actionsWith('Deny', statements),
  };
}

async function managedDocuments(
  client: IAMClient,
  RoleName: string,
  abortSignal: AbortSignal,
): Promise<readonly string[]> {
  const documents: string[] = [];
  for await (const { AttachedPolicies = [] } of paginateListAttachedRolePolicies(
    { client },
    { RoleName },
    { abortSignal },
  )) {
    for (const { PolicyArn } of AttachedPolicies) {
      const { Policy } = await client.send(new GetPolicyCommand({ PolicyArn }), { abortSignal });
      const version = new GetPolicyVersionCommand({ PolicyArn, VersionId: Policy?.DefaultVersionId });
      const { PolicyVersion } = await client.send(version, { abortSignal });
      documents.push(PolicyVersion?.Document ?? '');
    }
  }
  return documents;
}

async function inlineDocuments(
  client: IAMClient,
  RoleName: string,
  abortSignal: AbortSignal,
): Promise<readonly string[]> {
  const documents: string[] = [];
  for await (const { PolicyNames = [] } of paginateListRolePolicies(
    { client },
    { RoleName },
    { abortSignal },
  )) {
    for (const PolicyName of PolicyNames) {
      const command = new GetRolePolicyCommand({ RoleName, PolicyName });
      const { PolicyDocument } = await client.send(command, { abortSignal });
      documents.push(PolicyDocument ?? '');
    }
  }
  return documents;
}

function actionsWith(effect: 'Allow' | 'Deny', statements: readonly PolicyStatement[]): readonly string[] {
  const actions = statements
    .filter(({ Effect }) => Effect === effect)
    .flatMap(({ Action, NotAction }) =>
      NotAction === undefined ? listOf(Action) : `all but ${listOf(NotAction).join(', ')}`,
    );
  return [...new Set(actions)].sort();
}
