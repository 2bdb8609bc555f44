import { bugError } from '../errors.ts';

/** A policy document as the generator writes it: one statement per service, everything sorted. */
export interface PolicyDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly Statement[];
}

interface Statement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: '*';
}

/**
 * Characters of one managed policy; white space does not count.
 * An inline policy would have 10,240 for all that a role may do, managed ones have this each and ten per role.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export const POLICY_SIZE_LIMIT = 6_144;

/** Managed policies that a role takes without a raised quota; same page. */
const POLICIES_PER_ROLE = 10;

/**
 * The documents that together allow these actions and nothing else, as few as the size limit lets be.
 * Throws a bug error where one service is too large for a document, or the documents are too many for a role.
 */
export function policyDocuments(actions: readonly string[]): readonly PolicyDocument[] {
  const documents: PolicyDocument[] = [];
  for (const statement of statements(actions)) {
    const last = documents.at(-1);
    const joined = document([...(last?.Statement ?? []), statement]);
    if (last && policySize(joined) <= POLICY_SIZE_LIMIT) documents.splice(-1, 1, joined);
    else documents.push(document([statement]));
  }
  for (const each of documents) {
    const [first] = each.Statement;
    if (policySize(each) > POLICY_SIZE_LIMIT) throw bugError(`${first?.Sid} is too large for one policy`);
  }
  if (documents.length > POLICIES_PER_ROLE) throw bugError(`${documents.length} policies are too many`);
  return documents;
}

/** Size of a document as AWS counts: its characters but for white space. */
export function policySize(document: PolicyDocument): number {
  return JSON.stringify(document).replaceAll(/\s/g, '').length;
}

function document(Statement: readonly Statement[]): PolicyDocument {
  return { Version: '2012-10-17', Statement };
}

function statements(actions: readonly string[]): readonly Statement[] {
  const byService = Map.groupBy([...new Set(actions)].sort(), (action) => action.split(':', 1)[0] ?? action);
  return [...byService].map(([service, Action]) => ({
    Sid: `Read${pascalCase(service)}`,
    Effect: 'Allow',
    Action,
    Resource: '*',
  }));
}

/** `access-analyzer` → `AccessAnalyzer`: ids of statements and resources are letters and digits only. */
export function pascalCase(name: string): string {
  return name
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}
