import { literal, quoted } from '../../snowflake/identifiers.ts';
import type { Credential, Installation } from '../installation.ts';

/** The statements that make the service user, which never has a password, and what is left for a person to do. */
export function serviceUser({ user, roles, warehouse, credential }: Installation): {
  readonly statements: readonly string[];
  readonly notes: readonly string[];
} {
  const name = quoted(user);
  const create =
    `CREATE USER IF NOT EXISTS ${name} TYPE = SERVICE DEFAULT_ROLE = ${quoted(roles.loader)} ` +
    `DEFAULT_WAREHOUSE = ${quoted(warehouse)} DEFAULT_SECONDARY_ROLES = () ` +
    `COMMENT = ${literal('snowcensus: copies an AWS organization into Snowflake.')}`;
  return {
    statements: [create, ...(credential ? credentialStatements(name, credential) : [])],
    notes: notesOf(name, roles.loader, credential),
  };
}

function credentialStatements(name: string, credential: Credential): readonly string[] {
  switch (credential.auth) {
    case 'key-pair':
      return [`ALTER USER ${name} SET RSA_PUBLIC_KEY = ${literal(credential.publicKey)}`];
    case 'workload-identity':
      return [
        `ALTER USER ${name} SET WORKLOAD_IDENTITY = (TYPE = AWS ARN = ${literal(credential.awsRoleArn)})`,
      ];
    case 'oauth':
    case 'pat':
      return [];
  }
}

function notesOf(name: string, loader: string, credential: Credential | undefined): readonly string[] {
  if (credential === undefined)
    return ['The user has no credential yet: run setup again with --auth, or give it one by hand.'];
  if (credential.auth === 'oauth')
    return [`Map the subject of your OAuth security integration to the LOGIN_NAME of ${name}.`];
  if (credential.auth === 'pat') {
    return [
      'The token is shown once, so a person makes it, and it needs a network policy (--allow-ip):',
      `  ALTER USER ${name} ADD PROGRAMMATIC ACCESS TOKEN SNOWCENSUS ROLE_RESTRICTION = ${literal(loader)} DAYS_TO_EXPIRY = 90;`,
    ];
  }
  return [];
}
