import type { Detection } from '../../detections/detection.ts';
import { detectionViewName } from '../../detections/detection-view.ts';
import { FINDING_HISTORY, FINDING_STATE } from '../../detections/history.ts';
import { DETECTION_TABLES, detectionViews } from '../../detections/installed-objects.ts';
import { configError } from '../../errors.ts';
import { createSchema, createTable, createView, type View } from '../../snowflake/ddl.ts';
import { objectName, quoted, schemaName } from '../../snowflake/identifiers.ts';
import { MOST_VIEW_BYTES } from '../../snowflake/view-parts.ts';
import type { DetectionSet, Installation } from '../installation.ts';
import type { ViewStatement } from '../schema/schema-state.ts';
import type { Section } from '../section.ts';

/** A privilege that a role needs for the detections. Stored names. */
export interface DetectionGrant {
  /** As SHOW GRANTS lists it; of all views, each of them. */
  readonly privileges: readonly string[];
  readonly kind: 'SCHEMA' | 'TABLE' | 'VIEW';
  readonly objects: readonly string[];
  readonly role: string;
  readonly statement: string;
}

/** Everything in the schema of the detections, as its owner makes it from nothing. Safe to repeat, and drops nothing. */
export function detectionSections(installation: Installation): readonly Section[] {
  const { detections, roles } = installation;
  if (detections === undefined) return [];
  const { schema } = detections;
  return [
    {
      title: 'Detections: what they find, in a schema of their own',
      role: roles.owner,
      statements: [
        createSchema(schema),
        ...DETECTION_TABLES.map((table) => createTable(schema, table)),
        ...viewStatements(installation, detections).map(({ sql }) => sql),
        ...detectionGrants(installation, detections).map(({ statement }) => statement),
      ],
      notes: [
        'FINDING_EXCEPTIONS and DETECTION_PARAMETERS are written by people: grant INSERT, UPDATE and DELETE on them to',
        'the roles that may.',
      ],
    },
  ];
}

/**
 * The views, each with the statement that makes it, in the order in which they can be made. Throws a config error for
 * one that Snowflake has no room for.
 */
export function viewStatements(
  { schema }: Pick<Installation, 'schema'>,
  detections: DetectionSet,
): readonly ViewStatement[] {
  const schemas = { tables: schema, detections: detections.schema };
  return detectionViews(schemas, detections.all).map((view) => {
    const sql = createView(detections.schema, view);
    const bytes = Buffer.byteLength(sql);
    if (bytes > MOST_VIEW_BYTES) throw tooLarge(view, bytes, detections.all);
    return { name: view.name, sql };
  });
}

/** A view is as large as the file of its detection makes it; what is made of many is made in parts. */
function tooLarge({ name }: View, bytes: number, all: readonly Detection[]): Error {
  const large = all.find((detection) => detectionViewName(detection) === name);
  const figures = `${bytes.toLocaleString('en')} bytes of SQL, and Snowflake takes ${MOST_VIEW_BYTES.toLocaleString('en')}`;
  return configError(`the view ${name} would have ${figures}`, {
    where: large === undefined ? name : `${large.service}/${large.id}.sql`,
    hint: 'Shorten the SELECT or the lists of the detection, make two of it, or take its file out of the folder that --detections names.',
  });
}

/** Grants of the reader, and of the loader as far as it records what the findings have become. */
export function detectionGrants(
  { roles, schema: tables }: Pick<Installation, 'roles' | 'schema'>,
  { schema, all }: DetectionSet,
): readonly DetectionGrant[] {
  const views = detectionViews({ tables, detections: schema }, all).map(({ name }) => name);
  const inSchema = schemaName(schema);
  const usage = (role: string): DetectionGrant => ({
    privileges: ['USAGE'],
    kind: 'SCHEMA',
    objects: [],
    role,
    statement: `GRANT USAGE ON SCHEMA ${inSchema} TO ROLE ${quoted(role)}`,
  });
  const on = (
    kind: 'TABLE' | 'VIEW',
    object: string,
    role: string,
    ...privileges: readonly string[]
  ): DetectionGrant => ({
    privileges,
    kind,
    objects: [object],
    role,
    statement: `GRANT ${privileges.join(', ')} ON ${kind} ${objectName(schema, object)} TO ROLE ${quoted(role)}`,
  });
  return [
    usage(roles.reader),
    {
      privileges: ['SELECT'],
      kind: 'VIEW',
      objects: views,
      role: roles.reader,
      statement: `GRANT SELECT ON ALL VIEWS IN SCHEMA ${inSchema} TO ROLE ${quoted(roles.reader)}`,
    },
    ...DETECTION_TABLES.map(({ name }) => on('TABLE', name, roles.reader, 'SELECT')),
    usage(roles.loader),
    ...['FINDINGS', 'DETECTIONS', 'DETECTION_CONTROLS'].map((name) =>
      on('VIEW', name, roles.loader, 'SELECT'),
    ),
    on('TABLE', FINDING_STATE.name, roles.loader, 'SELECT', 'INSERT', 'UPDATE', 'DELETE'),
    // A row of the history is never changed; retention deletes it.
    on('TABLE', FINDING_HISTORY.name, roles.loader, 'SELECT', 'INSERT', 'DELETE'),
  ];
}
