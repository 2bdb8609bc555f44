import { COVERAGE } from '../ledger/ledger-tables.ts';
import { type Home, objectName, quoted, schemaName } from '../snowflake/identifiers.ts';
import type { Details } from './cause.ts';

/** The names that explanations of Snowflake's refusals speak of, as SQL writes them. */
export function namesOf(home: Home, role: string | undefined): Details {
  return {
    role: quoted(role ?? 'PUBLIC'),
    database: quoted(home.database),
    schema: schemaName(home),
    stage: objectName(home, home.stage),
    table: objectName(home, COVERAGE.name),
  };
}
