import type { View } from '../../snowflake/ddl.ts';
import { literal } from '../../snowflake/identifiers.ts';
import { VERSION } from '../../version.ts';

/** Raised with every change that an older program could not live with. */
export const SCHEMA_VERSION = 6;

/** The view that tells the version of the schema, to people and to `setup`. */
export const schemaVersion: View = {
  name: 'CONNECTOR_SCHEMA',
  comment: `Version ${SCHEMA_VERSION} of the schema of snowcensus.`,
  columns: [
    { name: 'VERSION', comment: 'Version of the schema; a program refuses to set up over a newer one.' },
    { name: 'PROGRAM', comment: 'Version of snowcensus that set it up.' },
  ],
  select: () => `SELECT ${SCHEMA_VERSION} AS VERSION, ${literal(VERSION)} AS PROGRAM`,
};

/** The version that the view’s comment names; 1 where there is no view: then the schema is older, or SnowAlert’s. */
export function versionOf(comment: string | undefined): number {
  return Number(/^Version (\d+) /.exec(comment ?? '')?.[1] ?? 1);
}
