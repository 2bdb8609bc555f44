import { grouped } from '../../src/text/figures.ts';
import type { Client } from '../installation/client.ts';
import type { Changes } from './organization.ts';
import { QUESTIONS } from './questions.ts';
import type { Screen } from './screen.ts';

/** Rows shown of an answer. */
const SHOWN = 3;

interface Answer {
  readonly ACCOUNT_ID: string;
  readonly SUBJECT: string;
  readonly DETAIL: string;
}

/** What the questions find: how much, and the first of it; what was planted comes first. */
export async function showAnswers(screen: Screen, client: Client, { openedGroup }: Changes): Promise<void> {
  screen.heading('Findings, each one question in SQL');
  for (const { text, sql } of QUESTIONS) {
    const rows = await client.query<Answer>(sql);
    const planted = ({ SUBJECT }: Answer) => SUBJECT === openedGroup;
    const ordered = [...rows.filter(planted), ...rows.filter((row) => !planted(row))];
    screen.rows([`  ${grouped(rows.length).padStart(4)}  ${text}`]);
    screen.rows(
      ordered
        .slice(0, SHOWN)
        .map(
          (row) =>
            `        ${row.ACCOUNT_ID}  ${row.SUBJECT.padEnd(20)}  ${row.DETAIL}${planted(row) ? '  (planted)' : ''}`,
        ),
    );
  }
}

/** Kinds of resources whose changes are shown. */
const CHANGING = [
  ['account', 'AWS_ACCOUNTS_CHANGES'],
  ['instance', 'AWS_EC2_INSTANCES_CHANGES'],
  ['security group', 'AWS_EC2_SECURITY_GROUPS_CHANGES'],
  ['role', 'AWS_IAM_ROLES_CHANGES'],
  ['user', 'AWS_IAM_USERS_CHANGES'],
] as const;

interface ChangeRow {
  readonly CHANGE: string;
  readonly ACCOUNT_ID: string;
  readonly RESOURCES: number;
  readonly RESOURCE_ID: string;
}

/** One change of one kind in one account. */
interface Change extends ChangeRow {
  readonly kind: string;
}

/** What differs between the two inventories, and what of it was planted. */
export async function showChanges(
  screen: Screen,
  client: Client,
  planted: ReadonlyMap<string, string>,
): Promise<readonly Change[]> {
  const changes = (await Promise.all(CHANGING.map(([kind, view]) => readChanges(client, kind, view)))).flat();
  screen.heading('What changed between the two inventories');
  screen.rows(
    changes.map((change) => {
      const { kind, CHANGE, ACCOUNT_ID, RESOURCES, RESOURCE_ID } = change;
      const what = RESOURCES === 1 ? RESOURCE_ID : `${grouped(RESOURCES)} of them`;
      const why = planted.get(RESOURCE_ID) ?? planted.get(ACCOUNT_ID) ?? '';
      return `  ${CHANGE.padEnd(8)}  ${kind.padEnd(14)}  ${what.padEnd(20)} ${kind === 'account' ? ''.padEnd(12) : ACCOUNT_ID}  ${why}`;
    }),
  );
  return changes;
}

async function readChanges(client: Client, kind: string, view: string): Promise<readonly Change[]> {
  const account = kind === 'account' ? 'RESOURCE_ID' : 'ACCOUNT_ID';
  const rows = await client.query<ChangeRow>(
    `SELECT CHANGE, ${account} AS ACCOUNT_ID, COUNT(*) AS RESOURCES, MIN(RESOURCE_ID) AS RESOURCE_ID
     FROM ${view} GROUP BY CHANGE, ${account} ORDER BY 1, 2`,
  );
  return rows.map((row) => ({ ...row, kind }));
}
