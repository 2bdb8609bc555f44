import { createSchema } from '../../snowflake/ddl.ts';
import { literal, quoted, schemaName } from '../../snowflake/identifiers.ts';
import type { Installation } from '../installation.ts';
import type { Section } from '../section.ts';
import { authenticationPolicy, networkPolicy, resourceMonitor } from './guards.ts';
import { serviceUser } from './service-user.ts';

/** Sections that only administrators can run, each with the least role that can. Safe to repeat. */
export function accountSections(installation: Installation): readonly Section[] {
  const { schema, warehouse, roles, user } = installation;
  const [database, owner, loader, reader] = [schema.database, roles.owner, roles.loader, roles.reader].map(
    quoted,
  );
  const inSchema = schemaName(schema);
  return [
    {
      title: 'Roles and the service user',
      role: 'USERADMIN',
      statements: [
        createRole(roles.owner, 'Owns the schema of snowcensus and upgrades it.'),
        createRole(roles.loader, 'Loads what snowcensus reads; makes and drops nothing.'),
        createRole(roles.reader, 'Reads the views of snowcensus.'),
        ...serviceUser(installation).statements,
      ],
      notes: serviceUser(installation).notes,
    },
    {
      title: 'Database and warehouse',
      role: 'SYSADMIN',
      statements: [
        `CREATE DATABASE IF NOT EXISTS ${database}`,
        `CREATE WAREHOUSE IF NOT EXISTS ${quoted(warehouse)} WAREHOUSE_SIZE = XSMALL AUTO_SUSPEND = 60 ` +
          `AUTO_RESUME = TRUE INITIALLY_SUSPENDED = TRUE COMMENT = ${literal('Two short windows per run of snowcensus.')}`,
      ],
    },
    {
      title: 'Who has which role, and the way to the schema',
      role: 'SECURITYADMIN',
      statements: [
        `GRANT ROLE ${loader} TO ROLE ${owner}`,
        `GRANT ROLE ${reader} TO ROLE ${owner}`,
        `GRANT ROLE ${owner} TO ROLE SYSADMIN`,
        `GRANT ROLE ${loader} TO USER ${quoted(user)}`,
        `GRANT USAGE, CREATE SCHEMA ON DATABASE ${database} TO ROLE ${owner}`,
        `GRANT USAGE ON DATABASE ${database} TO ROLE ${loader}`,
        `GRANT USAGE ON DATABASE ${database} TO ROLE ${reader}`,
        `GRANT USAGE ON WAREHOUSE ${quoted(warehouse)} TO ROLE ${owner}`,
        `GRANT USAGE ON WAREHOUSE ${quoted(warehouse)} TO ROLE ${loader}`,
      ],
    },
    { title: 'The schema', role: roles.owner, statements: [createSchema(schema)] },
    {
      title: 'The way into the schema, and no future grants: they would switch off those of the database',
      role: 'SECURITYADMIN',
      statements: [
        `GRANT USAGE ON SCHEMA ${inSchema} TO ROLE ${loader}`,
        `GRANT USAGE ON SCHEMA ${inSchema} TO ROLE ${reader}`,
        // Earlier versions gave these. While a schema has a future grant of a kind, those of its database are not for it:
        // https://docs.snowflake.com/en/sql-reference/sql/grant-privilege
        `REVOKE SELECT, INSERT, DELETE ON FUTURE TABLES IN SCHEMA ${inSchema} FROM ROLE ${loader}`,
        `REVOKE SELECT ON FUTURE VIEWS IN SCHEMA ${inSchema} FROM ROLE ${reader}`,
      ],
    },
    ...networkPolicy(installation),
    ...authenticationPolicy(installation),
    ...resourceMonitor(installation),
  ];
}

function createRole(name: string, comment: string): string {
  return `CREATE ROLE IF NOT EXISTS ${quoted(name)} COMMENT = ${literal(comment)}`;
}
