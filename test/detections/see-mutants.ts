import type { Detection } from '../../src/detections/detection.ts';
import { bodySql } from '../../src/detections/detection-view.ts';
import { PARAMETERS, parametersClause } from '../../src/detections/parameter-sql.ts';
import { RELATIONS } from '../../src/detections/relations.ts';
import type { ObjectNames } from '../../src/detections/units-view.ts';
import { literal } from '../../src/snowflake/identifiers.ts';
import { mutantsOf } from './mutants.ts';

type Ask = <T>(...statements: readonly string[]) => Promise<readonly T[]>;

/** Where the views stand that detections read, and where their rows are put. */
export interface Places {
  readonly names: ObjectNames;
  /** A schema in which tables may be made. */
  readonly scratch: string;
}

/**
 * Puts what the views show into tables of the same names, once: a detection over those costs milliseconds, and over the
 * views a hundred times that. Gives the names of the tables.
 */
export async function settle(
  ask: Ask,
  detections: readonly Detection[],
  { names, scratch }: Places,
): Promise<ObjectNames> {
  const settled = (object: string) => `${scratch}.${object}`;
  const views = new Set(detections.flatMap(({ tables }) => tables));
  for (const view of views) {
    const { place = 'tables' } = RELATIONS.get(view) ?? {};
    await ask(`CREATE TABLE ${settled(view)} AS SELECT * FROM ${names[place](view)}`);
  }
  await ask(`CREATE TABLE ${settled(PARAMETERS.name)} AS SELECT * FROM ${names.detections(PARAMETERS.name)}`);
  return { tables: settled, detections: settled };
}

/** The predicates of a detection that may be negated without another count of what passes, fails or has no answer: by one statement. */
export async function unseenPredicates(
  ask: Ask,
  detection: Detection,
  names: ObjectNames,
): Promise<readonly string[]> {
  const mutants = mutantsOf(detection.sql);
  const counts = [detection.sql, ...mutants.map(({ sql }) => sql)].map((sql, index) => {
    const mutant = { ...detection, sql };
    const clauses = [...parametersClause(mutant, names), `answers AS (${bodySql(mutant, names)})`];
    return (
      `SELECT ${index} AS MUTANT, COUNT_IF(STATUS = 'pass') AS PASS, COUNT_IF(STATUS = 'fail') AS FAIL, COUNT_IF(STATUS IS NULL) AS UNKNOWN ` +
      `FROM (WITH ${clauses.join(', ')} SELECT STATUS FROM answers) x`
    );
  });
  const rows = await ask<Readonly<Record<'MUTANT' | 'PASS' | 'FAIL' | 'UNKNOWN', number>>>(
    counts.join('\nUNION ALL\n'),
  );
  const told = (index: number) => {
    const row = rows.find(({ MUTANT }) => MUTANT === index);
    if (!row) throw new Error(`${literal(detection.id)} has no answer of mutant ${index}`);
    return `${row.PASS} ${row.FAIL} ${row.UNKNOWN}`;
  };
  return mutants.filter((_, index) => told(index + 1) === told(0)).map(({ predicate }) => predicate);
}
