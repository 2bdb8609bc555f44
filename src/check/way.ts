import { AwsAccess, accessSettings } from '../aws/access.ts';
import type { AccountSession } from '../aws/account-session.ts';
import { type Caller, readCaller } from '../aws/caller.ts';
import type { Collector } from '../aws/catalogue/entry.ts';
import { stsRegion } from '../aws/home-region.ts';
import type { Hop } from '../aws/role-session.ts';
import type { Connection } from '../connections/connection.ts';
import { chosenCollectors } from '../connectors/choose-collectors.ts';
import type { Connector, ReadPlan } from '../connectors/connector.ts';
import { connectorOf } from '../connectors/index.ts';
import { staticCredentials } from '../run/static-credentials.ts';
import type { CheckEnvironment } from './environment.ts';

/** A few attempts tell as much as many, and sooner. */
const MAX_ATTEMPTS = 3;

/** A connection's way into AWS, to be walked hop by hop. */
export class Way {
  readonly connection: Connection;
  readonly connector: Connector;
  readonly readPlan: ReadPlan;
  readonly collectors: readonly Collector[];
  readonly environment: CheckEnvironment;
  readonly #opened: AwsAccess[] = [];

  constructor(environment: CheckEnvironment, connection: Connection) {
    this.environment = environment;
    this.connection = connection;
    this.connector = connectorOf(connection);
    this.readPlan = this.connector.readPlan(connection);
    this.collectors = chosenCollectors(this.connector, connection.options.collectors);
  }

  /** Access that has walked these hops. Throws a config error where the connection's keys cannot be read. */
  async access(chain: readonly Hop[]): Promise<AwsAccess> {
    const { settings, env, pacing, signal, secrets } = this.environment;
    const credentials = await staticCredentials(this.connection.options, {
      ...settings.security,
      env,
      signal,
    });
    secrets.addCredentials(credentials?.secretAccessKey, credentials?.sessionToken);
    secrets.addKeyIds(credentials?.accessKeyId);
    const access = new AwsAccess({
      settings: {
        ...accessSettings(settings),
        maxAttempts: Math.min(settings.aws.maxAttempts, MAX_ATTEMPTS),
      },
      pacing,
      credentials,
      chain,
      partition: this.readPlan.partition,
      sessionName: `snowcensus-check-${process.pid}`,
      signal,
    });
    this.#opened.push(access);
    return access;
  }

  /** The caller that a session is to AWS. Throws what STS answered. */
  caller(session: AccountSession): Promise<Caller> {
    const { settings, signal } = this.environment;
    return readCaller(session, stsRegion(settings.aws.region, this.readPlan.partition), signal);
  }

  close(): void {
    for (const access of this.#opened) access.close();
  }
}
