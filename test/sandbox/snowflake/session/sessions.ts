import type { EngineSession } from '../contract.ts';
import { cancel, type Statement } from './statements.ts';

/** A logged-in session as the wire knows it. */
export interface WireSession {
  readonly id: number;
  readonly engine: EngineSession;
  /** CLIENT_APP_ID of the login: `JavaScript`, `PythonConnector`, `Go`, `JDBC`, … */
  readonly client: string;
  /** Session parameters this session set, by upper-case name. */
  readonly parameters: Map<string, unknown>;
  /** Statements by the requestId they came under: asking again never executes again. */
  readonly byRequestId: Map<string, Statement>;
  /** The last statement in line; the next one starts when it has ended. */
  tail: Promise<void>;
  /** What a canceled statement still has running in the engine; the line moves on after it. */
  lingering: Promise<void>;
}

/** Aborts what runs, lets it end, and gives the engine's connection back. */
export async function endSession(session: WireSession): Promise<void> {
  for (const statement of session.byRequestId.values()) cancel(statement);
  await session.tail;
  await session.engine.close();
}
