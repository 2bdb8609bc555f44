import { setTimeout as sleep } from 'node:timers/promises';
import type { Authentication, Signer } from './access/authentication.ts';
import type { Credentials } from './access/credentials.ts';
import { refusalOf, requirePermission } from './access/permission.ts';
import { addressOf, answerUnknownService } from './addressee.ts';
import { AwsError, type Operation, type OperationTable } from './contract.ts';
import type { DeliveryFault, FaultAction, Faults } from './faults.ts';
import type { MetricsRecorder } from './metrics.ts';
import type { Service } from './services.ts';
import type { Throttle } from './throttle.ts';
import { bucketOf } from './throttle-limits.ts';
import type { WireAnswer, WireRequest } from './wire/protocol.ts';
import { refuse } from './wire/refusals.ts';
import type { OperationShape } from './wire/shapes.ts';

/** All that answering a request needs. */
export interface FrontParts {
  readonly services: ReadonlyMap<string, Service>;
  readonly operations: OperationTable;
  readonly credentials: Credentials;
  readonly authentication: Authentication;
  readonly throttle: Throttle;
  readonly faults: Faults;
  readonly metrics: () => MetricsRecorder;
  readonly clock: () => Date;
  readonly latencyMs: number;
}

/** What to send, and what is to go wrong while sending it. */
export interface Outcome {
  readonly answer: WireAnswer;
  readonly delivery: DeliveryFault | undefined;
}

/** What is known of a call so far; filled in as it passes the gates. */
interface Progress {
  signer: Signer | undefined;
  delivery: DeliveryFault | undefined;
}

/** Takes one request through every gate AWS has, in AWS's order, to the operation and back. */
export async function answerRequest(
  parts: FrontParts,
  request: WireRequest,
  requestId: string,
): Promise<Outcome> {
  const { service, serviceName, operationName } = addressOf(parts.services, request);
  const progress: Progress = { signer: undefined, delivery: undefined };
  const at = parts.clock();
  let answer: WireAnswer;
  let code = 'OK';
  if (service === undefined) {
    parts.metrics().unknown.push(`${serviceName}:${operationName}`);
    answer = answerUnknownService(serviceName, operationName, request, parts.services, requestId);
    code = 'UnknownService';
  } else {
    try {
      answer = await serve(parts, service, operationName, request, requestId, progress);
    } catch (error) {
      const failure = failureOf(parts, service, operationName, error);
      answer = service.protocol.fail(failure, requestId);
      code = failure.code;
    }
  }
  parts.metrics().record({
    at,
    service: serviceName,
    operation: operationName,
    accountId: progress.signer?.identity.caller.accountId,
    region: progress.signer?.region,
    caller: progress.signer?.identity.caller.arn,
    code: progress.delivery ?? code,
  });
  return { answer, delivery: progress.delivery };
}

/** Services that ask others for their caller, with the caller's rights. */
const ON_BEHALF: ReadonlySet<string> = new Set(['cloudcontrolapi', 'cloudformation']);

async function serve(
  parts: FrontParts,
  service: Service,
  operationName: string,
  request: WireRequest,
  requestId: string,
  progress: Progress,
): Promise<WireAnswer> {
  const { shape, run } = implementation(parts, service, operationName);
  if (parts.latencyMs > 0) await sleep(parts.latencyMs);
  const signer = parts.authentication.authenticate(service, request, parts.clock());
  progress.signer = signer;
  const { identity, region } = signer;
  const input = service.protocol.read(shape, request);
  const call = {
    service: service.name,
    operation: operationName,
    accountId: identity.account.id,
    roleAccountId: typeof input.RoleArn === 'string' ? input.RoleArn.split(':')[4] : undefined,
    region,
  };
  await parts.faults.waitAtBarriers(call);
  for (const action of parts.faults.strike(call)) await suffer(parts, service, signer, action, progress);

  const now = parts.clock();
  if (!parts.throttle.admit(bucketOf({ ...call, input }), now)) {
    parts.metrics().overQuota += 1;
    throw throttled(parts, service);
  }
  requirePermission({ service, operation: operationName, identity, region, input, now });
  if (input.DryRun === true) {
    throw new AwsError('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', 412);
  }
  const output = await run({
    input,
    caller: identity.caller,
    account: identity.account,
    region,
    world: identity.world,
    now,
    ...(service.name === 'sts'
      ? { issueSession: (grant) => parts.credentials.issue(identity.world, grant) }
      : {}),
    ...(ON_BEHALF.has(service.name)
      ? { refusal: (action, resource) => refusalOf({ identity, region }, now, action, resource) }
      : {}),
  });
  return service.protocol.write(shape, output, requestId);
}

function implementation(
  parts: FrontParts,
  service: Service,
  operationName: string,
): { shape: OperationShape; run: Operation } {
  const shape = service.operation(operationName);
  const run = parts.operations[service.api ?? service.name]?.[operationName];
  if (shape && run) return { shape, run };
  parts.metrics().unknown.push(`${service.name}:${operationName}`);
  throw refuse(
    service.refusals,
    'unknown-operation',
    `Could not find operation ${operationName} of ${service.name}`,
  );
}

async function suffer(
  parts: FrontParts,
  service: Service,
  { identity }: Signer,
  action: FaultAction,
  progress: Progress,
): Promise<void> {
  if (typeof action === 'object') {
    if ('error' in action) throw new AwsError(action.error.code, action.error.message, action.error.status);
    await sleep(action.delayMs);
    return;
  }
  switch (action) {
    case 'throttle':
      throw throttled(parts, service);
    case 'http500':
      throw refuse(
        service.refusals,
        'internal',
        'The request processing has failed because of an internal error.',
      );
    case 'http503':
      throw refuse(service.refusals, 'unavailable');
    case 'expire-credentials':
      if (identity.session === undefined) throw new Error('a long-term key does not expire');
      identity.session.expiresAt = parts.clock();
      throw refuse(service.refusals, 'expired-session');
    case 'vanish-account':
      identity.account.state = 'CLOSED';
      throw refuse(service.refusals, 'unknown-key');
    default:
      progress.delivery = action;
  }
}

function throttled(parts: FrontParts, service: Service): AwsError {
  parts.metrics().throttled += 1;
  return refuse(service.refusals, 'throttled');
}

/** Whatever is not a modelled error is a defect of the sandbox: it answers 500 and the metrics name it. */
function failureOf(parts: FrontParts, service: Service, operationName: string, error: unknown): AwsError {
  if (error instanceof AwsError) return error;
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  parts.metrics().defects.push(`${service.name}:${operationName}: ${text}`);
  return refuse(service.refusals, 'internal', `The sandbox is at fault: ${text}`);
}
