import type { Connection } from '../../connections/connection.ts';
import { enteredRole, externalIdOf } from '../../connections/external-id.ts';
import { parseRoleArn } from '../../connections/role-arn.ts';
import { connectorOf } from '../../connectors/index.ts';
import { configError } from '../../errors.ts';
import { enteredRoleOf, type Role } from '../../generate/roles.ts';

/** The role of ours that a connection enters, under the name that its options give it. */
export interface NamedRole {
  readonly role: Role;
  readonly name: string;
  /** `/`, or `/security/`. */
  readonly path: string;
  readonly externalId: string | undefined;
}

/** Throws a config error where the connection enters no role, and reads with the credentials it comes with. */
export function namedRole(connection: Connection): NamedRole {
  const entered = enteredRole({ ...connection.options });
  const role = enteredRoleOf(connectorOf(connection));
  if (!entered) {
    throw configError(`${connection.name} enters no role: it reads with the credentials it comes with`, {
      hint: `Attach to them what \`snowcensus roles ${connection.name} --format policy\` prints, or set destination_role_name.`,
    });
  }
  const arn = parseRoleArn(entered.role);
  const whole = typeof arn === 'object' ? `${arn.path}${arn.name}` : entered.role;
  const cut = whole.lastIndexOf('/') + 1;
  const path = `/${whole.slice(0, cut)}`;
  return { role, name: whole.slice(cut), path, externalId: externalIdOf(connection) };
}
