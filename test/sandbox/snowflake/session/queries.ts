import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Bind, StatementError } from '../contract.ts';
import { asRecord, type Exchange, send, sendJson } from '../exchange.ts';
import { injectedError } from '../faults.ts';
import { type Sandbox, sessionOf, type WireRequest } from '../sandbox.ts';
import { chunkKeyHeader, chunkLinks } from './chunks.ts';
import { shortenFirstFile } from './fewer-rows.ts';
import { strikePart } from './part-faults.ts';
import { scanSql } from './scan.ts';
import type { WireSession } from './sessions.ts';
import { cancel, type Statement } from './statements.ts';
import { transferData } from './transfers.ts';

/** POST /queries/v1/query-request */
export async function query(sandbox: Sandbox, wire: WireRequest): Promise<void> {
  const { exchange, body } = wire;
  const session = sessionOf(sandbox, exchange);
  if (body.bindStage !== undefined && body.bindStage !== null) {
    throw new StatementError('000002', '0A000', "Unsupported feature 'binds from a stage'.");
  }
  const sqlText = typeof body.sqlText === 'string' ? body.sqlText : '';
  const statement = sandbox.statements.submit(
    session,
    {
      requestId: exchange.url.searchParams.get('requestId') ?? randomUUID(),
      sqlText,
      bindings: body.bindings === undefined ? undefined : (asRecord(body.bindings) as Record<string, Bind>),
      parameters: body.parameters === undefined ? undefined : asRecord(body.parameters),
      describeOnly: body.describeOnly === true,
      before: (signal) => sabotage(sandbox, wire, sqlText, signal),
      beforePart: (part, signal) => strikePart(sandbox, wire, session.id, part, signal),
    },
    sandbox.run,
  );
  if (body.asyncExec === true) sendJson(exchange, inProgress(statement));
  else await answerWhenEnded(sandbox, session, statement, exchange);
}

/** Ordered faults that strike a statement in its turn. */
async function sabotage(
  sandbox: Sandbox,
  { actions }: WireRequest,
  sqlText: string,
  signal: AbortSignal,
): Promise<void> {
  for (const action of actions) {
    if (typeof action === 'object' && 'runMs' in action) await sleep(action.runMs, undefined, { signal });
  }
  const error = injectedError(actions);
  if (error !== undefined) throw error;
  if (actions.includes('fewer-rows')) await shortenFirstFile(sandbox.store, sandbox.grants.stages(), sqlText);
}

/** GET /queries/{id}/result */
export async function queryResult(
  sandbox: Sandbox,
  { exchange }: WireRequest,
  queryId: string,
): Promise<void> {
  const session = sessionOf(sandbox, exchange);
  const statement = sandbox.statements.find(queryId);
  if (statement === undefined) throw unknownStatement(queryId);
  await answerWhenEnded(sandbox, session, statement, exchange);
}

/** GET /monitoring/queries/{id} */
export function monitorQuery(sandbox: Sandbox, { exchange }: WireRequest, queryId: string): void {
  sessionOf(sandbox, exchange);
  const statement = sandbox.statements.find(queryId);
  const queries = statement === undefined ? [] : [monitored(statement)];
  sendJson(exchange, { data: { queries }, code: null, message: null, success: true });
}

/** POST /queries/v1/abort-request (by requestId) and /queries/{id}/abort-request */
export async function abortQuery(sandbox: Sandbox, wire: WireRequest, queryId?: string): Promise<void> {
  const session = sessionOf(sandbox, wire.exchange);
  const statement =
    queryId === undefined
      ? session.byRequestId.get(String(wire.body.requestId))
      : sandbox.statements.find(queryId);
  if (statement === undefined || statement.outcome !== undefined) {
    throw new StatementError('000605', '02000', 'Identified SQL statement is not currently executing.');
  }
  cancel(statement);
  await statement.ended;
  sendJson(wire.exchange, { data: null, code: null, message: null, success: true });
}

