import type { SchemaReference } from './identifiers.ts';
import type { SnowflakeSession } from './session.ts';

/** An installation as statements reach it: the session that sends them, and the schema that its objects are in. */
export interface Database {
  readonly session: SnowflakeSession;
  readonly schema: SchemaReference;
}

/** The same database, with statements that end with the signal. */
export function within({ session, schema }: Database, signal: AbortSignal): Database {
  return { session: session.within(signal), schema };
}

/** The same database, with more in the query tags of its statements. */
export function tagged({ session, schema }: Database, tag: Readonly<Record<string, string>>): Database {
  return { session: session.tagged(tag), schema };
}
