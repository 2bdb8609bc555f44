import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { type AccessOptions, AwsAccess } from '../../src/aws/access.ts';
import type { Collector } from '../../src/aws/catalogue/entry.ts';
import { catalogue } from '../../src/aws/catalogue/index.ts';
import type { Outcome } from '../../src/aws/outcome.ts';
import { Pacing } from '../../src/aws/pacing.ts';
import type { Hop } from '../../src/aws/role-session.ts';
import type { ConcurrencyLimit } from '../../src/concurrency/concurrency-limit.ts';
import { SharedPlaces } from '../../src/concurrency/shared-places.ts';
import type { Connection } from '../../src/connections/connection.ts';
import { awsAccounts } from '../../src/connectors/aws-accounts/connector.ts';
import { awsIdentityCenter } from '../../src/connectors/aws-identity-center/connector.ts';
import type { PlannedAccount } from '../../src/connectors/connector.ts';
import { CONNECTORS, readConnection } from '../../src/connectors/index.ts';
import type { Administrators } from '../../src/ledger/known/delegations.ts';
import { EarlierReads } from '../../src/ledger/known/earlier-reads.ts';
import { EmptyRegions } from '../../src/ledger/known/empty-regions.ts';
import { UnitInstants } from '../../src/ledger/known/unit-instants.ts';
import type { UnitResult } from '../../src/ledger/units.ts';
import { LandingWriter } from '../../src/load/landing-writer.ts';
import { Spool } from '../../src/load/spool.ts';
import { createLog } from '../../src/log/log.ts';
import { askAdministrators } from '../../src/run/administrators/ask-administrators.ts';
import type { ToldUnits } from '../../src/run/administrators/told-units.ts';
import type { EventsReading } from '../../src/run/event-window.ts';
import { type Reading, readAccount } from '../../src/run/read-account.ts';
import type { Row } from '../../src/table.ts';
import type { Account, World, WorldOptions } from '../sandbox/aws/contract.ts';
import { type AwsSandbox, type AwsSandboxOptions, startAws } from '../sandbox/aws/server.ts';
import { RAISED_QUOTAS } from '../sandbox/aws/throttle-limits.ts';
import { generateWorld } from '../sandbox/aws/world/generate.ts';

/** What a read of one account came to: its units, and the landing rows as the loader would find them on disk. */
export interface ReadOutcome {
  readonly units: readonly UnitResult[];
  readonly rows: ReadonlyMap<string, readonly Row[]>;
  /** The unit of a collector; throws where there is none. */
  unit(collector: string, region?: string): UnitResult;
}

/** What administrators came to tell, also by account. */
export interface MembersOutcome extends ReadOutcome {
  readonly told: ToldUnits;
}

export interface ReadOptions {
  readonly collectors?: readonly Collector[];
  readonly regions?: 'all' | readonly string[];
  readonly accountTags?: boolean;
  /** Where what is not of a region is read; the partition's home unless said. */
  readonly homeRegion?: string;
  readonly unitConcurrency?: number;
  readonly unitSeconds?: number;
  readonly timeUp?: AbortSignal;
  /** Where the account has a place. */
  readonly accounts?: ConcurrencyLimit;
  /** Entered by this hop instead of the usual role; null enters with the chain's own credentials. */
  readonly hop?: Hop | null;
  /** What planning said, without entering. */
  readonly verdict?: Outcome;
  /** How events are read; those of the last six hours, reads included, unless said. */
  readonly events?: EventsReading;
  /** Regions to probe first; none unless said. */
  readonly emptyRegions?: EmptyRegions;
  readonly resting?: UnitInstants;
  /** Earlier reads, to ask only what is new; none unless said. */
  readonly earlier?: EarlierReads;
  /** What an administrator has told of the account. */
  readonly told?: readonly UnitResult[] | undefined;
}

/** The product's way into AWS, unmodified SDK included, over a sandbox of its own. */
export interface Reader extends AsyncDisposable {
  readonly aws: AwsSandbox;
  readonly world: World;
  /** Active accounts that have the role, but for the largest and the one that the source role lives in. */
  readonly members: readonly Account[];
  /** Full of users, so that our own pace makes reading it a matter of many seconds. */
  readonly largest: Account;
  readonly member: Account;
  /** Moves the sandbox's clock on. */
  advance(seconds: number): void;
  /** A way in; closed with the reader. */
  access(options?: Partial<AccessOptions> & { readonly maxAttempts?: number }): AwsAccess;
  read(access: AwsAccess, account: Account, options?: ReadOptions): Promise<ReadOutcome>;
  /** Asks delegated administrators for what they tell of all accounts; its units are those of members. */
  readMembers(
    access: AwsAccess,
    administrators: Administrators,
    options?: ReadOptions,
  ): Promise<MembersOutcome>;
  /** Reads the organization from its management account. */
  readOrganization(access: AwsAccess, options?: ReadOptions): Promise<ReadOutcome>;
  /** Reads Identity Center from the management account, in the region of its instance. */
  readIdentityCenter(access: AwsAccess, options?: ReadOptions): Promise<ReadOutcome>;
}

