import { getSmithyContext } from '@smithy/core/transport';
import type { AwsCredentialIdentityProvider, Logger } from '@smithy/types';
import { bugError } from '../errors.ts';
import type { Partition } from '../partition.ts';
import type { CollectContext, EarlierRead, EventWindow } from './catalogue/context.ts';
import type { EndpointParameters, EndpointRule, FoundEndpoint } from './catalogue/service-sdk.ts';
import type { Client, ClientConfig } from './client.ts';
import { homeRegion } from './home-region.ts';
import type { CallsUnderWay } from './http/calls-under-way.ts';
import type { EndpointHealth } from './http/endpoint-health.ts';
import { isAborted, isExpired, isNotParsed, isThrottled, isUnanswered } from './outcome.ts';
import type { Pacer } from './pacing.ts';
import { isRelayedThrottle } from './relayed-answer.ts';
import type { RenewableCredentials } from './role-session.ts';
import type { CallingAccount, DirectCalls } from './wire/direct-calls.ts';
import { readQuickly } from './wire/quick-protocol.ts';

/** Settings that all clients of a run share. */
export interface ClientDefaults {
  readonly maxAttempts: number;
  readonly requestHandler: object;
  readonly logger: Logger;
  /** Called once for every request that goes out, retries included. */
  readonly onRequest: (service: string, operation: string) => void;
  /** Called once for every request that AWS refused because there were too many. */
  readonly onThrottle: (service: string, operation: string) => void;
  /** How calls go out, and the clients that all accounts share for it. */
  readonly direct: DirectCalls;
  /** Which endpoints answer. */
  readonly health: EndpointHealth;
  /** The calls that wait for an answer. */
  readonly underWay: CallsUnderWay;
  /** Whether the key is asked for the first time in the run. */
  readonly firstInRun: (key: string) => boolean;
  /** Ends the run: whatever waits or reads then rejects. */
  readonly signal: AbortSignal;
}

/** How a unit reads: its region, and what the connection asks of collectors. */
export interface UnitReading {
  /** Undefined for organization and account scope. */
  readonly region: string | undefined;
  readonly accountTags: boolean;
  readonly window?: EventWindow | undefined;
  readonly earlier?: EarlierRead | undefined;
  /** Ends the unit's reading; the run's signal unless said. */
  readonly signal?: AbortSignal | undefined;
}

/** Told of each call that waits for its bucket, with what it waits for. */
export type OnWait = (wait: Promise<void>) => void;

/** One account that has been entered: its clients, its pace and what its collectors share. Dropped when done. */
export class AccountSession {
  readonly accountId: string;
  readonly partition: Partition;
  readonly #credentials: RenewableCredentials;
  readonly #defaults: ClientDefaults;
  readonly #pacer: Pacer;
  readonly #onWait: OnWait | undefined;
  readonly #clients = new Map<string, Client>();
  readonly #shared = new Map<string, Promise<unknown>>();

  constructor(
    account: { readonly id: string; readonly partition: Partition },
    credentials: RenewableCredentials,
    defaults: ClientDefaults,
    pacer: Pacer,
    onWait?: OnWait,
  ) {
    this.accountId = account.id;
    this.partition = account.partition;
    this.#credentials = credentials;
    this.#defaults = defaults;
    this.#pacer = pacer;
    this.#onWait = onWait;
  }

  /** Context of a collector while it reads one unit of the account. */
  context(reading: UnitReading): CollectContext {
    const context: CollectContext = {
      accountId: this.accountId,
      region: reading.region ?? homeRegion(this.partition),
      signal: reading.signal ?? this.#defaults.signal,
      accountTags: reading.accountTags,
      window: reading.window,
      earlier: reading.earlier,
      client: (type, elsewhere, endpoint) =>
        this.client(type, elsewhere ?? reading.region ?? homeRegion(this.partition), endpoint),
      firstInRun: this.#defaults.firstInRun,
      once: (key, make) => this.#once(key, () => make({ ...context, signal: this.#defaults.signal })),
    };
    return context;
  }

