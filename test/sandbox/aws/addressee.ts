import { parseAuthorization } from './access/sigv4.ts';
import { AwsError } from './contract.ts';
import type { Service } from './services.ts';
import type { WireAnswer, WireRequest } from './wire/protocol.ts';

/** The service and the operation a request is meant for. */
export interface Address {
  /** Undefined for a service the sandbox does not have. */
  readonly service: Service | undefined;
  readonly serviceName: string;
  /** As the request names it; its method and path where it names none. */
  readonly operationName: string;
}

/** The credential scope names the service, the form which of its APIs; unsigned, the form alone tells. */
export function addressOf(services: ReadonlyMap<string, Service>, request: WireRequest): Address {
  const scope = parseAuthorization(request.headers.authorization ?? '')?.service;
  const service =
    scope === undefined
      ? [...services.values()].find(({ protocol }) => protocol.claims(request))
      : (services.get(scope) ??
        [...services.values()].find(({ name, protocol }) => name === scope && protocol.claims(request)));
  const named = service?.protocol.operationName(request) ?? looseName(request);
  return { service, serviceName: service?.name ?? scope ?? 'unknown', operationName: named };
}

/** A modelled error in the protocol the request seems to speak. */
export function answerUnknownService(
  serviceName: string,
  operationName: string,
  request: WireRequest,
  services: ReadonlyMap<string, Service>,
  requestId: string,
): WireAnswer {
  const message = `This sandbox has no service ${serviceName} (asked for ${operationName})`;
  const type = String(request.headers['content-type'] ?? '');
  const like = type.includes('x-amz-json') ? 'organizations' : type.includes('json') ? 'account' : 'sts';
  const code = like === 'sts' ? 'InvalidAction' : 'UnknownOperationException';
  const speaker = services.get(like);
  if (speaker === undefined) throw new Error(`the sandbox has lost its service ${like}`);
  return speaker.protocol.fail(new AwsError(code, message, like === 'account' ? 404 : 400), requestId);
}

function looseName(request: WireRequest): string {
  const target = request.headers['x-amz-target'];
  if (typeof target === 'string') return target.split('.').at(-1) ?? target;
  const form = request.method === 'GET' ? request.query : request.body.toString('utf8');
  const action = /(?:^|&)Action=(\w+)/.exec(form)?.[1];
  return action ?? `${request.method} ${request.path}`;
}
