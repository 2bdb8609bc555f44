import { READING_ITSELF } from '../aws/deployed-role.ts';
import type { Connector } from '../connectors/connector.ts';
import { CONNECTORS } from '../connectors/index.ts';
import { type PolicyDocument, pascalCase, policyDocuments } from './policies.ts';

/** A role that connections enter, with what it may do. */
export interface Role {
  /** `identity-center`: names its files. */
  readonly name: string;
  /** `IdentityCenter`: names its resources and parameters in templates. */
  readonly id: string;
  readonly doc: string;
  readonly policies: readonly RolePolicy[];
}

interface RolePolicy {
  /** Name of its file, without the extension. */
  readonly name: string;
  readonly document: PolicyDocument;
}

const connectorsByRole = Map.groupBy(CONNECTORS.values(), ({ enters }) => enters);

/** The role of every account. */
export const memberRole: Role = roleOf('member');

/** The roles that one account has for the whole organization. */
export const organizationRoles: readonly Role[] = [...connectorsByRole.keys()]
  .filter((name) => name !== 'member')
  .sort((a, b) => (a < b ? -1 : 1))
  .map(roleOf);

/** The role that connections of this connector enter. */
export function enteredRoleOf({ enters }: Pick<Connector, 'enters'>): Role {
  return organizationRoles.find(({ name }) => name === enters) ?? memberRole;
}

/** Actions of the role, sorted. */
export function actionsOf({ policies }: Role): readonly string[] {
  return policies
    .flatMap(({ document }) => document.Statement.flatMap(({ Action }) => Action))
    .sort((a, b) => (a < b ? -1 : 1));
}

function roleOf(name: Connector['enters']): Role {
  const connectors = connectorsByRole.get(name) ?? [];
  const documents = policyDocuments([
    ...connectors.flatMap(({ collectors }) => collectors.flatMap(({ actions }) => actions)),
    ...READING_ITSELF,
  ]);
  return {
    name,
    id: pascalCase(name),
    doc: `For snowcensus. ${connectors.map(({ doc }) => doc).join(' ')}`,
    policies: documents.map((document, index) => ({
      name: documents.length === 1 ? name : `${name}-${index + 1}`,
      document,
    })),
  };
}
