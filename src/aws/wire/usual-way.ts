import { userAgentMiddleware } from '@aws-sdk/core/client';
import { getEndpointFromInstructions } from '@smithy/core/endpoints';
import { HttpRequest } from '@smithy/core/protocols';
import type { HttpHandlerOptions, HttpResponse, MetadataBearer } from '@smithy/types';
import type { Client } from '../client.ts';

/** Members of the SDK's commands. */
export interface DirectCommand {
  readonly input: object;
  readonly constructor: object;
  readonly schema?: readonly unknown[];
  resolveMiddleware(stack: object, config: object, options: object): unknown;
}

/** Facts of a call that each of its steps may ask, under the names that the SDK's own steps know. */
export interface CallContext {
  readonly commandName: string;
  readonly logger: unknown;
  readonly endpointV2: unknown;
  readonly authSchemes: unknown;
  readonly __smithy_context: object;
}

interface Signing {
  sign(request: HttpRequest, identity: object, properties: object): Promise<HttpRequest>;
  errorHandler(properties: object): (error: Error) => never;
  successHandler(response: HttpResponse | HttpRequest, properties: object): void;
}

/** The members of a client's settings that its calls need. */
export interface DirectConfig {
  readonly region: () => Promise<string>;
  readonly endpointProvider: object;
  readonly httpAuthSchemeProvider: (parameters: object) => readonly {
    readonly schemeId: string;
    readonly signingProperties?: { readonly name: string; readonly region: string };
  }[];
  readonly httpAuthSchemes: readonly { readonly schemeId: string; readonly signer: Signing }[];
  readonly retryMode: never;
  /** How far AWS's clock is ahead of ours, in milliseconds, once AWS has refused a signature for its time. */
  systemClockOffset: number;
  readonly logger: unknown;
  readonly requestHandler: {
    handle(request: HttpRequest, options: HttpHandlerOptions): Promise<{ response: HttpResponse }>;
  };
  readonly protocol: {
    serializeRequest(operation: object, input: object, context: object): Promise<HttpRequest>;
    deserializeResponse(operation: object, context: object, response: HttpResponse): Promise<MetadataBearer>;
  };
}

/** Facts that are the same for all calls of a client. */
export interface ClientWay {
  readonly context: Omit<CallContext, 'commandName' | '__smithy_context'>;
  readonly signing: Signing;
  readonly scope: { readonly signingName: string; readonly signingRegion: string };
  readonly headers: Readonly<Record<string, string>>;
}

const SIGV4 = 'aws.auth#sigv4';

/**
 * Steps of the SDK that we take too, or that no call of ours needs: notes for logs and traces of Lambda. A command that
 * anything else is done with goes the SDK's own way.
 */
const USUAL: ReadonlySet<string> = new Set([
  'loggerMiddleware',
  'httpAuthSchemeMiddleware',
  'endpointV2Middleware',
  'serializerMiddleware',
  'contentLengthMiddleware',
  'getUserAgentMiddleware',
  'hostHeaderMiddleware',
  'recursionDetectionMiddleware',
  'retryMiddleware',
  'httpSigningMiddleware',
  'deserializerMiddleware',
]);

/** Parameters by which an endpoint is found; services that take more (STS, S3) choose how to sign by it, too. */
const USUAL_PARAMETERS: ReadonlySet<string> = new Set(['Region', 'UseFIPS', 'UseDualStack', 'Endpoint']);

interface Stack {
  concat(other: object): Stack;
  identify(): readonly string[];
}

/** Whether the SDK does nothing with the command but the usual, and finds its endpoint whatever it asks for. */
export function isUsual(command: DirectCommand, { middlewareStack, config }: Client): boolean {
  let steps: readonly string[] = ['none'];
  const stack = middlewareStack as unknown as Stack;
  const noted = {
    ...stack,
    concat(own: object) {
      const whole = stack.concat(own);
      steps = whole.identify();
      return whole;
    },
  };
  // Another of its kind, for a command notes the steps that it is resolved with.
  const Kind = command.constructor as new (input: object) => DirectCommand;
  new Kind(command.input).resolveMiddleware(noted, config, {});
  return (
    steps.every((step) => USUAL.has(step.replace(/ .*$/, ''))) &&
    Object.keys(endpointInstructions(command)).every((name) => USUAL_PARAMETERS.has(name)) &&
    signsOnlyPlainly(config as unknown as DirectConfig, command)
  );
}

/** Whether the command is signed by version 4 of signatures, and can be in no other way. */
function signsOnlyPlainly(config: DirectConfig, command: DirectCommand): boolean {
  const [option, ...others] = authOptions(config, command, 'us-east-1');
  return others.length === 0 && option?.schemeId === SIGV4;
}

function endpointInstructions(command: DirectCommand): Readonly<Record<string, object>> {
  const kind = command.constructor as { getEndpointParameterInstructions(): Record<string, object> };
  return kind.getEndpointParameterInstructions();
}

function authOptions(config: DirectConfig, { schema }: DirectCommand, region: string) {
  return config.httpAuthSchemeProvider({ operation: schema?.[2], region });
}

export async function findWay(shared: Client, command: DirectCommand): Promise<ClientWay> {
  const config = shared.config as unknown as DirectConfig;
  const endpoint = await getEndpointFromInstructions(
    {},
    { getEndpointParameterInstructions: () => endpointInstructions(command) } as never,
    { ...config } as never,
    { logger: config.logger } as never,
  );
  const authSchemes = endpoint.properties?.authSchemes as
    | readonly { readonly name: string; readonly signingName?: string; readonly signingRegion?: string }[]
    | undefined;
  const [named] = authSchemes ?? [];
  const [option] = authOptions(config, command, await config.region());
  const signing = config.httpAuthSchemes.find(({ schemeId }) => schemeId === SIGV4)?.signer;
  if (!option?.signingProperties || !signing) throw new Error('the client has no way to sign');
  return {
    context: { logger: config.logger, endpointV2: endpoint, authSchemes },
    signing,
    scope: {
      signingName: named?.signingName ?? option.signingProperties.name,
      signingRegion: named?.signingRegion ?? option.signingProperties.region,
    },
    headers: await userAgentOf(config, endpoint),
  };
}

/** The headers by which the SDK says what it is. */
async function userAgentOf(
  config: DirectConfig,
  endpointV2: object,
): Promise<Readonly<Record<string, string>>> {
  const features = 'isCustomEndpoint' in config && config.isCustomEndpoint ? { ENDPOINT_OVERRIDE: 'N' } : {};
  const context = { endpointV2, __smithy_context: { features } };
  const request = new HttpRequest({});
  await userAgentMiddleware(config as never)((async () => ({})) as never, context as never)({
    request,
    input: {},
  } as never);
  return request.headers;
}
