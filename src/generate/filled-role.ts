import {
  accountTemplate,
  membersTemplate,
  organizationRoleTemplate,
  type Template,
} from './cloudformation.ts';
import type { PolicyDocument } from './policies.ts';
import { memberRole, type Role } from './roles.ts';

/** A role of ours with what one connection says of it. */
export interface FilledRole {
  readonly role: Role;
  readonly name: string;
  /** `/`, or `/security/`. */
  readonly path: string;
  readonly trustedPrincipalArns: readonly string[];
  readonly externalId: string;
}

/** Which accounts a StackSet brings the member role to, and from where. */
export interface Rollout {
  /** Units or the root; whoever deploys it is asked when there are none. */
  readonly organizationalUnitIds: readonly string[];
  readonly callAs: 'SELF' | 'DELEGATED_ADMIN';
}

/** The stack that makes the role in one account, with every parameter filled in. */
export function filledTemplate(filled: FilledRole): Template {
  const { role, path } = filled;
  return withDefaults(
    role === memberRole ? accountTemplate(path) : organizationRoleTemplate(role, path),
    parametersOf(filled),
  );
}

/** The stack that brings the member role to all accounts, filled in as far as it is known. */
export function filledStackSet(filled: FilledRole, { organizationalUnitIds, callAs }: Rollout): Template {
  return withDefaults(membersTemplate(filled.path, callAs), {
    ...parametersOf(filled),
    ...(organizationalUnitIds.length === 0 ? {} : { OrganizationalUnitIds: organizationalUnitIds.join(',') }),
  });
}

/** Principals that may assume the role, and the external id that they must give. */
export function trustPolicy({ trustedPrincipalArns, externalId }: FilledRole): object {
  return {
    Version: '2012-10-17' satisfies PolicyDocument['Version'],
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: trustedPrincipalArns },
        Action: 'sts:AssumeRole',
        Condition: { StringEquals: { 'sts:ExternalId': externalId } },
      },
    ],
  };
}

/** The parameters of the stack that makes the role. */
export function parametersOf({
  role,
  name,
  trustedPrincipalArns,
  externalId,
}: FilledRole): Record<string, string> {
  return {
    [`${role.id}RoleName`]: name,
    TrustedPrincipalArns: trustedPrincipalArns.join(','),
    ExternalId: externalId,
  };
}

function withDefaults(template: Template, defaults: Readonly<Record<string, string>>): Template {
  const parameters = Object.entries(template.Parameters).map(([name, parameter]) => [
    name,
    defaults[name] === undefined ? parameter : { ...parameter, Default: defaults[name] },
  ]);
  return { ...template, Parameters: Object.fromEntries(parameters) as Template['Parameters'] };
}
