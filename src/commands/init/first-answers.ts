import { objectName } from '../../snowflake/identifiers.ts';
import { grouped } from '../../text/figures.ts';
import type { CommandContext } from '../command.ts';
import { withWarehouse } from '../session.ts';

/** A question that every organization is asked, and the SQL that counts its answer. */
interface FirstQuestion {
  readonly asks: string;
  readonly sql: (name: (view: string) => string) => string;
}

const QUESTIONS: readonly FirstQuestion[] = [
  {
    asks: 'accounts, of which active',
    sql: (name) =>
      `SELECT COUNT(*) AS A, COUNT_IF(COALESCE(STATE, STATUS) = 'ACTIVE') AS B FROM ${name('AWS_ACCOUNTS')}`,
  },
  {
    asks: 'instances, of which with a public address',
    sql: (name) =>
      `SELECT COUNT(*) AS A, COUNT_IF(PUBLIC_IP IS NOT NULL) AS B FROM ${name('AWS_EC2_INSTANCES')}`,
  },
  {
    asks: 'people with a console password, of which without a second factor',
    sql: (name) =>
      `SELECT COUNT(*) AS A, COUNT_IF(NOT MFA_ACTIVE) AS B FROM ${name('AWS_IAM_CREDENTIAL_REPORT')} WHERE PASSWORD_ENABLED`,
  },
  {
    asks: 'active access keys, of which older than ninety days',
    sql: (name) =>
      `SELECT COUNT(*) AS A, COUNT_IF(CREATE_DATE < DATEADD(day, -90, CURRENT_TIMESTAMP())) AS B FROM ${name('AWS_IAM_ACCESS_KEYS')} WHERE STATUS = 'Active'`,
  },
  {
    asks: 'accounts of which something cannot be seen, and reasons',
    sql: (name) =>
      `SELECT COUNT(DISTINCT ACCOUNT_ID) AS A, COUNT(DISTINCT CODE) AS B FROM ${name('CONNECTOR_BLIND_SPOTS')}`,
  },
];

/** Prints the first answers out of the current views. */
export async function printFirstAnswers(context: CommandContext): Promise<void> {
  await withWarehouse(context, { command: 'init' }, async ({ session, schema }) => {
    for (const { asks, sql } of QUESTIONS) {
      const [row] = await session.execute(
        sql((view) => objectName(schema, view)),
        {
          about: 'first answers',
          signal: context.signal,
        },
      );
      const figures = [row?.A, row?.B].map((value) => grouped(Number(value)).padStart(7)).join(' ');
      context.print(`   ${figures}  ${asks}\n`);
    }
  });
}
