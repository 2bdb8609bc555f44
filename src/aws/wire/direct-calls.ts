import type { HttpRequest } from '@smithy/core/protocols';
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
import {
  type CallContext,
  type ClientWay,
  type DirectCommand,
  type DirectConfig,
  findWay,
  isUsual,
} from './usual-way.ts';

/** Additions of an account to the calls of a client: the identity that signs, and the steps around and before each. */
export interface CallingAccount {
  readonly credentials: AwsCredentialIdentityProvider;
  readonly maxAttempts: number;
  /** Around a call with all its attempts. */
  readonly renew: InitializeMiddleware<object, object>;
  /** Around each attempt. */
  readonly pace: FinalizeRequestMiddleware<object, object>;
}

/** A client's way to send, as an account has it. */
export type Send = (command: DirectCommand, options?: HttpHandlerOptions) => Promise<object>;

/**
 * The calls of a run that need nothing but what all services have in common: an endpoint, a signature, a body each way
 * and further attempts. What the SDK finds out anew for each call is found once for each client, which all accounts
 * share; models, protocols, endpoints, retries and the correction of clocks are the SDK's.
 */
export class DirectCalls {
  readonly #signatures = new Signatures();
  readonly #ways = new WeakMap<Client, Promise<ClientWay>>();
  readonly #usual = new WeakMap<object, boolean>();
  readonly #clients = new Map<string, Client>();

  /** The client of this key; made at first use. */
  shared<C extends Client>(key: string, make: () => C): C {
    const known = this.#clients.get(key) ?? make();
    this.#clients.set(key, known);
    return known as C;
  }

  /** The client as an account calls it; `otherwise` sends what is unusual. */
  of<C extends Client>(shared: C, caller: CallingAccount, otherwise: () => Client): C {
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
    const sendOtherwise: Send = async (command, options) => {
      const own = otherwise();
      try {
        return (await own.send(command as never, options as never)) as object;
      } finally {
        // What AWS's clock has been found to say holds for every client of the account.
        config.systemClockOffset = (own.config as unknown as DirectConfig).systemClockOffset;
      }
    };
    const send: Send = (command, options = {}) =>
      this.#isUsual(command, shared)
        ? this.#send(shared, config, caller, command, options)
        : sendOtherwise(command, options);
    return Object.create(shared, { send: { value: send }, config: { value: config } }) as C;
  }

  async #send(
    shared: Client,
    config: DirectConfig,
    caller: CallingAccount,
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

  #wayOf(shared: Client, command: DirectCommand): Promise<ClientWay> {
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
function signed(way: ClientWay, config: DirectConfig, context: CallContext, send: Attempt): Attempt {
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
