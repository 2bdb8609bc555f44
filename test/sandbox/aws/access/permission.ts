import type { Service } from '../services.ts';
import { refuse } from '../wire/refusals.ts';
import { assumeRoleDenial } from './assume-role.ts';
import type { Signer } from './authentication.ts';
import { denial } from './authorization.ts';
import { conditionKeys } from './condition-keys.ts';
import { judge } from './policy.ts';
import { resourceOf } from './resources.ts';

export interface PermissionQuestion extends Signer {
  readonly service: Service;
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly now: Date;
}

/** Anyone with valid credentials may ask who they are. */
const needNoPermission = new Set(['sts:GetCallerIdentity']);

/** Throws the service's access-denied error, in AWS's words, unless the caller may do this. */
export function requirePermission(question: PermissionQuestion): void {
  const { service, operation, identity, region, now, input } = question;
  const action = service.actions?.[operation] ?? `${service.prefix ?? service.name}:${operation}`;
  if (needNoPermission.has(action)) return;
  if (action === 'sts:AssumeRole') {
    const refused = assumeRoleDenial(question);
    if (refused) throw denied(question, refused.action, String(input.RoleArn), refused.reason);
    return;
  }
  const { world, account, caller } = identity;
  const touched = service.touched?.({ world, account, region, input });
  const resource = touched?.arn ?? resourceOf(world, account, service.name, input);
  const keys = conditionKeys({ identity, region, now, target: account });
  const reason = denial(identity, { action, resource, keys });
  if (reason !== undefined) throw denied(question, action, resource, reason);
  if (!touched?.policy) return;
  const root = `arn:${world.partition}:iam::${account.id}:root`;
  const principals = new Set([caller.arn, caller.roleArn ?? caller.arn, root, account.id]);
  const verdict = judge([touched.policy], { action, resource, keys, principals });
  if (verdict === 'deny')
    throw denied(question, action, resource, 'with an explicit deny in a resource-based policy');
  if (touched.mustAllow && verdict === 'silent') {
    throw denied(question, action, resource, `because no resource-based policy allows the ${action} action`);
  }
}

/** Why the signer may not do something that a service does on its behalf, in AWS's words; undefined where it may. */
export function refusalOf(
  { identity, region }: Signer,
  now: Date,
  action: string,
  resource: string,
): string | undefined {
  const keys = conditionKeys({ identity, region, now, target: identity.account });
  const reason = denial(identity, { action, resource, keys });
  return (
    reason &&
    `User: ${identity.caller.arn} is not authorized to perform: ${action} on resource: ${resource} ${reason}`
  );
}

function denied(
  { service, identity }: PermissionQuestion,
  action: string,
  resource: string,
  reason: string | undefined,
): Error {
  const words = [
    ...(service.name === 'ec2' ? ['You are not authorized to perform this operation.'] : []),
    `User: ${identity.caller.arn} is not authorized to perform: ${action}`,
    ...(service.name === 'ec2' ? [] : [`on resource: ${resource}`]),
    ...(reason === undefined ? [] : [reason]),
  ];
  return refuse(service.refusals, 'access-denied', words.join(' '));
}
