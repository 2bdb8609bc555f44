import { literal } from '../snowflake/identifiers.ts';
import { sqlTokens } from '../snowflake/sql-tokens.ts';
import { required, type Table, text } from '../table.ts';
import type { Detection, Parameter } from './detection.ts';
import type { ObjectNames } from './units-view.ts';

/** Parameters that users set otherwise than the defaults. */
export const PARAMETERS: Table = {
  name: 'DETECTION_PARAMETERS',
  comment: 'Parameters of detections that are to differ from their defaults: one row each, written by users.',
  columns: [
    required(text('DETECTION_ID', 'Detection.')),
    required(text('NAME', 'Parameter, as DETECTIONS lists it.')),
    required(text('VALUE', 'A number, or a list as JSON: ["111122223333"].')),
  ],
};

/** The SELECT of a detection, with each `$name` as a column of the clause of parameters. */
export function withoutParameters({ sql }: Detection): string {
  return sqlTokens(sql)
    .map(({ kind, text: token }) =>
      kind === 'variable' ? `(SELECT ${columnOf(token.slice(1))} FROM parameters)` : token,
    )
    .join('');
}

/** The clause that gives each parameter its value, and says which of them cannot be read. */
export function parametersClause(
  { id, parameters }: Detection,
  { detections }: ObjectNames,
): readonly string[] {
  if (parameters.length === 0) return [];
  const columns = parameters.map((parameter) => `${setValue(parameter)} AS ${columnOf(parameter.name)}`);
  const problems = parameters.map(
    (parameter) =>
      `WHEN ${given(parameter)} IS NOT NULL AND ${converted(parameter)} IS NULL\n` +
      `      THEN ${literal(`the parameter ${parameter.name} is set to what is no ${kindOf(parameter)}: `)} || ${given(parameter)}`,
  );
  return [
    `parameters AS (\n  SELECT ${columns.join(',\n    ')},\n    CASE ${problems.join('\n    ')} END AS PROBLEM\n` +
      `  FROM ${detections(PARAMETERS.name)} WHERE DETECTION_ID = ${literal(id)}\n)`,
  ];
}

function columnOf(name: string): string {
  return `P_${name.toUpperCase()}`;
}

function kindOf(parameter: Parameter): string {
  return typeof parameter.default === 'number' ? 'number' : 'list of texts';
}

function given({ name }: Parameter): string {
  return `MAX(IFF(UPPER(NAME) = ${literal(name.toUpperCase())}, VALUE, NULL))`;
}

function converted(parameter: Parameter): string {
  return typeof parameter.default === 'number'
    ? `TRY_TO_NUMBER(${given(parameter)})`
    : `AS_ARRAY(TRY_PARSE_JSON(${given(parameter)}))`;
}

function setValue(parameter: Parameter): string {
  const preset =
    typeof parameter.default === 'number'
      ? String(parameter.default)
      : `ARRAY_CONSTRUCT(${parameter.default.map(literal).join(', ')})`;
  return `COALESCE(${converted(parameter)}, ${preset})`;
}
