import type * as sdk from '@aws-sdk/client-organizations';
import { PolicyType } from '@aws-sdk/client-organizations';
import { AwsError, type Operation, type OrganizationPolicy, type World } from '../../contract.ts';
import { cut, fromAdministrator, invalidInput } from './calls.ts';
import { describeRoot } from './views.ts';

const policyTypes: ReadonlySet<string> = new Set(Object.values(PolicyType));

/** Policies of every type, their content and what they are attached to. */
export const organizationPolicyOperations: Readonly<Record<string, Operation>> = {
  ListPolicies: fromAdministrator<sdk.ListPoliciesRequest, sdk.ListPoliciesResponse>((call) => {
    const { world, input } = call;
    const policies = allPolicies(world).filter(({ type }) => type === input.Filter);
    // A type that is younger than the SDK is one all the same, where the organization has policies of it.
    if (policies.length === 0 && !policyTypes.has(input.Filter ?? '')) {
      throw invalidInput('INVALID_ENUM_POLICY_TYPE');
    }
    const { items, next } = cut(call, `ListPolicies ${input.Filter}`, policies);
    return { Policies: items.map((policy) => summaryOf(world, policy)), ...next };
  }),

  DescribePolicy: fromAdministrator<sdk.DescribePolicyRequest, sdk.DescribePolicyResponse>(
    ({ world, input }) => {
      const policy = policyOf(world, input.PolicyId);
      return { Policy: { PolicySummary: summaryOf(world, policy), Content: policy.content } };
    },
  ),

  /** What the members that the organization trusts with it may do to the organization. */
  DescribeResourcePolicy: fromAdministrator<object, sdk.DescribeResourcePolicyResponse>(({ world }) => {
    const { partition, managementAccountId, organizationId, delegatedAdministrators } = world;
    const [delegate] = delegatedAdministrators.keys();
    if (delegate === undefined) {
      throw new AwsError('ResourcePolicyNotFoundException', "We can't find a resource policy.");
    }
    const id = `rp-${organizationId.slice(2)}`;
    const Content = JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'Look',
          Effect: 'Allow',
          Principal: { AWS: `arn:${partition}:iam::${delegate}:root` },
          Action: ['organizations:Describe*', 'organizations:List*'],
          Resource: '*',
        },
      ],
    });
    const Arn = `arn:${partition}:organizations::${managementAccountId}:resourcepolicy/${organizationId}/${id}`;
    return { ResourcePolicy: { ResourcePolicySummary: { Id: id, Arn }, Content } };
  }),

  ListTargetsForPolicy: fromAdministrator<sdk.ListTargetsForPolicyRequest, sdk.ListTargetsForPolicyResponse>(
    (call) => {
      const { targets } = policyOf(call.world, call.input.PolicyId);
      const known = targets.flatMap((id) => targetOf(call.world, id) ?? []);
      const { items, next } = cut(call, `ListTargetsForPolicy ${call.input.PolicyId}`, known);
      return { Targets: items, ...next };
    },
  ),
};

function allPolicies(world: World): OrganizationPolicy[] {
  const controls = world.serviceControlPolicies.map(
    ({ id, name, description = '', document, targets }): OrganizationPolicy => ({
      id,
      name,
      description,
      type: 'SERVICE_CONTROL_POLICY',
      awsManaged: id === 'p-FullAWSAccess',
      content: JSON.stringify(document),
      targets,
    }),
  );
  return [...controls, ...world.organizationPolicies];
}

function policyOf(world: World, id = ''): OrganizationPolicy {
  const policy = allPolicies(world).find((candidate) => candidate.id === id);
  if (!policy) throw new AwsError('PolicyNotFoundException', "You specified a policy that doesn't exist.");
  return policy;
}

function summaryOf(world: World, policy: OrganizationPolicy): sdk.PolicySummary {
  const { partition, managementAccountId, organizationId } = world;
  const owner = policy.awsManaged
    ? `arn:${partition}:organizations::aws:policy`
    : `arn:${partition}:organizations::${managementAccountId}:policy/${organizationId}`;
  return {
    Id: policy.id,
    Arn: `${owner}/${policy.type.toLowerCase()}/${policy.id}`,
    Name: policy.name,
    Description: policy.description,
    Type: policy.type,
    AwsManaged: policy.awsManaged,
  };
}

/** Undefined for an account that left: its attachments went with it. */
function targetOf(world: World, id: string): sdk.PolicyTargetSummary | undefined {
  if (id === world.rootId) {
    const { Arn, Name } = describeRoot(world);
    return { TargetId: id, Arn, Name, Type: 'ROOT' };
  }
  const unit = world.organizationalUnits.get(id);
  if (unit) return { TargetId: id, Arn: unit.arn, Name: unit.name, Type: 'ORGANIZATIONAL_UNIT' };
  const account = world.accounts.get(id);
  return account && { TargetId: id, Arn: account.arn, Name: account.name, Type: 'ACCOUNT' };
}
