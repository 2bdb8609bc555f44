import type { Connection, ConnectionResult } from '../../connections/connection.ts';
import { parseOptionDocument } from '../../connections/document/option-document.ts';
import { changedComment, type OptionChanges } from '../../connections/write-comment.ts';
import { CONNECTORS, readConnection } from '../../connectors/index.ts';
import { configError } from '../../errors.ts';
import type { Database } from '../../snowflake/database.ts';
import { commentTable } from '../../snowflake/ddl.ts';
import type { ListedTable } from '../../snowflake/schema.ts';
import type { Arguments, CommandContext } from '../command.ts';
import { flagValues } from '../flags.ts';
import { terminalOf } from '../form.ts';
import { jsonLine } from '../json-line.ts';
import { withDatabase } from '../session.ts';
import { askOptions } from './ask-options.ts';
import { checked, valid } from './checked.ts';
import { findTable, namedInAction } from './find-table.ts';
import { flaggedOptions } from './option-flags.ts';

/** Changes options of a connection by one statement that replaces its COMMENT, once the new one is valid. */
export function editConnection(context: CommandContext, args: Arguments): Promise<number> {
  if (args.flags.module !== undefined) {
    throw configError('the module of a connection cannot change', {
      hint: 'Add another connection with `snowcensus connections add`, and remove this one.',
    });
  }
  return change(context, args, (table) => wishedChanges(context, args, table), checked);
}

/** Suspends the schedule of a connection, or takes it up again. */
export function pauseConnection(context: CommandContext, args: Arguments, paused: boolean): Promise<number> {
  return change(
    context,
    args,
    () => Promise.resolve(new Map([['paused', paused ? true : undefined]])),
    valid,
  );
}

async function wishedChanges(
  context: CommandContext,
  args: Arguments,
  table: ListedTable,
): Promise<OptionChanges> {
  const unset = flagValues(args, 'unset') ?? [];
  const flagged = new Map<string, unknown>([
    ...unset.map((option) => [option.replace(/^--/, '').replaceAll('-', '_'), undefined] as const),
    ...flaggedOptions(args),
  ]);
  if (flagged.size > 0) return flagged;
  const terminal = terminalOf(context);
  const current = optionsIn(table);
  const connector = CONNECTORS.get(String(current.module));
  if (!terminal || !connector) {
    throw configError('edit takes the options to change', {
      hint: 'Give each as a flag, such as --schedule @daily, or --unset schedule to take it out.',
    });
  }
  return askOptions(terminal, connector, flagged, current);
}

function optionsIn({ comment }: ListedTable): Readonly<Record<string, unknown>> {
  const parsed = parseOptionDocument(comment);
  return 'document' in parsed ? parsed.document.values : {};
}

async function change(
  context: CommandContext,
  args: Arguments,
  changesOf: (table: ListedTable) => Promise<OptionChanges>,
  accept: (result: ConnectionResult) => Connection,
): Promise<number> {
  const meant = namedInAction(args);
  return withDatabase(context, { command: 'connections' }, async (database) => {
    const before = await findTable(database, meant);
    const { name } = before;
    const comment = changedComment(before.comment, await changesOf(before));
    const connection = accept(readConnection({ name, comment }));
    const isChanged = comment !== before.comment;
    const statement = commentTable(database.schema, name, comment);
    if (args.flags.print) context.print(args.flags.json ? jsonLine({ name, statement }) : `${statement};\n`);
    else {
      if (isChanged) await replace(context, database, before, { comment, statement });
      context.print(
        args.flags.json ? jsonLine(machineReadable(connection, isChanged)) : said(name, isChanged),
      );
    }
    return 0;
  });
}

/** Snowflake cannot replace a COMMENT on condition, so it is read again right before and after. */
async function replace(
  context: CommandContext,
  database: Database,
  { name, comment: before }: ListedTable,
  { comment, statement }: { readonly comment: string; readonly statement: string },
): Promise<void> {
  const now = await findTable(database, name);
  if (now.comment !== before) throw meddled(name, 'nothing was changed');
  await database.session.execute(statement, { about: name, signal: context.signal });
  const after = await findTable(database, name);
  if (after.comment !== comment) throw meddled(name, 'the change is lost');
}

function meddled(name: string, outcome: string): Error {
  return configError(`somebody else changed ${name} at the same time; ${outcome}`, {
    hint: `See what it is now with \`snowcensus connections show ${name}\`, and try again.`,
  });
}

function machineReadable({ name, module, paused, schedule, options }: Connection, changed: boolean): object {
  return { name, module, paused, schedule: schedule ?? null, options, changed };
}

function said(name: string, changed: boolean): string {
  return changed ? `changed ${name}\n` : `${name} is so already; nothing was changed\n`;
}
