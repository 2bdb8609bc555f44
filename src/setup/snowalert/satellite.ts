import { literal } from '../../snowflake/identifiers.ts';

/** A view under a name of SnowAlert, over the views of the current state. */
export interface SnowAlertView {
  readonly name: string;
  readonly doc: string;
  /** Views of ours that it reads: without their collectors it would be empty, and an empty one reads as an answer. */
  readonly reads: readonly string[];
  /** The SELECT; `own` gives the name of a view of ours, `theirs` that of another one of SnowAlert's. */
  readonly select: (own: (object: string) => string, theirs: (object: string) => string) => string;
}

/** A column that has the name of one of the row, or a name with what it is made of. */
export type SatelliteColumn = string | readonly [name: string, expression: string];

/** Table of SnowAlert's aws_collect: the subject of its rows, and their source among our views. */
interface Satellite {
  /** View of ours; its row is `t`. */
  readonly from: string;
  /** List of the row that gives a row each; its element is `e`. */
  readonly each?: string;
  /** More views that are joined, by name. */
  readonly joins?: Readonly<Record<string, string>>;
  readonly where?: string;
  /** Whether the table has a region. */
  readonly region?: true;
  /** Detail of the row without which the columns are not known: it stands in ERROR. */
  readonly detail?: string;
  readonly columns: readonly SatelliteColumn[];
}

/** The table `aws_collect_…` as a view: RECORDED_AT is when the account was read, ERROR why a row is not known. */
export function satellite(name: string, spec: Satellite): SnowAlertView {
  const { from, each, joins = {}, where, region, detail, columns } = spec;
  const leading: readonly SatelliteColumn[] = [
    ['RECORDED_AT', 't.SEEN_AT'],
    'ACCOUNT_ID',
    ...(region ? ['REGION'] : []),
    ['ERROR', errorOf(detail)],
  ];
  return {
    name: `AWS_COLLECT_${name}`,
    doc: `SnowAlert’s aws_collect_${name.toLowerCase()} over ${from}.`,
    reads: [from, ...Object.keys(joins)],
    select: (own) =>
      `SELECT ${[...leading, ...columns].map(selected).join(', ')}\n` +
      `FROM ${own(from)} t` +
      Object.entries(joins)
        .map(([table, condition]) => `\nLEFT JOIN ${own(table)} ${condition}`)
        .join('') +
      (each === undefined ? '' : `, LATERAL FLATTEN(INPUT => ${each}) e`) +
      (where === undefined ? '' : `\nWHERE ${where}`),
  };
}

function selected(column: SatelliteColumn): string {
  if (typeof column === 'string') return `t.${column}`;
  const [name, expression] = column;
  return `${expression} AS ${name}`;
}

function errorOf(detail: string | undefined): string {
  if (detail === undefined) return 'NULL::VARIANT';
  return (
    `IFF(ARRAY_CONTAINS(${literal(detail)}::VARIANT, t.BLIND_TO), ` +
    `OBJECT_CONSTRUCT('message', ${literal(`not read: ${detail}`)})::VARIANT, NULL)`
  );
}

/** Columns that are members of what AWS answered: `raw('STRING', 'OwnerId')` is OWNER_ID. */
export function raw(type: string, ...members: readonly string[]): readonly SatelliteColumn[] {
  return members.map((member) => [snake(member), `t.RAW:${member}${type === 'VARIANT' ? '' : `::${type}`}`]);
}

/** `AccountMFAEnabled` → `ACCOUNT_MFA_ENABLED` */
function snake(member: string): string {
  return member
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .toUpperCase();
}

/** Columns that have no source in what is read, by their types. */
export function never(type: string, ...names: readonly string[]): readonly SatelliteColumn[] {
  return names.map((name) => [name, `NULL::${type}`]);
}
