import { userAgentMiddleware } from '@aws-sdk/core/client';
import { getEndpointFromInstructions } from '@smithy/core/endpoints';
import { HttpRequest } from '@smithy/core/protocols';
import { resolveRetryConfig, retryMiddleware } from '@smithy/core/retry';
import { getSchemaSerdePlugin } from '@smithy/core/schema';
import type {
  AwsCredentialIdentityProvider,
  FinalizeHandler,
  FinalizeRequestMiddleware,
  HttpHandlerOptions,
  HttpResponse,
  InitializeMiddleware,
  MetadataBearer,
} from '@smithy/types';
import type { Client } from '../client.ts';
import { Signatures } from './signature.ts';

/** What an account adds to the calls of a client: whom they are signed for, and what stands around and before each. */
export interface Caller {
  readonly credentials: AwsCredentialIdentityProvider;
  readonly maxAttempts: number;
  /** Around a call with all its attempts. */
  readonly renew: InitializeMiddleware<object, object>;
  /** Around each attempt. */
  readonly pace: FinalizeRequestMiddleware<object, object>;
}

/** A client's way to send, as an account has it. */
export type Send = (command: DirectCommand, options?: HttpHandlerOptions) => Promise<object>;

/** What the SDK's commands have. */
interface DirectCommand {
  readonly input: object;
  readonly constructor: object;
  readonly schema?: readonly unknown[];
  resolveMiddleware(stack: object, config: object, options: object): unknown;
}

/** What every step of a call may ask of it, under the names that the SDK's own steps know. */
interface CallContext {
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
interface DirectConfig {
  readonly region: () => Promise<string>;
  readonly endpointProvider: object;
  readonly httpAuthSchemeProvider: (parameters: object) => readonly {
    readonly schemeId: string;
    readonly signingProperties?: { readonly name: string; readonly region: string };
  }[];
  readonly httpAuthSchemes: readonly { readonly schemeId: string; readonly signer: Signing }[];
  readonly retryMode: never;
  readonly logger: unknown;
  readonly requestHandler: {
    handle(request: HttpRequest, options: HttpHandlerOptions): Promise<{ response: HttpResponse }>;
  };
  readonly protocol: {
    serializeRequest(operation: object, input: object, context: object): Promise<HttpRequest>;
    deserializeResponse(operation: object, context: object, response: HttpResponse): Promise<MetadataBearer>;
  };
}

/** What is the same for all calls of a client. */
interface Way {
  readonly context: Omit<CallContext, 'commandName' | '__smithy_context'>;
  readonly signing: Signing;
  readonly scope: { readonly signingName: string; readonly signingRegion: string };
  readonly headers: Readonly<Record<string, string>>;
}

const SIGV4 = 'aws.auth#sigv4';

/**
 * What the SDK does with a call that we do too, or that no call of ours needs: notes for logs and traces of Lambda. A
 * command that anything else is done with goes the SDK's own way.
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

/** What an endpoint is found by; services that take more (STS, S3) choose how to sign by it, too. */
const USUAL_PARAMETERS: ReadonlySet<string> = new Set(['Region', 'UseFIPS', 'UseDualStack', 'Endpoint']);

/**
 * The calls of a run that need nothing but what all services have in common: an endpoint, a signature, a body each way
 * and further attempts. What the SDK finds out anew for each call is found once for each client, which all accounts
 * share; models, protocols, endpoints, retries and the correction of clocks are the SDK's.
 */
export class DirectCalls {
  readonly #signatures = new Signatures();
  readonly #ways = new WeakMap<Client, Promise<Way>>();
  readonly #usual = new WeakMap<object, boolean>();
  readonly #clients = new Map<string, Client>();

  /** The client of this key; made at first use. */
  shared<C extends Client>(key: string, make: () => C): C {
    const known = this.#clients.get(key) ?? make();
    this.#clients.set(key, known);
    return known as C;
  }

