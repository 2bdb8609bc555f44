import { STSClient } from '@aws-sdk/client-sts';
import type { AwsCredentialIdentity } from '@smithy/types';
import { configError, transientError } from '../errors.ts';
import type { Log } from '../log/log.ts';
import type { Observer } from '../observer.ts';
import type { Partition } from '../partition.ts';
import type { Settings } from '../settings/settings.ts';
import { AccountSession, type ClientDefaults, type OnWait } from './account-session.ts';
import { refusedHop } from './allowed-roles.ts';
import { readCaller } from './caller.ts';
import { stsRegion } from './home-region.ts';
import { CallsUnderWay } from './http/calls-under-way.ts';
import { EndpointHealth } from './http/endpoint-health.ts';
import { type HttpSettings, WholeAnswers } from './http/http-handler.ts';
import { awsFailure, hasNoCredentials, isBadCredentials, isDenied, isUnanswered } from './outcome.ts';
import type { Pacing } from './pacing.ts';
import { processCredentials } from './process-credentials.ts';
import {
  type Hop,
  type RenewableCredentials,
  RoleSession,
  roleOf,
  type SessionStamp,
} from './role-session.ts';
import { awsSdkLog } from './sdk-log.ts';
import { DirectCalls } from './wire/direct-calls.ts';

/** How the process reaches AWS. */
export interface AccessSettings extends HttpSettings {
  /** Region of the STS endpoint, where it lies in the partition of the roles; else that partition's home. */
  readonly region: string;
  readonly maxAttempts: number;
  /** Patterns of the roles that may be assumed, separated by commas; undefined allows all. */
  readonly allowedRoles?: string | undefined;
}

/** Settings of the process by which AWS is reached. */
export function accessSettings({
  aws,
  proxy,
  security,
}: Pick<Settings, 'aws' | 'proxy' | 'security'>): AccessSettings {
  return { ...aws, proxy, allowedRoles: security.allowedRoles };
}

/** Start of a run's access: its credentials, the hops that every account shares, and the signal that ends it. */
export interface AccessOptions extends SessionStamp {
  readonly settings: AccessSettings;
  /** Of the process: all its runs share the accounts' quotas. */
  readonly pacing: Pacing;
  /** Named by the connection; without them the SDK's default chain is used. */
  readonly credentials: AwsCredentialIdentity | undefined;
  /** Told of every request. */
  readonly observer?: Observer | undefined;
  /** Takes the SDK's own warnings. */
  readonly log?: Log | undefined;
  /** Hops before the last one, in order. */
  readonly chain: readonly Hop[];
  readonly partition: Partition;
}

/** Credentials on the way, and what AWS counts their calls against; whose the first ones are nobody has asked. */
interface Chained {
  readonly credentials: RenewableCredentials;
  readonly account: string;
}

const GIVE_CREDENTIALS =
  'Give the process valid AWS credentials (role, profile, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY)';

/** One run's way into AWS: the chain's common part is walked once, each account is one more hop. */
export class AwsAccess {
  /** Requests sent, retries included, by `Service:Operation`. */
  readonly requests = new Map<string, number>();
  /** Ends whatever waits for AWS or reads from it. */
  readonly signal: AbortSignal;
  readonly #options: AccessOptions;
  readonly #handler: WholeAnswers;
  readonly #defaults: ClientDefaults;
  readonly #source: RenewableCredentials;
  readonly #sts: STSClient;
  readonly #seen = new Set<string>();
  readonly #underWay = new CallsUnderWay();

