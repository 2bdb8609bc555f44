import type { Engine, StageStore } from './contract.ts';
import type { Exchange } from './exchange.ts';
import type { FaultAction, FaultPlan } from './faults.ts';
import { sessionGone, type TokenRegistry, tokenOf } from './login/tokens.ts';
import type { SandboxUser } from './login/users.ts';
import type { AskAws } from './login/workload-identity.ts';
import type { Metrics } from './metrics.ts';
import type { WireSession } from './session/sessions.ts';
import type { Runner, Statements } from './session/statements.ts';
import type { StageType } from './session/transfers.ts';
import type { StageGrants } from './stage/stage-grants.ts';

/** The live parts of one sandbox, shared by its request handlers. */
export interface Sandbox {
  readonly engine: Engine;
  readonly store: StageStore;
  readonly users: readonly SandboxUser[];
  /** When set, logins must name this account. */
  readonly account: string | undefined;
  readonly askAws: AskAws | undefined;
  readonly stageType: StageType;
  readonly clock: () => Date;
  readonly sessionSeconds: number;
  readonly masterSeconds: number;
  readonly slowAnswerMs: number;
  readonly metrics: Metrics;
  readonly tokens: TokenRegistry;
  readonly grants: StageGrants;
  readonly sessions: Map<number, WireSession>;
  readonly statements: Statements;
  readonly run: Runner;
}

/** A JSON request on its way to a handler: its body, and the faults that are still to strike. */
export interface WireRequest {
  readonly exchange: Exchange;
  readonly body: Readonly<Record<string, unknown>>;
  readonly actions: readonly FaultAction[];
  /** What may strike the parts of a request. */
  readonly faults: FaultPlan;
}

/** The session a request's session token speaks for. Throws 390101, 390104, 390111 or 390112. */
export function sessionOf(sandbox: Sandbox, exchange: Exchange): WireSession {
  const id = sandbox.tokens.verifySession(tokenOf(exchange.request.headers.authorization));
  const session = sandbox.sessions.get(id);
  if (session === undefined) throw sessionGone();
  return session;
}
