import { parseOptionDocument } from '../../connections/document/option-document.ts';
import { changedComment } from '../../connections/write-comment.ts';
import { readConnection } from '../../connectors/index.ts';
import { describeError } from '../../errors.ts';
import { REDACTED, redact } from '../../text/redact.ts';
import type { Arguments, CommandContext } from '../command.ts';
import { jsonLine } from '../json-line.ts';
import { withDatabase } from '../session.ts';
import { findTable, namedInAction } from './find-table.ts';

/** Options of SnowAlert that held secrets in clear text. */
const CLEAR_SECRETS = ['aws_access_key', 'aws_secret_key'];

/** Shows one connection: its COMMENT, what comes of it, and what is wrong with it. Exit code 1 when it cannot run. */
export async function showConnection(context: CommandContext, args: Arguments): Promise<number> {
  const meant = namedInAction(args);
  const table = await withDatabase(context, { command: 'connections' }, (database) =>
    findTable(database, meant),
  );
  const result = readConnection(table);
  const comment = withoutSecrets(table.comment);
  if (args.flags.json) {
    const read = result.ok
      ? { ...result.connection, schedule: result.connection.schedule ?? null, problem: null }
      : { problem: describeError(result.error) };
    context.print(jsonLine({ name: table.name, ...read, comment }));
  } else {
    context.print(
      `${table.name}${result.ok && result.connection.paused ? ' (paused)' : ''}\n\n${comment.trim()}\n`,
    );
    if (!result.ok) context.print(`\n${describeError(result.error)}\n`);
  }
  return result.ok ? 0 : 1;
}

/** Text that is no YAML is shown as written but for secrets, so that it can be mended. */
function withoutSecrets(comment: string): string {
  const parsed = parseOptionDocument(comment);
  const values = 'document' in parsed ? parsed.document.values : {};
  const held = CLEAR_SECRETS.filter((option) => values[option]);
  const masked = changedComment(comment, new Map(held.map((option) => [option, REDACTED])));
  const lines = new RegExp(`^(\\s*(?:${CLEAR_SECRETS.join('|')})\\s*:\\s*).*`, 'gm');
  return redact('document' in parsed ? masked : comment.replace(lines, `$1${REDACTED}`), []);
}
