import { randomUUID } from 'node:crypto';
import type { Connection } from './connection.ts';

/** The options that name the role a connection enters, and beside each the one of its external id. */
const ENTRIES = [
  ['destination_role_arn', 'destination_role_external_id'],
  ['destination_role_name', 'external_id'],
] as const;

/** A role that a connection enters, as its options name it. */
export interface EnteredRole {
  readonly role: string;
  readonly externalIdOption: (typeof ENTRIES)[number][1];
}

/** External id that cannot be guessed and is used nowhere else. */
export function randomExternalId(): string {
  return randomUUID();
}

/** The role that these options enter; undefined where they enter none. */
export function enteredRole(options: Readonly<Record<string, unknown>>): EnteredRole | undefined {
  const [roleOption, externalIdOption] = ENTRIES.find(([name]) => typeof options[name] === 'string') ?? [];
  return roleOption && externalIdOption ? { role: String(options[roleOption]), externalIdOption } : undefined;
}

/** The external id that a connection brings to the role it enters. */
export function externalIdOf({ options }: Pick<Connection, 'options'>): string | undefined {
  const given: Readonly<Record<string, unknown>> = { ...options };
  const entered = enteredRole(given);
  const own = entered && given[entered.externalIdOption];
  return typeof own === 'string' ? own : options.default_external_id;
}

/** The external id of another connection that enters the same role: a role asks everyone for the same one. */
export function sharedExternalId(role: string, others: readonly Connection[]): string | undefined {
  return others
    .filter(({ options }) => enteredRole({ ...options })?.role === role)
    .map(externalIdOf)
    .find((id) => id !== undefined);
}
