import type { Finding } from '../../check/finding.ts';
import { describeFindings } from '../../check/report.ts';
import { configError } from '../../errors.ts';
import { pause } from '../../time/pause.ts';
import { examine } from '../check.ts';
import type { CommandContext } from '../command.ts';
import { askYes } from '../form.ts';
import { AGAIN, personOf } from './person.ts';

/** Accounts that are tried of a list: enough to see whether roles are there, whatever its length. */
const SAMPLE = 8;
const PAUSE_MS = 20_000;

/** Checks the connection until it gets in somewhere, and says what it found then. Throws a config error when that is not yet so. */
export async function waitForRoles(
  context: CommandContext,
  connection: string,
  minutes: number,
): Promise<void> {
  const until = Date.now() + minutes * 60_000;
  const terminal = personOf(context);
  for (;;) {
    const findings = await examine(context, { connection, sample: SAMPLE }, () => undefined);
    const wrong = findings.filter(({ status }) => status !== 'ok');
    if (getsIn(findings)) {
      context.print(`   gets in${wrong.length === 0 ? '' : ', but not everywhere:'}\n`);
      context.print(context.secrets.redactMessage(describeFindings(wrong)));
      return;
    }
    if (Date.now() < until) {
      await pause(Math.min(PAUSE_MS, Math.max(0, until - Date.now())), context.signal);
      continue;
    }
    context.print(context.secrets.redactMessage(describeFindings(wrong)));
    if (terminal && (await askYes(terminal, 'It does not get in yet. Mend that, and check again?'))) continue;
    throw configError(`${connection} does not get in yet`, {
      hint: `Deploy the roles, or mend what is said above; then go on with \`${AGAIN}\`.`,
    });
  }
}

/** Steps that may fail in some accounts without keeping a run from the others. */
const BY_ACCOUNT: readonly Finding['step'][] = ['role', 'external_id', 'organization', 'regions', 'actions'];

function getsIn(findings: readonly Finding[]): boolean {
  const blocking = findings.filter(({ step, status }) => status === 'failed' && !BY_ACCOUNT.includes(step));
  return blocking.length === 0 && findings.some(({ step, status }) => step === 'role' && status === 'ok');
}
