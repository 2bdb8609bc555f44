import { OUTCOMES } from '../../ledger/ledger-tables.ts';
import { objectName, quoted, type SchemaReference, schemaName } from '../../snowflake/identifiers.ts';
import type { Details } from '../cause.ts';

/** The names that explanations of Snowflake's refusals speak of, as SQL writes them. */
export function namesOf(schema: SchemaReference, role: string | undefined): Details {
  return {
    role: quoted(role ?? 'PUBLIC'),
    database: quoted(schema.database),
    schema: schemaName(schema),
    stage: objectName(schema, schema.stage),
    table: objectName(schema, OUTCOMES.name),
  };
}
