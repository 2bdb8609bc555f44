/** How the process proves itself to Snowflake. */
export const AUTHENTICATORS = [
  'key-pair',
  'oauth',
  'oauth-token-file',
  'pat',
  'workload-identity',
  'password',
] as const;
export type Authenticator = (typeof AUTHENTICATORS)[number];

export const WORKLOAD_IDENTITY_PROVIDERS = ['AWS', 'AZURE', 'GCP', 'OIDC'] as const;
export const WEBHOOK_FORMS = ['auto', 'json', 'slack'] as const;
export const NOTIFIED_FINDINGS = ['off', 'critical', 'high', 'medium', 'low'] as const;
export const LOG_LEVELS = ['error', 'warn', 'info', 'debug'] as const;
export const LOG_FORMATS = ['json', 'pretty', 'auto'] as const;

/** Settings of the Snowflake session; what is not given is undefined. */
export interface SnowflakeSettings {
  readonly account: string | undefined;
  readonly accessUrl: string | undefined;
  readonly host: string | undefined;
  readonly user: string | undefined;
  /** Given, or inferred from the one kind of credential that is given. */
  readonly authenticator: Authenticator | undefined;
  readonly privateKeyFile: string | undefined;
  readonly privateKey: string | undefined;
  readonly privateKeyPassphrase: string | undefined;
  readonly privateKeyPassphraseFile: string | undefined;
  readonly token: string | undefined;
  readonly tokenFile: string | undefined;
  readonly password: string | undefined;
  readonly passwordFile: string | undefined;
  readonly workloadIdentityProvider: (typeof WORKLOAD_IDENTITY_PROVIDERS)[number] | undefined;
  readonly role: string | undefined;
  readonly warehouse: string | undefined;
  readonly database: string;
  readonly schema: string;
  readonly stage: string;
  readonly detectionsSchema: string;
  readonly sharedSchema: string;
  readonly statementTimeoutSeconds: number;
}

/** Settings of the AWS clients. */
interface AwsSettings {
  /** Region from which STS and the organization are called. */
  readonly region: string;
  readonly maxAttempts: number;
  readonly connectTimeoutMs: number;
  /** Longest silence of AWS. */
  readonly requestTimeoutMs: number;
  /** Longest time for one whole answer. */
  readonly callTimeoutMs: number;
  /** How many times AWS's published quotas the calls may use; 1 leaves a fifth of those to others. */
  readonly rate: number;
  /** Factors of single services: `kms=2, lambda=0.5`. */
  readonly rates: string | undefined;
}

/** Parts of the process that connections may use; a stranger may write their options. */
interface SecuritySettings {
  /** Patterns of the ARNs of roles that may be assumed, separated by commas; undefined allows all. */
  readonly allowedRoles: string | undefined;
  /** Names of variables, separated by commas; undefined allows none. */
  readonly secretNames: string | undefined;
  readonly secretDirectory: string | undefined;
}

/** The proxies of the environment, in either case: the Snowflake driver reads them from there by itself. */
interface ProxySettings {
  readonly https: string | undefined;
  readonly http: string | undefined;
  /** Hosts that are asked without one. */
  readonly except: string | undefined;
}

/** Bounds of one run. */
interface RunSettings {
  /** Processes that read accounts; undefined for as many as cores and memory allow. */
  readonly workers: number | undefined;
  readonly accountConcurrency: number;
  readonly unitConcurrency: number;
  /** PUTs, and then COPYs, that one run has under way at once. */
  readonly loadConcurrency: number;
  readonly spoolDirectory: string;
  /** Compressed size at which a part is cut. */
  readonly partBytes: number;
  readonly unitSeconds: number;
  readonly maxRunSeconds: number;
  readonly leaseSeconds: number;
  /** Part of a run that this process is: `i/n`, `i` counted from 0. */
  readonly shard: string | undefined;
  /** Parts of a run, where an engine that counts its processes says which of them this one is. */
  readonly shards: number | undefined;
  readonly shardWaitSeconds: number;
}

/** How the service lives. */
interface ServiceSettings {
  readonly refreshSeconds: number;
  readonly concurrentRuns: number;
  readonly graceSeconds: number;
}

/** Address at which the service shows itself. */
interface HttpSettings {
  /** `host:port`, or `off`. */
  readonly address: string;
  /** Names by which it may be asked for, separated by commas. */
  readonly hosts: string | undefined;
}

/** Receiver of notifications, and the changes that are told. */
export interface NotifySettings {
  /** URL of the webhook, which is a secret; without it and its file no notification is sent. */
  readonly url: string | undefined;
  readonly urlFile: string | undefined;
  /** `auto` is Slack's at Slack's own host, and JSON elsewhere. */
  readonly form: (typeof WEBHOOK_FORMS)[number];
  /** Least severity of findings that are told. */
  readonly findings: (typeof NOTIFIED_FINDINGS)[number];
  /** Times in a row that a connection may be due and not be read; once more, and it counts as stale. */
  readonly staleSlots: number;
}

export interface LogSettings {
  readonly level: (typeof LOG_LEVELS)[number];
  /** `auto` is pretty on a terminal and JSON elsewhere. */
  readonly format: (typeof LOG_FORMATS)[number];
}

/** Everything the process is told from outside, except the connections. */
export interface Settings {
  readonly snowflake: SnowflakeSettings;
  readonly aws: AwsSettings;
  readonly proxy: ProxySettings;
  readonly security: SecuritySettings;
  readonly run: RunSettings;
  readonly service: ServiceSettings;
  readonly http: HttpSettings;
  readonly notify: NotifySettings;
  readonly log: LogSettings;
}
