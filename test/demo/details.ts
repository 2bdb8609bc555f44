import type { Client } from '../installation/client.ts';
import type { Figures } from './figures.ts';
import { QUESTIONS } from './questions.ts';
import { table } from './report.ts';

/** What `--verbose` has besides: every table's rows, the coverage, the blind spots one by one, and the SQL with its answers. */
export async function describeDetails(client: Client, runId: string, figures: Figures): Promise<string> {
  const rows = Object.entries(figures.tables).map(([name, count]) => ({ name, rows: count }));
  const coverage = await client.query(
    'SELECT COLLECTOR, LATEST_STATUS AS STATUS, COUNT(*) AS UNITS, SUM(ROW_COUNT) AS ROWS_READ FROM CONNECTOR_UNITS WHERE LATEST_RUN_ID = ? GROUP BY COLLECTOR, LATEST_STATUS ORDER BY 1, 2',
    [runId],
  );
  const blind = await client.query(
    `SELECT ACCOUNT_ID, REGION, STATUS, CODE, COUNT(*) AS COLLECTORS, MIN(SINCE) AS SINCE, MAX(LAST_SEEN_AT) AS LAST_SEEN_AT, MIN(REASON) AS REASON
     FROM CONNECTOR_BLIND_SPOTS GROUP BY ACCOUNT_ID, REGION, STATUS, CODE ORDER BY 1, 2`,
  );
  const answers: string[] = [];
  for (const { text, sql } of QUESTIONS) {
    answers.push(`\n${text}\n\n${sql.replaceAll(/^/gm, '    ')}\n\n${table(await client.query(sql), 50)}`);
  }
  return [
    `\nCurrent rows per table\n${table(rows, rows.length)}`,
    `\nCoverage of the second inventory (${runId})\n${table(coverage, coverage.length)}`,
    `\nBlind spots, and why\n${table(blind, blind.length)}`,
    ...answers,
  ].join('');
}
