import type { View } from '../snowflake/ddl.ts';
import { literal } from '../snowflake/identifiers.ts';
import { viewInParts } from '../snowflake/view-parts.ts';
import type { Detection } from './detection.ts';
import { frameworkParts } from './frameworks.ts';

const column = (name: string, comment: string) => ({ name, comment });

/** Question of each detection, its reason, and the remedy for its findings; after the parts of which it is made. */
export function detectionsViews(all: readonly Detection[]): readonly View[] {
  const rows = all.map(({ id, service, title, severity, per, resourceType, why, remedy, ...lists }) => [
    ...[id, service, title, severity, per, resourceType, why, remedy],
    ...[lists.reads, lists.tables, lists.parameters].map((list) => JSON.stringify(list)),
  ]);
  const whole = {
    name: 'DETECTIONS',
    comment: 'Every detection: what it asks, why it matters, how to mend it, what it reads.',
    columns: [
      column('DETECTION_ID', 'Detection.'),
      column('SERVICE', 'Service that it is about.'),
      column('TITLE', 'What holds where it passes.'),
      column('SEVERITY', 'critical, high, medium or low.'),
      column('PER', 'What it answers for: resource, region, account or organization.'),
      column('RESOURCE_TYPE', 'Type as CloudFormation names it.'),
      column('WHY', 'Why it matters.'),
      column('REMEDY', 'How to mend it.'),
      column('READS', 'Collectors without which it has no answer.'),
      column('TABLES', 'Views that it reads.'),
      column(
        'PARAMETERS',
        'What it goes by: name, default and meaning; DETECTION_PARAMETERS sets it otherwise.',
      ),
    ],
  };
  return viewInParts(
    whole,
    rows.map(valuesOf),
    (texts) =>
      'SELECT column1 AS DETECTION_ID, column2 AS SERVICE, column3 AS TITLE, column4 AS SEVERITY, column5 AS PER,\n' +
      '  column6 AS RESOURCE_TYPE, column7 AS WHY, column8 AS REMEDY, PARSE_JSON(column9) AS READS,\n' +
      '  PARSE_JSON(column10) AS TABLES, PARSE_JSON(column11) AS PARAMETERS\n' +
      `FROM VALUES\n${texts.join(',\n')}`,
  );
}

/** Which detection answers which control of which framework; after the parts of which it is made. */
export function detectionControlsViews(all: readonly Detection[]): readonly View[] {
  const rows = all.flatMap(({ id, controls }) =>
    Object.entries(controls).flatMap(([framework, ids]) => {
      const { name, version } = frameworkParts(framework);
      return ids.map((control) => [id, name, version, control]);
    }),
  );
  const whole = {
    name: 'DETECTION_CONTROLS',
    comment: 'Which detection answers which control of which framework.',
    columns: [
      column('DETECTION_ID', 'Detection.'),
      column('FRAMEWORK', 'Framework, such as cis.'),
      column('VERSION', 'Its version, such as 7.0; NULL where it has none.'),
      column('CONTROL', 'Id of the control in that version.'),
    ],
  };
  return viewInParts(
    whole,
    rows.map(valuesOf),
    (texts) =>
      'SELECT column1 AS DETECTION_ID, column2 AS FRAMEWORK, column3 AS VERSION, column4 AS CONTROL\n' +
      `FROM VALUES\n${texts.join(',\n')}`,
  );
}

function valuesOf(row: readonly (string | undefined)[]): string {
  return `  (${row.map((value) => (value === undefined ? 'NULL' : literal(value))).join(', ')})`;
}
