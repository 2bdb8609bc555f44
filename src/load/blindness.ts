import { counted } from '../text/figures.ts';

/** How many rows of a unit are blind, and to what. */
export interface RowBlindness {
  rows: number;
  /** By what they are blind to: how many, the first of them, and AWS's code for it. */
  readonly details: Map<string, { rows: number; readonly first: string; readonly code: string }>;
}

/** Takes note of a row that is blind. */
export function noteBlindness(
  blindness: RowBlindness,
  resource: string,
  blindTo: ReadonlyMap<string, string>,
): void {
  blindness.rows += 1;
  for (const [detail, code] of blindTo) {
    const known = blindness.details.get(detail);
    if (known) known.rows += 1;
    else blindness.details.set(detail, { rows: 1, first: resource, code });
  }
}

/** Note of an ok unit about its rows that are blind. */
export interface PartlyBlind {
  readonly rowsBlind: number;
  readonly code: string;
  readonly reason: string;
}

/** Note of an ok unit about its rows that are known in part only. */
export function partlyBlind({ rows, details }: RowBlindness, of: number): PartlyBlind | undefined {
  if (rows === 0) return undefined;
  const each = [...details].map(([detail, { rows: blind, first, code }]) => {
    const others = blind > 1 ? ` and ${blind - 1} more` : '';
    return `${detail} of ${first}${others} (${code})`;
  });
  return {
    rowsBlind: rows,
    code: 'rows_blind',
    reason: `${rows} of ${counted(of, 'row')} could be read in part only: ${each.join(', ')}. BLIND_TO says it of each.`,
  };
}
