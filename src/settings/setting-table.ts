import { RUN_SETTINGS } from './run-settings.ts';
import { awsRegion, choice, proxy, type SettingEntry, secret, textSetting, whole } from './setting-entry.ts';
import { LEAST_RATE, MOST_RATE } from './setting-formats.ts';
import {
  AUTHENTICATORS,
  LOG_FORMATS,
  LOG_LEVELS,
  NOTIFIED_FINDINGS,
  type Settings,
  WEBHOOK_FORMS,
  WORKLOAD_IDENTITY_PROVIDERS,
} from './settings.ts';

type Entries<T> = { readonly [K in keyof T]: SettingEntry };
type SettingsSchema = { readonly [S in keyof Settings]: Entries<Settings[S]> };

/** Every setting of the process. Their formats are those of SETTING_FORMATS. */
export const SETTINGS: SettingsSchema = {
  snowflake: {
    account: {
      default: undefined,
      env: 'SNOWFLAKE_ACCOUNT',
      doc: 'Account identifier, such as MYORG-MYACCOUNT',
      format: 'account',
    },
    accessUrl: {
      default: undefined,
      env: 'SNOWFLAKE_ACCESS_URL',
      doc: 'Full URL of the account, where it is not the usual one (private link)',
      format: 'url',
    },
    host: textSetting(
      'SNOWFLAKE_HOST',
      'Host of the account as Snowpark Container Services gives it; the access URL wins over it',
    ),
    user: textSetting('SNOWFLAKE_USER', 'Service user; a token or a workload identity needs none'),
    authenticator: choice(
      'SNOWFLAKE_AUTHENTICATOR',
      'How to log in; inferred from the credential',
      AUTHENTICATORS,
    ),
    privateKeyFile: textSetting('SNOWFLAKE_PRIVATE_KEY_FILE', 'File of the private key (PEM)'),
    privateKey: secret('SNOWFLAKE_PRIVATE_KEY', 'Private key (PEM)'),
    privateKeyPassphrase: secret(
      'SNOWFLAKE_PRIVATE_KEY_PASSPHRASE',
      'Passphrase of an encrypted private key',
    ),
    privateKeyPassphraseFile: textSetting('SNOWFLAKE_PRIVATE_KEY_PASSPHRASE_FILE', 'File of the passphrase'),
    token: secret('SNOWFLAKE_TOKEN', 'OAuth token or programmatic access token'),
    tokenFile: textSetting('SNOWFLAKE_TOKEN_FILE', 'File of the token, read at each login'),
    password: secret('SNOWFLAKE_PASSWORD', 'Password; Snowflake refuses it for service users'),
    passwordFile: textSetting('SNOWFLAKE_PASSWORD_FILE', 'File of the password'),
    workloadIdentityProvider: choice(
      'SNOWFLAKE_WORKLOAD_IDENTITY_PROVIDER',
      'Who vouches for this process',
      WORKLOAD_IDENTITY_PROVIDERS,
    ),
    role: textSetting('SNOWFLAKE_ROLE', 'Role of the session'),
    warehouse: textSetting('SNOWFLAKE_WAREHOUSE', 'Warehouse of the session'),
    database: textSetting('SNOWFLAKE_DATABASE', 'Database of all tables', 'SNOWALERT'),
    schema: textSetting('SNOWFLAKE_SCHEMA', 'Schema of all tables', 'DATA'),
    detectionsSchema: textSetting(
      'SNOWFLAKE_DETECTIONS_SCHEMA',
      'Schema of the detections and what they find, in the same database',
      'SNOWCENSUS_DETECTIONS',
    ),
    sharedSchema: textSetting(
      'SNOWFLAKE_SHARED_SCHEMA',
      'Schema of the views in which each role sees its own accounts, in the same database',
      'SNOWCENSUS_SHARED',
    ),
    stage: textSetting('SNOWCENSUS_STAGE', 'Stage that parts are put on', 'SNOWCENSUS_STAGE'),
    statementTimeoutSeconds: whole(
      'SNOWCENSUS_STATEMENT_TIMEOUT_SECONDS',
      'Deadline of one statement',
      900,
      1,
      86_400,
    ),
  },
  aws: {
    region: awsRegion('AWS_REGION', 'Region that STS is called in', 'us-east-1'),
    maxAttempts: whole('AWS_MAX_ATTEMPTS', 'Attempts of one AWS call', 8, 1, 100),
    connectTimeoutMs: whole('SNOWCENSUS_AWS_CONNECT_TIMEOUT_MS', 'Time to connect to AWS', 5_000, 1, 600_000),
    requestTimeoutMs: whole(
      'SNOWCENSUS_AWS_REQUEST_TIMEOUT_MS',
      'Longest silence of AWS, before an answer begins or between its pieces',
      30_000,
      1,
      600_000,
    ),
    callTimeoutMs: whole(
      'SNOWCENSUS_AWS_CALL_TIMEOUT_MS',
      'Time for one whole answer of AWS, however it trickles in',
      120_000,
      1,
      3_600_000,
    ),
    rate: {
      default: 1,
      env: 'SNOWCENSUS_AWS_RATE',
      doc: 'How many times the quotas that AWS publishes yours are, where AWS has raised them; 0.5 makes half as many calls a second',
      format: 'decimal',
      min: LEAST_RATE,
      max: MOST_RATE,
    },
    rates: {
      default: undefined,
      env: 'SNOWCENSUS_AWS_RATES',
      doc: 'The same for single services, beside it, such as kms=2, lambda=0.5',
      format: 'rates',
    },
  },
  proxy: {
    https: proxy(
      'HTTPS_PROXY',
      'Proxy for https, of AWS and Snowflake alike, such as http://proxy.corp:3128',
    ),
    http: proxy('HTTP_PROXY', 'Proxy for http'),
    except: textSetting('NO_PROXY', 'Hosts, separated by commas, that are asked without a proxy'),
  },
  security: {
    allowedRoles: textSetting(
      'SNOWCENSUS_ALLOWED_ROLES',
      'Patterns of the ARNs of roles that connections may assume, separated by commas; without it all, with a warning',
    ),
    secretNames: textSetting(
      'SNOWCENSUS_SECRET_NAMES',
      'Variables that connections may name by env:, separated by commas, * for any run of characters; none without it',
    ),
    secretDirectory: textSetting(
      'SNOWCENSUS_SECRET_DIRECTORY',
      'Directory of the files that connections may name by file:; none without it',
    ),
  },
  run: RUN_SETTINGS,
  service: {
    refreshSeconds: whole(
      'SNOWCENSUS_REFRESH_SECONDS',
      'Pause between two readings of the connections; needs no warehouse',
      60,
      1,
      86_400,
    ),
    concurrentRuns: whole('SNOWCENSUS_CONCURRENT_RUNS', 'Connections run at once', 2, 1, 100),
    graceSeconds: whole(
      'SNOWCENSUS_GRACE_SECONDS',
      'Time from SIGTERM to the end of the process; keep it below what the platform gives',
      25,
      1,
      3_600,
    ),
  },
  http: {
    address: {
      default: '127.0.0.1:8080',
      env: 'SNOWCENSUS_HTTP_ADDRESS',
      doc: 'Where the status page, health and metrics are served, such as 0.0.0.0:8080; off for nowhere',
      format: 'address',
    },
    hosts: textSetting(
      'SNOWCENSUS_HTTP_HOSTS',
      'Host names, separated by commas, under which they may be asked for besides localhost and addresses',
    ),
  },
  notify: {
    url: {
      default: undefined,
      env: 'SNOWCENSUS_NOTIFY_URL',
      doc: 'Webhook that hears what goes blind or stale and what is seen again; whoever has its URL may write there, so it is a secret',
      format: 'webhook',
      sensitive: true,
    },
    urlFile: textSetting('SNOWCENSUS_NOTIFY_URL_FILE', 'File of that URL, read at each message'),
    form: choice(
      'SNOWCENSUS_NOTIFY_FORM',
      "JSON, Slack's form, or whichever fits the host",
      WEBHOOK_FORMS,
      'auto',
    ),
    findings: choice(
      'SNOWCENSUS_NOTIFY_FINDINGS',
      'Least severity of new findings that the webhook hears of; asked after each run',
      NOTIFIED_FINDINGS,
      'off',
    ),
    staleSlots: whole(
      'SNOWCENSUS_NOTIFY_STALE_SLOTS',
      'Times in a row that a connection may be due and not be read; once more, and it counts as stale',
      1,
      1,
      1_000,
    ),
  },
  log: {
    level: choice('SNOWCENSUS_LOG_LEVEL', 'Least level that is logged', LOG_LEVELS, 'info'),
    format: choice(
      'SNOWCENSUS_LOG_FORMAT',
      'JSON lines, colours for people, or whichever fits',
      LOG_FORMATS,
      'auto',
    ),
  },
};
