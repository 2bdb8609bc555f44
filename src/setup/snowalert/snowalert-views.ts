import { createSchema } from '../../snowflake/ddl.ts';
import {
  literal,
  objectName,
  quoted,
  type SchemaReference,
  schemaName,
} from '../../snowflake/identifiers.ts';
import { quoteIdentifiers } from '../../snowflake/quote-identifiers.ts';
import type { Installation } from '../installation.ts';
import type { ViewStatement } from '../schema/schema-state.ts';
import type { Section } from '../section.ts';
import { EVENT_VIEWS } from './event-views.ts';
import { IAM_SATELLITES } from './iam-satellites.ts';
import type { SnowAlertView } from './satellite.ts';
import { SERVICE_SATELLITES } from './service-satellites.ts';

/** Every view under a name of SnowAlert, in an order in which each can be made. */
export const SNOWALERT_VIEWS: readonly SnowAlertView[] = [
  ...IAM_SATELLITES,
  ...SERVICE_SATELLITES,
  ...EVENT_VIEWS,
];

/** By this in its comment `setup` knows a view that it has made from one that people wrote. */
export const MARK = 'Made by snowcensus: ';

/** The statement that makes the view in a schema of choice. Without its columns' comments: SnowAlert's have none. */
export function snowAlertStatement(
  tables: SchemaReference,
  schema: SchemaReference,
  { name, doc, select }: SnowAlertView,
): ViewStatement {
  const text = quoteIdentifiers(
    select(
      (object) => objectName(tables, object),
      (object) => objectName(schema, object),
    ),
  );
  const comment = literal(doc.includes('\n') ? `${doc}\n${MARK}` : `${MARK}${doc}`);
  return {
    name,
    sql: `CREATE OR REPLACE VIEW ${objectName(schema, name)} COPY GRANTS COMMENT = ${comment} AS\n${text}`,
  };
}

/** Statements by which the reader may read the views. */
export function snowAlertGrants(
  { roles }: Pick<Installation, 'roles'>,
  schema: SchemaReference,
  names: readonly string[],
): readonly string[] {
  const reader = quoted(roles.reader);
  return [
    `GRANT USAGE ON SCHEMA ${schemaName(schema)} TO ROLE ${reader}`,
    ...names.map((name) => `GRANT SELECT ON VIEW ${objectName(schema, name)} TO ROLE ${reader}`),
  ];
}

/** All of it as its owner makes it from nothing, where it is asked for. */
export function snowAlertSections(installation: Installation): readonly Section[] {
  const { snowAlert: schema, schema: tables, roles } = installation;
  if (schema === undefined) return [];
  return [
    {
      title: 'Views under the names of SnowAlert’s aws_collect',
      role: roles.owner,
      statements: [
        createSchema(schema),
        ...SNOWALERT_VIEWS.map((view) => snowAlertStatement(tables, schema, view).sql),
        ...snowAlertGrants(
          installation,
          schema,
          SNOWALERT_VIEWS.map(({ name }) => name),
        ),
      ],
      notes: [
        'After the first runs, and leave out each view whose tables no connection reads: SnowAlert’s rules take an empty',
        'one for an answer. `snowcensus setup --snowalert-views` does so itself, and replaces nothing that people made.',
      ],
    },
  ];
}