  /** The client as an account calls it; `otherwise` sends what is unusual. */
  of<C extends Client>(shared: C, caller: Caller, otherwise: () => Client): C {
    const settings = shared.config as unknown as DirectConfig;
    const config = Object.assign(Object.create(settings) as DirectConfig, {
      signer: async () => ({
        sign: async (
          request: HttpRequest,
          at: { signingDate: Date; signingRegion: string; signingService: string },
        ) =>
          this.#signatures.sign(request, await caller.credentials(), {
            date: at.signingDate,
            region: at.signingRegion,
            service: at.signingService,
          }),
      }),
      ...resolveRetryConfig({ maxAttempts: caller.maxAttempts, retryMode: settings.retryMode }),
    });
    const send: Send = (command, options = {}) =>
      this.#isUsual(command, shared)
        ? this.#send(shared, config, caller, command, options)
        : (otherwise().send(command as never, options as never) as Promise<object>);
    return Object.create(shared, { send: { value: send }, config: { value: config } }) as C;
  }

  async #send(
    shared: Client,
    config: DirectConfig,
    caller: Caller,
    command: DirectCommand,
    options: HttpHandlerOptions,
  ): Promise<object> {
    const way = await this.#wayOf(shared, command);
    const [, namespace, name, traits, input, output] = command.schema ?? [];
    const operation = { namespace, name, traits, input, output };
    const context: CallContext = {
      ...way.context,
      commandName: `${name}Command`,
      __smithy_context: {
        operationSchema: command.schema,
        ...(options.abortSignal ? { abortSignal: options.abortSignal } : {}),
      },
    };
    const attempt = signed(way, config, context, answered(config, operation, context, options));
    const paced = caller.pace(attempt as never, context as never);
    const steps = retryMiddleware(config as never)(paced as never, context as never);
    const whole = caller.renew(
      (async ({ input: members }: { input: object }) => {
        const request = await config.protocol.serializeRequest(operation, members, {
          ...context,
          endpoint: async () => way.context.endpointV2 as { url: URL },
        });
        completeHeaders(request, way.headers);
        return steps({ input: members, request });
      }) as never,
      context as never,
    );
    const { output: answer } = await whole({ input: command.input });
    return answer;
  }

  #wayOf(shared: Client, command: DirectCommand): Promise<Way> {
    const known = this.#ways.get(shared) ?? findWay(shared, command);
    this.#ways.set(shared, known);
    known.catch(() => this.#ways.delete(shared));
    return known;
  }

  #isUsual(command: DirectCommand, shared: Client): boolean {
    const known = this.#usual.get(command.constructor) ?? isUsual(command, shared);
    this.#usual.set(command.constructor, known);
    return known;
  }
}

interface Stack {
  concat(other: object): Stack;
  identify(): readonly string[];
}

/** Whether the SDK does nothing with the command but the usual, and finds its endpoint whatever it asks for. */
function isUsual(command: DirectCommand, { middlewareStack, config }: Client): boolean {
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

async function findWay(shared: Client, command: DirectCommand): Promise<Way> {
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

function completeHeaders(request: HttpRequest, userAgent: Readonly<Record<string, string>>): void {
  const { headers, body, hostname, port } = request;
  if (body !== undefined && headers['content-length'] === undefined) {
    headers['content-length'] = String(Buffer.byteLength(body as string | Uint8Array));
  }
  headers.host = port === undefined ? hostname : `${hostname}:${port}`;
  Object.assign(headers, userAgent);
}

type Attempt = FinalizeHandler<object, MetadataBearer>;

/** Signs each attempt anew, by AWS's clock where ours is wrong. */
function signed(way: Way, config: DirectConfig, context: CallContext, send: Attempt): Attempt {
  return async (args) => {
    const properties = { config, context, ...way.scope };
    const request = await way.signing.sign(args.request as HttpRequest, {}, properties);
    const answer = await send({ ...args, request }).catch(way.signing.errorHandler(properties));
    way.signing.successHandler(answer.response as HttpResponse, properties);
    return answer;
  };
}

/** Sends a request and reads what comes; a refusal, and what cannot be read, the SDK's own step makes an error of. */
function answered(
  config: DirectConfig,
  operation: object,
  context: CallContext,
  options: HttpHandlerOptions,
): Attempt {
  return async ({ request }) => {
    const { response } = await config.requestHandler.handle(request as HttpRequest, options);
    if (response.statusCode < 300) {
      try {
        return { response, output: await config.protocol.deserializeResponse(operation, context, response) };
      } catch {
        // The SDK's own step meets the same error, and says more of it.
      }
    }
    return bySdk(config, context, response);
  };
}

async function bySdk(
  config: DirectConfig,
  context: CallContext,
  response: HttpResponse,
): Promise<{ response: HttpResponse; output: MetadataBearer }> {
  let read: ((next: unknown, context: unknown) => (args: object) => Promise<never>) | undefined;
  getSchemaSerdePlugin({ ...config, protocol: config.protocol } as never).applyToStack({
    add(step: typeof read, { name }: { name: string }) {
      if (name === 'deserializerMiddleware') read = step;
    },
  } as never);
  if (!read) throw new Error('the SDK has no step that reads answers');
  return read(async () => ({ response }), context)({});
}
