import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Engine, StageStore } from './contract.ts';
import { openExchange, sendJson } from './exchange.ts';
import { FaultPlan } from './faults.ts';
import { TokenRegistry } from './login/tokens.ts';
import type { SandboxUser } from './login/users.ts';
import type { AskAws } from './login/workload-identity.ts';
import { type Metrics, newMetrics } from './metrics.ts';
import { dispatch } from './routes.ts';
import type { Sandbox } from './sandbox.ts';
import { refusal } from './session/queries.ts';
import { statementRunner } from './session/run-statement.ts';
import { endSession } from './session/sessions.ts';
import { modelled, Statements } from './session/statements.ts';
import type { StageType } from './session/transfers.ts';
import { ObjectStore } from './stage/object-store.ts';
import { StageGrants } from './stage/stage-grants.ts';

export interface SnowflakeOptions {
  /** Default 0: any free port. */
  readonly port?: number;
  /** Default 127.0.0.1. */
  readonly host?: string;
  readonly engine: Engine;
  readonly store: StageStore;
  /** Who may log in. Default: nobody. */
  readonly users?: readonly SandboxUser[];
  /** When given, logins must name this account; region and cloud parts are ignored. */
  readonly account?: string;
  /** Where AWS is, for workloads that it vouches for. Default: nowhere, so none is let in. */
  readonly askAws?: AskAws;
  /** How drivers are told to move files. Default `http`: through this server, as an object store. */
  readonly stageType?: StageType;
  /** The server's only clock: tokens and keys age by it. */
  readonly clock?: () => Date;
  /** Rows inside an answer, and in each chunk after it. Default 10,000. */
  readonly chunkRows?: number;
  /** Life of a session token in seconds. Default 3600. */
  readonly sessionSeconds?: number;
  /** Life of a master token in seconds. Default 14400. */
  readonly masterSeconds?: number;
  /** How long a statement may run before the client is told to ask again. Default 45,000. */
  readonly slowAnswerMs?: number;
  /** About how many bytes of finished results are kept for clients that ask again. Default 256 MiB. */
  readonly keepResultBytes?: number;
}

export interface SnowflakeSandbox {
  /** `http://127.0.0.1:<port>`: the drivers' accessUrl. */
  readonly url: string;
  readonly port: number;
  /** Live: the same object for the sandbox's whole life. */
  readonly metrics: Metrics;
  readonly faults: FaultPlan;
  resetMetrics(): void;
  /** Has the engine put what statements insert from now on into blocks of their own. */
  closeBlocks(): Promise<void>;
  /** Breaks every connection, aborts what runs and closes every session. The engine stays its owner's. */
  close(): Promise<void>;
}

/** Starts a server that speaks the Snowflake drivers' protocol over `engine`, and serves its stages. */
export async function startSnowflake(options: SnowflakeOptions): Promise<SnowflakeSandbox> {
  const sandbox = assemble(options);
  const faults = new FaultPlan();
  const objects = new ObjectStore(sandbox.store, sandbox.grants, sandbox.metrics);
  const server = createServer((request, response) => {
    const exchange = openExchange(request, response);
    // The server's own time of day, which clients may hold against theirs.
    response.setHeader('date', sandbox.clock().toUTCString());
    // A client may go at any time; what it was sent is then lost, and that is all.
    request.on('error', () => undefined);
    response.on('error', () => undefined);
    dispatch(sandbox, objects, faults, exchange).catch((error: unknown) =>
      sendJson(exchange, refusal(modelled(error))),
    );
  });
  // Longer than any driver keeps an idle connection, so that none is reset between two statements.
  server.keepAliveTimeout = 600_000;
  const host = options.host ?? '127.0.0.1';
  const port = await listen(server, options.port ?? 0, host);
  return {
    url: `http://${host}:${port}`,
    port,
    metrics: sandbox.metrics,
    faults,
    closeBlocks: () => options.engine.closeBlocks(),
    resetMetrics: () => void Object.assign(sandbox.metrics, newMetrics()),
    async close() {
      faults.clear();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      const sessions = [...sandbox.sessions.values()];
      sandbox.sessions.clear();
      await Promise.all(sessions.map(endSession));
      await closed;
    },
  };
}

function assemble(options: SnowflakeOptions): Sandbox {
  const clock = options.clock ?? (() => new Date());
  const sessionSeconds = options.sessionSeconds ?? 3600;
  const masterSeconds = options.masterSeconds ?? 14_400;
  const metrics = newMetrics();
  const statements = new Statements(clock, metrics, options.keepResultBytes ?? 256 * 1024 * 1024);
  return {
    engine: options.engine,
    store: options.store,
    users: options.users ?? [],
    account: options.account,
    askAws: options.askAws,
    stageType: options.stageType ?? 'http',
    clock,
    sessionSeconds,
    masterSeconds,
    slowAnswerMs: options.slowAnswerMs ?? 45_000,
    metrics,
    tokens: new TokenRegistry({ sessionSeconds, masterSeconds }, clock),
    grants: new StageGrants(clock),
    sessions: new Map(),
    statements,
    run: statementRunner(statements, options.chunkRows ?? 10_000),
  };
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}