/** What the role in every account is for. */
export const inventory = [...CONNECTORS.values()]
  .filter(({ enters }) => enters === 'member')
  .flatMap((connector) => connector.collectors);
const organization = awsAccounts.collectors;
export const identityCenter = awsIdentityCenter.collectors;

/** Collectors by name; throws on one that does not exist. */
export function collectors(...names: readonly string[]): readonly Collector[] {
  return names.map((name) => {
    const collector = catalogue.find((entry) => entry.name === name);
    if (!collector) throw new Error(`there is no collector ${name}`);
    return collector;
  });
}

const actionsOf = (entries: readonly Collector[]): string[] => [
  ...new Set(entries.flatMap(({ actions }) => actions)),
];

/** AWS has raised its quotas, unless `quotas` says otherwise, and we call at its pace. */
export async function startReader(
  options: Partial<WorldOptions> = {},
  serverOptions: Partial<AwsSandboxOptions> = {},
): Promise<Reader> {
  const world = generateWorld({
    seed: 5,
    accounts: 12,
    memberActions: actionsOf(inventory),
    organizationActions: actionsOf([...organization, ...identityCenter]),
    ...options,
  });
  for (const account of world.accounts.values()) account.credentialReport.coldPolls = 0;
  let offset = 0;
  const quotas = serverOptions.quotas ?? RAISED_QUOTAS;
  const clock = () => new Date(Date.now() + offset);
  const aws = await startAws({ world, clock, ...serverOptions, quotas });
  const pacing = new Pacing(quotas);
  const directory = await mkdtemp(join(tmpdir(), 'snowcensus-reader-'));
  isolateEnvironment(aws.url);
  const opened: AwsAccess[] = [];
  const { entry } = world;
  const others = [...world.accounts.values()].filter(
    ({ id, isManagement, state }) => !isManagement && !entry.sourceRoleArn.includes(id) && state === 'ACTIVE',
  );
  const largest = others.reduce((a, b) => (b.iam().users.size > a.iam().users.size ? b : a));
  const members = others.filter((account) => account !== largest);
  const [member] = members;
  if (!member) throw new Error('the world is too small');
  let reads = 0;

  function usualHop({ id }: Account): Hop {
    const roleArn = `arn:${world.partition}:iam::${id}:role/${entry.memberRoleName}`;
    return { roleArn, externalId: entry.externalId };
  }

  function readWith(access: AwsAccess, account: PlannedAccount, wanted: ReadOptions) {
    return readBy(access, wanted, async (reading) => {
      const { units } = await readAccount(reading, account, wanted.accounts, wanted.told);
      return units;
    });
  }

  async function readBy(
    access: AwsAccess,
    wanted: ReadOptions,
    read: (reading: Reading) => Promise<readonly UnitResult[]>,
  ): Promise<ReadOutcome> {
    reads += 1;
    const spool = new Spool(join(directory, String(reads)), 100_000_000);
    const writer = new LandingWriter(
      spool,
      { connection: CONNECTION.name, runId: 'run-1', snapshotAt: '2026-01-02T03:04:05.000Z' },
      CONNECTION,
      undefined,
    );
    const units = await read({
      access,
      collectors: wanted.collectors ?? inventory,
      regions: wanted.regions ?? ['us-east-1'],
      accountTags: wanted.accountTags ?? false,
      homeRegion: wanted.homeRegion,
      unitSeconds: wanted.unitSeconds ?? 3_600,
      timeUp: wanted.timeUp ?? new AbortController().signal,
      unitPlaces: new SharedPlaces(wanted.unitConcurrency ?? 4, 0),
      events: wanted.events ?? lastHours(new Date(Date.now() + offset)),
      emptyRegions: wanted.emptyRegions ?? new EmptyRegions(),
      resting: wanted.resting ?? new UnitInstants(),
      earlier: wanted.earlier ?? new EarlierReads(),
      writer,
    });
    return outcome(units, await rowsIn(spool));
  }

  function readOrganization(access: AwsAccess, wanted: ReadOptions) {
    const hop = wanted.hop ?? { roleArn: entry.organizationRoleArn, externalId: entry.externalId };
    const planned = { id: world.managementAccountId, name: undefined, partition: world.partition, hop };
    return readWith(access, planned, wanted);
  }

  return {
    aws,
    world,
    members,
    largest,
    member,
    advance: (seconds) => {
      offset += seconds * 1000;
    },
    access({ maxAttempts = 2, ...given } = {}) {
      const access = new AwsAccess({
        settings: {
          region: 'us-east-1',
          maxAttempts,
          connectTimeoutMs: 2_000,
          requestTimeoutMs: 10_000,
          callTimeoutMs: 20_000,
        },
        pacing,
        credentials: { accessKeyId: entry.accessKeyId, secretAccessKey: entry.secretAccessKey },
        chain: [{ roleArn: entry.sourceRoleArn }],
        partition: world.partition,
        sessionName: 'test',
        signal: new AbortController().signal,
        ...given,
      });
      opened.push(access);
      return access;
    },
    read: (access, account, wanted = {}) => {
      const { id, name } = account;
      const hop = wanted.hop === undefined ? usualHop(account) : (wanted.hop ?? undefined);
      const verdict = wanted.verdict ? { verdict: wanted.verdict } : {};
      return readWith(access, { id, name, partition: world.partition, hop, ...verdict }, wanted);
    },
    async readMembers(access, administrators, wanted = {}) {
      const accounts = [...world.accounts.values()].map((account) => ({
        id: account.id,
        name: account.name,
        partition: world.partition,
        hop: usualHop(account),
      }));
      let told: ToldUnits = new Map();
      const outcome = await readBy(access, wanted, async (reading) => {
        const log = createLog({ level: 'error', format: 'json' }, { secrets: () => [] });
        told = await askAdministrators({ ...reading, administrators, log, entered: new Map() }, accounts);
        return [...told.values()].flat();
      });
      return { ...outcome, told };
    },
    readOrganization: (access, wanted = {}) =>
      readOrganization(access, { collectors: organization, ...wanted }),
    readIdentityCenter: (access, wanted = {}) => {
      const usual = { collectors: identityCenter, homeRegion: world.identityCenter().region };
      return readOrganization(access, { ...usual, ...wanted });
    },
    async [Symbol.asyncDispose]() {
      for (const access of opened) access.close();
      await aws.close();
      await rm(directory, { recursive: true, force: true });
      const [defects, unknown] = [new Set(aws.metrics.defects), new Set(aws.metrics.unknown)];
      if (defects.size > 0) throw new Error(`the sandbox is at fault: ${[...defects].join('; ')}`);
      if (unknown.size > 0) throw new Error(`the sandbox lacks ${[...unknown].join(', ')}`);
    },
  };
}