  /** The account's client of a service in a region; made at first use. */
  client<C extends Client>(type: new (config: never) => C, region: string, endpoint?: EndpointRule): C {
    const key = `${type.name}:${region}`;
    const known = this.#clients.get(key);
    if (known) return known as C;
    const steps = this.#steps(serviceName(type), region);
    const make = (credentials: AwsCredentialIdentityProvider) =>
      newClient(type, endpoint, {
        region,
        credentials,
        maxAttempts: this.#defaults.maxAttempts,
        requestHandler: this.#defaults.requestHandler,
        logger: this.#defaults.logger,
      });
    let own: C | undefined;
    const client = this.#defaults.direct.of(
      this.#defaults.direct.shared(key, () => make(signsNothing)),
      { ...steps, credentials: this.#credentials.provider, maxAttempts: this.#defaults.maxAttempts },
      () => {
        own ??= withSteps(make(this.#credentials.provider), steps);
        return own;
      },
    );
    this.#clients.set(key, client);
    return client;
  }

  #once<T>(key: string, make: () => Promise<T>): Promise<T> {
    const known = this.#shared.get(key) ?? make();
    this.#shared.set(key, known);
    return known as Promise<T>;
  }

  /** Waits until the bucket lets the call go out; ends with the signal of the call. */
  async #turn(service: string, operation: string, region: string, signal: AbortSignal): Promise<void> {
    const wait = this.#pacer.take(service, operation, region, signal);
    if (wait === undefined) return;
    this.#onWait?.(wait);
    await wait;
  }

  #steps(service: string, region: string): Steps {
    const renew: Steps['renew'] = (next) => async (args) => {
      const used = await this.#credentials.provider();
      try {
        return await next(args);
      } catch (error) {
        if (!isExpired(error)) throw error;
        this.#credentials.invalidate(used);
        return next(args);
      }
    };
    // Within the retry loop, so that a retry waits for the bucket like any other call.
    const pace: Steps['pace'] = (next, context) => async (args) => {
      const operation = String(context.commandName ?? '').replace(/Command$/, '');
      const { abortSignal } = getSmithyContext(context) as { readonly abortSignal?: AbortSignal };
      this.#defaults.health.admit(service, region);
      await this.#turn(service, operation, region, abortSignal ?? this.#defaults.signal);
      this.#defaults.onRequest(service, operation);
      const answered = this.#defaults.underWay.begin({
        service,
        operation,
        region,
        accountId: this.accountId,
      });
      try {
        const answer = await next(args);
        this.#defaults.health.answered(service, region);
        return answer;
      } catch (error) {
        if (isUnanswered(error)) this.#defaults.health.silent(service, region, this.accountId);
        else if (isAborted(error)) this.#defaults.health.abandoned(service, region);
        else this.#defaults.health.answered(service, region);
        if (isThrottled(error)) this.#defaults.onThrottle(service, operation);
        throw worthAnotherTry(error);
      } finally {
        answered();
      }
    };
    return { renew, pace };
  }
}

/** Hooks around the calls of an account. */
type Steps = Pick<CallingAccount, 'renew' | 'pace'>;

function newClient<C extends Client>(
  type: new (config: never) => C,
  endpoint: EndpointRule | undefined,
  config: ClientConfig,
): C {
  const client = new type(config as never);
  if (endpoint) findEndpointsBy(endpoint, client);
  readQuickly(client);
  return client;
}

/** The client with our steps among the SDK's own. */
function withSteps<C extends Client>(client: C, { renew, pace }: Steps): C {
  // It would copy every answer for a log that takes none.
  client.middlewareStack.remove('loggerMiddleware');
  client.middlewareStack.add(renew as never, { step: 'initialize', name: 'renewExpiredSession' } as never);
  client.middlewareStack.add(
    pace as never,
    { step: 'finalizeRequest', name: 'pace', priority: 'low' } as never,
  );
  return client;
}

/** The credentials of a client that all accounts share: each signs with its own. */
async function signsNothing(): Promise<never> {
  throw bugError('a client of all accounts was asked to sign by itself');
}

/**
 * The error, marked where the SDK would not ask again and should: an answer that could not be read is not AWS's, or not
 * whole, and a service that is asked too often may say so through another, by a code that the SDK does not know.
 */
function worthAnotherTry(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  if (isNotParsed(error)) return Object.assign(error, { $retryable: { throttling: false } });
  return isRelayedThrottle(error) ? Object.assign(error, { $retryable: { throttling: true } }) : error;
}

/** Lets the client find its endpoint by this rule, which may ask the SDK's own. */
function findEndpointsBy(rule: EndpointRule, client: Client): void {
  const { config } = client as Client & {
    readonly config: {
      endpointProvider: (parameters: EndpointParameters, ...others: unknown[]) => FoundEndpoint;
    };
  };
  const usual = config.endpointProvider;
  config.endpointProvider = (parameters, ...others) =>
    rule(parameters, (changed) => usual(changed, ...others));
}

/** `OrganizationsClient` → `Organizations` */
function serviceName(type: new (config: never) => Client): string {
  return type.name.replace(/Client$/, '');
}
