import type { Account, Caller, IamGroup, IamRole, IamUser, PolicyDocument, World } from '../contract.ts';
import { SandboxDefect } from '../wire/protocol.ts';

/** What IAM says about a user or role. */
export interface IdentityPolicies {
  readonly policies: readonly PolicyDocument[];
  readonly boundary: PolicyDocument | undefined;
}

/** Inline and attached policies of the caller's user (its groups included) or role; none if it was deleted. */
export function identityPolicies(world: World, account: Account, caller: Caller): IdentityPolicies {
  const iam = account.iam();
  const name = (caller.roleArn ?? caller.arn).split('/').at(-1) ?? '';
  const user = caller.roleArn === undefined ? iam.users.get(name) : undefined;
  const holder = user ?? iam.roles.get(name);
  if (holder === undefined) return { policies: [], boundary: undefined };
  const groups = (user?.groups ?? []).flatMap((group) => iam.groups.get(group) ?? []);
  const boundaryArn = holder.permissionsBoundaryArn;
  return {
    policies: [holder, ...groups].flatMap((each) => documentsOf(world, account, each)),
    boundary: boundaryArn === undefined ? undefined : managedPolicy(world, account, boundaryArn),
  };
}

function documentsOf(world: World, account: Account, holder: IamUser | IamRole | IamGroup): PolicyDocument[] {
  return [
    ...holder.inlinePolicies.map(({ Document }) => Document),
    ...holder.attachedPolicyArns.map((arn) => managedPolicy(world, account, arn)),
  ];
}

/** The default version of a customer-managed or AWS-managed policy. */
export function managedPolicy(world: World, account: Account, arn: string): PolicyDocument {
  const policy = account.iam().policies.get(arn) ?? world.awsManagedPolicies.get(arn);
  const version = policy?.versions.find(({ VersionId }) => VersionId === policy.DefaultVersionId);
  if (version === undefined) throw new SandboxDefect(`${account.id} has no policy ${arn}`);
  return version.Document;
}