const HOUR_MS = 3_600_000;

/** Reads the events of the hours before, as a connection's first run does. */
export function lastHours(until: Date): EventsReading {
  const readPlan = {
    lookbackMs: 6 * HOUR_MS,
    overlapMs: 20 * 60_000,
    keptMs: 90 * 24 * HOUR_MS,
    readOnly: true,
  };
  return { readPlan, watermarks: new UnitInstants(), until };
}

/** The SDK sees the sandbox and nothing of the machine it runs on. */
function isolateEnvironment(url: string): void {
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
  process.env.AWS_ENDPOINT_URL = url;
  process.env.AWS_EC2_METADATA_DISABLED = 'true';
  process.env.AWS_CONFIG_FILE = '/dev/null';
  process.env.AWS_SHARED_CREDENTIALS_FILE = '/dev/null';
}

const CONNECTION = inventoryConnection();

function inventoryConnection(): Connection {
  const comment = 'module: aws_inventory\naccount_ids: ["123456789012"]\ndestination_role_name: reader\n';
  const read = readConnection({ name: 'TEST_CONNECTION', comment });
  if (!read.ok) throw read.error;
  return read.connection;
}

async function rowsIn(spool: Spool): Promise<Map<string, Row[]>> {
  const rows = new Map<string, Row[]>();
  for (const table of spool.tables()) {
    const lines: string[] = [];
    for (const part of await spool.close(table)) {
      lines.push(
        ...gunzipSync(await readFile(part.path))
          .toString('utf8')
          .split('\n'),
      );
    }
    const written = lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Row);
    rows.set(table.replace(/_SNAPSHOTS$/, ''), written);
  }
  return rows;
}

function outcome(units: readonly UnitResult[], rows: ReadonlyMap<string, readonly Row[]>): ReadOutcome {
  return {
    units,
    rows,
    unit(collector, region) {
      const unit = units.find(
        (candidate) =>
          candidate.collector === collector && (region === undefined || candidate.region === region),
      );
      if (!unit) throw new Error(`there is no unit of ${collector} in ${region ?? 'any region'}`);
      return unit;
    },
  };
}

/** How many units have each status. */
export function statuses(units: readonly UnitResult[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status } of units) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}
