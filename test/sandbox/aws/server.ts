import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Authentication } from './access/authentication.ts';
import { Credentials } from './access/credentials.ts';
import { signInAsAdministrator } from './access/portal.ts';
import type { OperationTable, SessionCredentials, World } from './contract.ts';
import { deliver } from './delivery.ts';
import { Faults } from './faults.ts';
import { answerRequest, type FrontParts } from './front.ts';
import { type Metrics, MetricsRecorder } from './metrics.ts';
import { allOperations } from './operations/index.ts';
import { awsServices } from './services.ts';
import { Throttle } from './throttle.ts';
import type { WireRequest } from './wire/protocol.ts';

const logLimit = 10_000;
const bodyLimit = 10 * 1024 * 1024;

export interface AwsSandboxOptions {
  /** One organization, or one per partition. */
  readonly world: World | readonly World[];
  /** Default 0: any free port. */
  readonly port?: number;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Default: every operation the sandbox has. */
  readonly operations?: OperationTable;
  /** Drives session expiry, clock skew and token buckets. Default: the real time. */
  readonly clock?: () => Date;
  /** How many times the published quotas AWS has granted the organization. Default 1. */
  readonly quotas?: number;
  /** Added to every call. Default 0. */
  readonly latencyMs?: number;
}

/** The running server. */
export interface AwsSandbox {
  /** `http://127.0.0.1:PORT`, fit for AWS_ENDPOINT_URL. */
  readonly url: string;
  readonly port: number;
  /** Since the start or the last reset. */
  readonly metrics: Metrics;
  readonly faults: Faults;
  /** Secret keys and tokens of every session issued so far. */
  issuedSecrets(): readonly string[];
  /** Temporary keys of an administrator of an account, as its access portal hands them to a person. */
  signInAsAdministrator(accountId: string): SessionCredentials;
  resetMetrics(): void;
  /** Cuts whatever is still connected. */
  close(): Promise<void>;
}

/** Starts AWS for the given worlds: every service on one address, told apart by the requests' signatures. */
export async function startAws(options: AwsSandboxOptions): Promise<AwsSandbox> {
  const worlds = 'partition' in options.world ? [options.world] : options.world;
  const [first] = worlds;
  if (first === undefined) throw new Error('the AWS sandbox needs a world');
  const clock = options.clock ?? (() => new Date());
  let metrics = new MetricsRecorder(logLimit);
  const credentials = new Credentials(worlds);
  const parts: FrontParts = {
    services: awsServices(),
    operations: options.operations ?? allOperations,
    credentials,
    authentication: new Authentication(credentials),
    throttle: new Throttle(options.quotas ?? 1),
    faults: new Faults(first.seed),
    metrics: () => metrics,
    clock,
    latencyMs: options.latencyMs ?? 0,
  };

  const server = createServer((message, response) => {
    converse(parts, message, response).catch((error: unknown) => {
      metrics.defects.push(
        `${message.method} ${message.url}: ${error instanceof Error ? error.stack : error}`,
      );
      response.destroy();
    });
  });
  server.keepAliveTimeout = 60_000;
  const host = options.host ?? '127.0.0.1';
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${host}:${port}`,
    port,
    faults: parts.faults,
    issuedSecrets: () => credentials.issuedSecrets(),
    signInAsAdministrator: (accountId) => signInAsAdministrator(credentials, worlds, accountId, clock()),
    get metrics() {
      return metrics;
    },
    resetMetrics: () => {
      metrics = new MetricsRecorder(logLimit);
    },
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}

async function converse(
  parts: FrontParts,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const requestId = randomUUID();
  // Clients correct their clock by this header.
  response.setHeader('date', parts.clock().toUTCString());
  response.setHeader('x-amzn-requestid', requestId);
  const body = await readBody(message);
  if (body === undefined) return;
  const [path = '/', ...query] = (message.url ?? '/').split('?');
  const request: WireRequest = {
    method: message.method ?? 'POST',
    path,
    query: query.join('?'),
    headers: message.headers,
    body,
  };
  const { answer, delivery } = await answerRequest(parts, request, requestId);
  await deliver(response, answer, delivery);
}

/** Undefined where the client went away or sent more than AWS takes. */
async function readBody(message: IncomingMessage): Promise<Buffer | undefined> {
  const pieces: Buffer[] = [];
  let length = 0;
  try {
    for await (const piece of message as AsyncIterable<Buffer>) {
      length += piece.length;
      if (length > bodyLimit) {
        message.destroy();
        return undefined;
      }
      pieces.push(piece);
    }
  } catch (error) {
    if (message.destroyed) return undefined;
    throw error;
  }
  return Buffer.concat(pieces);
}
