import type {
  GetPolicyRequest,
  GetPolicyResponse,
  GetPolicyVersionRequest,
  GetPolicyVersionResponse,
  ListPoliciesRequest,
  ListPoliciesResponse,
  Policy,
  PolicyVersion,
} from '@aws-sdk/client-iam';
import type { ManagedPolicy, OperationCall } from '../../contract.ts';
import { encodeDocument } from './documents.ts';
import { markedPage } from './pages.ts';
import { type PolicyUsage, policyUsage } from './policy-usage.ts';
import { noSuchEntity, requireOneOf, underPath } from './validation.ts';

/** The list leaves out the description, as AWS's does. */
export function listPolicies(call: OperationCall<ListPoliciesRequest>): ListPoliciesResponse {
  const { Scope = 'All', OnlyAttached = false, PathPrefix, PolicyUsageFilter } = call.input;
  requireOneOf(Scope, 'scope', ['All', 'AWS', 'Local']);
  requireOneOf(PolicyUsageFilter, 'policyUsageFilter', ['PermissionsPolicy', 'PermissionsBoundary']);
  const iam = call.account.iam();
  const usage = policyUsage(iam);
  const candidates = [
    ...(Scope === 'AWS' ? [] : iam.policies.values()),
    ...(Scope === 'Local' ? [] : call.world.awsManagedPolicies.values()),
  ];
  const policies = underPath(candidates, PathPrefix).filter(({ Arn }) => {
    const { attachments, boundaries } = usage(Arn);
    if (PolicyUsageFilter === 'PermissionsBoundary') return boundaries > 0;
    return attachments > 0 || !(OnlyAttached || PolicyUsageFilter === 'PermissionsPolicy');
  });
  const { items, rest } = markedPage(call, 'ListPolicies', policies);
  return { Policies: items.map((policy) => describePolicy(policy, usage(policy.Arn))), ...rest };
}

export function getPolicy(call: OperationCall<GetPolicyRequest>): GetPolicyResponse {
  const policy = namedPolicy(call);
  return {
    Policy: {
      ...describePolicy(policy, policyUsage(call.account.iam())(policy.Arn)),
      ...(policy.Description === undefined ? {} : { Description: policy.Description }),
      Tags: [],
    },
  };
}

export function getPolicyVersion(call: OperationCall<GetPolicyVersionRequest>): GetPolicyVersionResponse {
  const policy = namedPolicy(call);
  const version = policy.versions.find(({ VersionId }) => VersionId === call.input.VersionId);
  if (version === undefined) {
    throw noSuchEntity(
      `Policy ${policy.Arn} version ${call.input.VersionId} does not exist or is not attachable.`,
    );
  }
  return { PolicyVersion: versionOf(policy, version) };
}

/** What every shape of a managed policy has. */
export function describePolicy(policy: ManagedPolicy, usage: PolicyUsage): Policy {
  const { PolicyName, PolicyId, Arn, Path, DefaultVersionId, CreateDate, UpdateDate } = policy;
  return {
    ...{ PolicyName, PolicyId, Arn, Path, DefaultVersionId, CreateDate, UpdateDate },
    AttachmentCount: usage.attachments,
    PermissionsBoundaryUsageCount: usage.boundaries,
    IsAttachable: true,
  };
}

export function versionOf(policy: ManagedPolicy, version: ManagedPolicy['versions'][number]): PolicyVersion {
  return {
    Document: encodeDocument(version.Document),
    VersionId: version.VersionId,
    IsDefaultVersion: version.VersionId === policy.DefaultVersionId,
    CreateDate: version.CreateDate,
  };
}

function namedPolicy({
  account,
  input,
  world,
}: OperationCall<{ PolicyArn: string | undefined }>): ManagedPolicy {
  const arn = input.PolicyArn ?? '';
  const policy = account.iam().policies.get(arn) ?? world.awsManagedPolicies.get(arn);
  if (policy === undefined) throw noSuchEntity(`Policy ${arn} was not found.`);
  return policy;
}
