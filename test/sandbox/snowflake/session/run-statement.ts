import { type RowsResult, StatementError } from '../contract.ts';
import { prepareRows } from './results.ts';
import { scanSql } from './scan.ts';
import { followAlterSession } from './session-parameters.ts';
import type { WireSession } from './sessions.ts';
import {
  modelled,
  type Outcome,
  type Runner,
  type Statement,
  type Statements,
  type Submission,
} from './statements.ts';

/** 0xA000: the answer of a multi-statement request, which only points to the results of its parts. */
const multiStatementTypeId = 0xa000;

/** A runner that hands statements to the session's engine, several ones by one when the request allows it. */
export function statementRunner(statements: Statements, chunkRows: number): Runner {
  const runOne: Runner = async (session, statement, submission) => {
    const { placeholders } = scanSql(submission.sqlText);
    const entry = statements.log(session, statement, submission);
    try {
      const result = await untilAborted(
        statement.abort.signal,
        session,
        session.engine.execute({
          sqlText: submission.sqlText,
          queryId: statement.queryId,
          describeOnly: submission.describeOnly,
          signal: statement.abort.signal,
          ...(submission.bindings === undefined ? {} : { bindings: submission.bindings }),
          ...(submission.parameters === undefined ? {} : { parameters: submission.parameters }),
        }),
      );
      if (result.kind === 'transfer') return { kind: 'transfer', result };
      if (result.profile) entry.profile = result.profile;
      if (result.usesWarehouse) statements.noteWarehouse(entry);
      followAlterSession(session.parameters, submission.sqlText);
      const prepared = await prepareRows(result, statement.queryId, session, placeholders, chunkRows);
      return { kind: 'rows', prepared };
    } catch (error) {
      const { aborted, reason } = statement.abort.signal;
      const { code, message } = modelled(aborted ? reason : error);
      entry.error = `${code}: ${message}`;
      throw error;
    }
  };

  const runMany = async (
    session: WireSession,
    statement: Statement,
    submission: Submission,
    parts: readonly string[],
  ): Promise<Outcome> => {
    if (submission.bindings !== undefined && Object.keys(submission.bindings).length > 0) {
      throw new StatementError(
        '000002',
        '0A000',
        "Unsupported feature 'binds in a multi-statement request'.",
      );
    }
    const done: Statement[] = [];
    for (const sqlText of parts) {
      statement.abort.signal.throwIfAborted();
      const before = (signal: AbortSignal) => submission.beforePart?.(sqlText, signal) ?? Promise.resolve();
      const own = { ...partOf(submission), sqlText, before };
      const part = await statements.runPart(session, statement, own, runOne);
      if (part.outcome?.kind === 'failed') throw part.outcome.error;
      if (part.outcome?.kind !== 'rows') {
        throw new StatementError(
          '000002',
          '0A000',
          "Unsupported feature 'PUT or GET in a multi-statement request'.",
        );
      }
      done.push(part);
    }
    const prepared = await prepareRows(multiStatementResult, statement.queryId, session, 0, chunkRows);
    const data = {
      ...prepared.data,
      resultIds: done.map((part) => part.queryId).join(','),
      resultTypes: done.map((part) => typeOf(part.outcome)).join(','),
    };
    return { kind: 'rows', prepared: { ...prepared, data } };
  };

  return async (session, statement, submission) => {
    const { statements: parts } = scanSql(submission.sqlText);
    const [first] = parts;
    if (first === undefined) throw new StatementError('000900', '42601', 'Empty SQL statement.');
    const wanted = Number(
      submission.parameters?.MULTI_STATEMENT_COUNT ?? session.parameters.get('MULTI_STATEMENT_COUNT') ?? 1,
    );
    // Zero stands for any number of statements.
    if (wanted !== 0 && parts.length !== wanted) {
      const message = `Actual statement count ${parts.length} did not match the desired statement count ${wanted}.`;
      throw new StatementError('000008', '0A000', message);
    }
    return parts.length === 1
      ? runOne(session, statement, { ...submission, sqlText: withoutTerminator(submission.sqlText, first) })
      : runMany(session, statement, submission, parts);
  };
}

const multiStatementResult: RowsResult = {
  kind: 'rows',
  columns: [
    {
      name: 'multiple statement execution',
      type: 'text',
      nullable: false,
      precision: null,
      scale: null,
      length: 16_777_216,
    },
  ],
  rows: [['Multiple statements executed successfully.']],
  statementTypeId: multiStatementTypeId,
  usesWarehouse: false,
};

/** The engine gets the text as it was sent, so that its line and column numbers stay true, up to a final `;`. */
function withoutTerminator(sqlText: string, only: string): string {
  return sqlText.slice(0, sqlText.indexOf(only) + only.length);
}

/** Its requestId, what runs before it and the statement count belong to the request, not to its parts. */
function partOf(submission: Submission): Omit<Submission, 'sqlText'> {
  const { MULTI_STATEMENT_COUNT: _, ...parameters } = submission.parameters ?? {};
  return { requestId: '', describeOnly: submission.describeOnly, parameters };
}

function typeOf(outcome: Outcome | undefined): number {
  return outcome?.kind === 'rows' ? outcome.prepared.statementTypeId : 0;
}

/**
 * Gives up waiting when the statement is aborted. The engine may need longer to notice: the session's next
 * statement waits for it all the same.
 */
async function untilAborted<T>(signal: AbortSignal, session: WireSession, work: Promise<T>): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const onAbort = (): void => aborted.reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  session.lingering = work.then(
    () => undefined,
    () => undefined,
  );
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
