import { createStage, createTable, createView } from '../../snowflake/ddl.ts';
import type { Installation } from '../installation.ts';
import type { Section } from '../section.ts';
import { grantStatement, revokeStatement, schemaGrants, schemaRevocations } from './schema-grants.ts';
import { TABLES, VIEWS } from './schema-objects.ts';

/** Everything in the schema, as its owner makes it from nothing. Safe to repeat, and drops nothing. */
export function schemaSections(installation: Installation): {
  readonly tables: Section;
  readonly views: Section;
  readonly grants: Section;
} {
  const { schema, roles } = installation;
  const role = roles.owner;
  return {
    tables: {
      title: 'Stage and tables',
      role,
      statements: [createStage(schema), ...TABLES.map((table) => createTable(schema, table))],
      notes: [
        'Not for a schema of an earlier version: `snowcensus setup` brings it up to date with every row.',
      ],
    },
    views: { title: 'Views', role, statements: VIEWS.map((view) => createView(schema, view)) },
    grants: {
      title: 'What loader and reader may do',
      role,
      statements: [
        ...schemaGrants(installation, []).map((grant) => grantStatement(schema, grant)),
        ...schemaRevocations(installation).map((grant) => revokeStatement(schema, grant)),
      ],
      notes: [
        'Connection tables that were made by hand or are older than this schema, such as those of SnowAlert,',
        '`snowcensus setup` finds: it adds the columns they lack and grants SELECT, INSERT and DELETE on them to the loader.',
      ],
    },
  };
}
