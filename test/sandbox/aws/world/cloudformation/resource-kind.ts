import type { PolicyDocument } from '../../contract.ts';
import type { Deployment } from '../../stack-state.ts';

/** Properties of a resource, with every function worked out. */
export type Properties = Readonly<Record<string, unknown>>;

/** Where a resource is made: its stack, and what the template calls it. */
export interface Place extends Deployment {
  readonly stackName: string;
  readonly stackId: string;
  readonly logicalId: string;
}

/** How one type of resource is made, changed and taken away. Each throws a {@link ResourceFailure}. */
export interface ResourceKind {
  readonly properties: readonly string[];
  readonly required: readonly string[];
  /** The property that gives it a name of its maker's choice. */
  readonly nameProperty: string | undefined;
  /** Properties that cannot change: another value makes another resource. */
  readonly fixed: readonly string[];
  /** Gives its physical id, which is what `Ref` says. */
  create(place: Place, properties: Properties): string;
  update(place: Place, physicalId: string, properties: Properties): void;
  remove(place: Place, physicalId: string): void;
  attribute(place: Deployment, physicalId: string, name: string): string | undefined;
}

/** Why a resource did not come to be, in the words of a stack's event. */
export class ResourceFailure extends Error {}

/** What IAM answers, as CloudFormation passes it on. */
export function refusedByIam(status: number, code: string, message: string): ResourceFailure {
  return new ResourceFailure(
    `Resource handler returned message: "${message} (Service: Iam, Status Code: ${status})" (HandlerErrorCode: ${code})`,
  );
}

/** Throws unless whoever deploys may do it. */
export function need(place: Place, action: string, resource: string): void {
  const refused = place.refusal(action, resource);
  if (refused !== undefined) throw refusedByIam(403, 'AccessDenied', refused);
}

const NOT_A_DESCRIPTION = /[^\t\n\r\x20-\x7e\xa1-\xff]/;

/** Throws where IAM would not take the text as a description. */
export function checkDescription(text: unknown): void {
  if (text === undefined) return;
  if (String(text).length > 1000 || NOT_A_DESCRIPTION.test(String(text))) {
    throw refusedByIam(400, 'InvalidRequest', "1 validation error detected: Value at 'description' failed");
  }
}

/** The document, where IAM takes it. Throws its MalformedPolicyDocument otherwise. */
export function checkedDocument(value: unknown, isTrust: boolean): PolicyDocument {
  const document = value as PolicyDocument;
  const statements = document?.Statement;
  if (!Array.isArray(statements) || statements.length === 0) throw malformed('Syntax errors in policy.');
  for (const statement of statements) {
    if (statement.Effect !== 'Allow' && statement.Effect !== 'Deny')
      throw malformed('Syntax errors in policy.');
    if (statement.Action === undefined && statement.NotAction === undefined)
      throw malformed('Policy statement must contain actions.');
    if (isTrust && statement.Resource !== undefined) throw malformed('Has prohibited field Resource');
    if (isTrust && statement.Principal === undefined) throw malformed('Missing required field Principal');
    if (!isTrust && statement.Principal !== undefined)
      throw malformed('Policy document should not specify a principal.');
    if (!isTrust && statement.Resource === undefined && statement.NotResource === undefined)
      throw malformed('Policy statement must contain resources.');
  }
  return document;
}

export function malformed(message: string): ResourceFailure {
  return refusedByIam(400, 'InvalidRequest', message);
}

/** Characters that IAM counts of a policy. */
export function policyLength(document: PolicyDocument): number {
  return JSON.stringify(document).replaceAll(/\s/g, '').length;
}