  constructor(options: AccessOptions) {
    this.#options = options;
    const { settings, signal, observer, log } = options;
    this.signal = signal;
    this.#handler = new WholeAnswers(settings);
    this.#defaults = {
      maxAttempts: settings.maxAttempts,
      requestHandler: this.#handler,
      logger: awsSdkLog(log),
      onRequest: (service, operation) => {
        const key = `${service}:${operation}`;
        this.requests.set(key, (this.requests.get(key) ?? 0) + 1);
        observer?.awsCall(service, operation);
      },
      direct: new DirectCalls(),
      health: new EndpointHealth(),
      underWay: this.#underWay,
      onThrottle: (service, operation) => observer?.awsThrottle(service, operation),
      firstInRun: (key) => {
        const first = !this.#seen.has(key);
        this.#seen.add(key);
        return first;
      },
      signal,
    };
    const end = this.#walkChain();
    this.#source = end.credentials;
    this.#sts = this.#stsOf(end);
  }

  /** Walks the common hops now. Throws a config error that names the hop and says what AWS answered, or who forbids it. */
  async open(): Promise<void> {
    for (const hop of this.#options.chain) this.#requireAllowed(hop);
    try {
      await this.#source.provider();
    } catch (error) {
      this.signal.throwIfAborted();
      throw this.#chainError(error);
    }
  }

  /**
   * Enters an account through a last hop, or with the chain's own credentials where there is none.
   * Throws what STS answered.
   */
  async enter(
    account: { id: string; partition: Partition },
    hop: Hop | undefined,
    onWait?: OnWait,
  ): Promise<AccountSession> {
    if (hop) this.#requireAllowed(hop);
    const credentials = hop ? new RoleSession(this.#sts, hop, this.#options) : this.#source;
    await credentials.provider();
    return this.#sessionOf(account, credentials, onWait);
  }

  /**
   * Asks STS whether a session without any hop is in the account it is for, as the last role of a chain is by its ARN:
   * what it reads must not pass for another's. Throws a config error where it is not.
   */
  async confirm(session: AccountSession): Promise<void> {
    if (this.#options.chain.length > 0) return;
    const caller = await readCaller(session, this.#stsRegion(), this.signal).catch((error: unknown) => {
      this.signal.throwIfAborted();
      throw this.#chainError(error);
    });
    if (caller.accountId === session.accountId) return;
    throw configError(`the credentials are those of ${caller.arn}, not of account ${session.accountId}`, {
      hint: `Name account ${caller.accountId} in account_ids, or add destination_role_name.`,
    });
  }

  /** The call that has waited longest for AWS, in words; undefined where none waits. */
  longestWait(): string | undefined {
    return this.#underWay.longest();
  }

  /** Closes the sockets. */
  close(): void {
    this.#handler.destroy();
  }

  #requireAllowed(hop: Hop): void {
    const refusal = refusedHop(this.#options.settings.allowedRoles, hop);
    if (refusal) throw refusal;
  }

  #walkChain(): Chained {
    const { chain, credentials } = this.#options;
    const start: Chained = {
      credentials: this.#processCredentials(),
      account: credentials?.accessKeyId ?? 'process',
    };
    return chain.reduce<Chained>(
      (from, hop) => ({
        credentials: new RoleSession(this.#stsOf(from), hop, this.#options),
        account: roleOf(hop).accountId,
      }),
      start,
    );
  }

  /** The connection's static keys, or whatever the SDK's default chain finds. */
  #processCredentials(): RenewableCredentials {
    const { credentials } = this.#options;
    if (!credentials) return processCredentials(this.#stsRegion(), this.#handler);
    return { provider: () => Promise.resolve(credentials), invalidate: () => undefined };
  }

  #stsOf({ credentials, account }: Chained): STSClient {
    const caller = { id: account, partition: this.#options.partition };
    return this.#sessionOf(caller, credentials).client(STSClient, this.#stsRegion());
  }

  #sessionOf(
    account: { id: string; partition: Partition },
    credentials: RenewableCredentials,
    onWait?: OnWait,
  ): AccountSession {
    const pacer = this.#options.pacing.of(account.id);
    return new AccountSession(account, credentials, this.#defaults, pacer, onWait);
  }

  #stsRegion(): string {
    return stsRegion(this.#options.settings.region, this.#options.partition);
  }

  #chainError(error: unknown): Error {
    const { code, message } = awsFailure(error);
    const hops = this.#options.chain.map((hop) => hop.roleArn).join(' → ');
    const where = hops ? `role chain ${hops}` : 'process credentials';
    if (hasNoCredentials(error)) {
      return configError(`There are no AWS credentials to start from: ${message}`, {
        cause: error,
        where,
        hint: `${GIVE_CREDENTIALS}, or name keys in the connection (access_key_id, secret_access_key).`,
      });
    }
    if (isBadCredentials(error)) {
      return configError(`AWS does not accept the credentials to start from: ${message} (${code})`, {
        cause: error,
        where,
        hint: `${GIVE_CREDENTIALS}, or renew those that expired.`,
      });
    }
    if (isDenied(error)) {
      return configError(`A role of the chain cannot be assumed: ${message}`, {
        cause: error,
        where,
        hint: 'Check that the role exists, that its trust policy names the caller, and that the caller may sts:AssumeRole it.',
      });
    }
    if (isUnanswered(error)) {
      return transientError(`AWS does not answer: ${message} (${code})`, {
        cause: error,
        where,
        hint: `Let this machine resolve and reach sts.${this.#stsRegion()}.amazonaws.com by https: DNS, route, firewall, or the proxy of HTTPS_PROXY.`,
      });
    }
    return error instanceof Error ? error : new Error(message, { cause: error });
  }
}
