import type { Account, World } from '../contract.ts';

/**
 * The ARN an operation touches, for the actions that IAM lets one scope to a resource and the sandbox knows;
 * `*` for all others (Service Authorization Reference).
 */
export function resourceOf(
  world: World,
  account: Account,
  service: string,
  input: Readonly<Record<string, unknown>>,
): string {
  if (service !== 'iam') return '*';
  const iam = account.iam();
  const named = (
    value: unknown,
    kind: string,
    found: ReadonlyMap<string, { Arn: string }>,
  ): string | undefined =>
    typeof value === 'string'
      ? (found.get(value)?.Arn ?? `arn:${world.partition}:iam::${account.id}:${kind}/${value}`)
      : undefined;
  return (
    ((input.PolicyArn ?? input.SAMLProviderArn ?? input.OpenIDConnectProviderArn) as string | undefined) ??
    named(input.UserName, 'user', iam.users) ??
    named(input.RoleName, 'role', iam.roles) ??
    named(input.GroupName, 'group', iam.groups) ??
    '*'
  );
}