/** GET /results/{id}/{n}: one chunk of a big result, for whoever holds the result's key. */
export function downloadChunk(
  sandbox: Sandbox,
  { exchange }: WireRequest,
  queryId: string,
  index: string,
): void {
  const statement = sandbox.statements.find(queryId);
  const outcome = statement?.outcome;
  const chunk = outcome?.kind === 'rows' ? outcome.prepared.chunks[Number(index)] : undefined;
  const key = exchange.request.headers[chunkKeyHeader];
  if (statement === undefined || chunk === undefined || key !== statement.resultKey) {
    send(
      exchange,
      403,
      { 'content-type': 'application/xml' },
      Buffer.from('<Error><Code>AccessDenied</Code></Error>'),
    );
    return;
  }
  // Not JSON by its type: the Node driver would parse it, and without its outer brackets it is none.
  send(exchange, 200, { 'content-type': 'binary/octet-stream', 'content-encoding': 'gzip' }, chunk.body);
}

/** Answers with the outcome, or, when that takes long, with the link to ask for it again. */
async function answerWhenEnded(
  sandbox: Sandbox,
  session: WireSession,
  statement: Statement,
  exchange: Exchange,
): Promise<void> {
  const patience = new AbortController();
  await Promise.race([
    statement.ended,
    sleep(sandbox.slowAnswerMs, undefined, { signal: patience.signal }).catch(() => undefined),
  ]);
  patience.abort();
  sendJson(exchange, answer(sandbox, session, statement, exchange.origin));
}

function answer(
  sandbox: Sandbox,
  session: WireSession,
  statement: Statement,
  origin: string,
): Readonly<Record<string, unknown>> {
  const { outcome, queryId } = statement;
  if (outcome === undefined) return inProgress(statement);
  switch (outcome.kind) {
    case 'failed':
      return refusal(outcome.error, statement);
    case 'forgotten':
      return refusal(unknownStatement(queryId), statement);
    case 'rows': {
      const links = chunkLinks(origin, queryId, statement.resultKey, outcome.prepared.chunks);
      return { data: { ...outcome.prepared.data, ...links }, code: null, message: null, success: true };
    }
    case 'transfer': {
      const { store, grants, stageType } = sandbox;
      const data = transferData(outcome.result, statement, session, origin, store, grants, stageType);
      return { data, code: null, message: null, success: true };
    }
  }
}

function inProgress({ queryId }: Statement): Readonly<Record<string, unknown>> {
  const data = {
    queryId,
    getResultUrl: `/queries/${queryId}/result`,
    queryAbortsAfterSecs: 300,
    progressDesc: null,
  };
  return { data, code: '333334', message: null, success: true };
}

/** `success:false` with everything drivers read; without `sqlState` they would ask again. */
export function refusal(error: StatementError, statement?: Statement): Readonly<Record<string, unknown>> {
  const [, line = '-1', pos = '-1'] = /error line (\d+) at position (\d+)/.exec(error.message) ?? [];
  const data = {
    internalError: error.code === '000603',
    errorCode: error.code,
    age: 0,
    sqlState: error.sqlState,
    queryId: statement?.queryId ?? null,
    line: Number(line),
    pos: Number(pos),
    type:
      error.code.startsWith('0') && error.message.startsWith('SQL compilation') ? 'COMPILATION' : 'EXECUTION',
  };
  return { data, code: error.code, message: error.message, success: false };
}

function unknownStatement(queryId: string): StatementError {
  return new StatementError('000709', '02000', `Statement ${queryId} not found`);
}

function monitored(statement: Statement): Readonly<Record<string, unknown>> {
  const { outcome, queryId, sessionId, sqlText, startedAt, endedAt } = statement;
  const failure = outcome?.kind === 'failed' ? outcome : undefined;
  return {
    id: queryId,
    sessionId,
    sqlText,
    status: outcome === undefined ? 'RUNNING' : failure === undefined ? 'SUCCESS' : 'FAILED_WITH_ERROR',
    state: outcome === undefined ? 'RUNNING' : failure === undefined ? 'SUCCEEDED' : 'FAILED',
    startTime: startedAt.getTime(),
    endTime: endedAt?.getTime() ?? 0,
    errorCode: failure?.error.code ?? null,
    errorMessage: failure?.error.message ?? null,
    statementCount: scanSql(sqlText).statements.length,
  };
}
