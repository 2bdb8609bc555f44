import { configError } from '../../errors.ts';

/** One of the processes that read one run between them: its index, counted from 0, and how many they are. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/** Places at which somebody may say which shard a process is. */
export interface ShardSources {
  /** `--shard i/n` */
  readonly flag: string | undefined;
  /** SNOWCENSUS_SHARD and SNOWCENSUS_SHARDS. */
  readonly settings: { readonly shard: string | undefined; readonly shards: number | undefined };
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Variables by which engines tell a process which of several it is, each with the one that says how many, if any does. */
const ENGINES: readonly { readonly index: string; readonly count?: string }[] = [
  // https://kubernetes.io/docs/concepts/workloads/controllers/job/#completion-mode
  { index: 'JOB_COMPLETION_INDEX' },
  // https://docs.aws.amazon.com/batch/latest/userguide/array_jobs.html
  { index: 'AWS_BATCH_JOB_ARRAY_INDEX' },
  // https://docs.snowflake.com/en/sql-reference/sql/execute-job-service
  { index: 'SNOWFLAKE_JOB_INDEX', count: 'SNOWFLAKE_JOBS_COUNT' },
];

/** So many shards are the most; a COPY names at most 1,000 files. */
const MOST = 1_000;

interface Said extends Shard {
  readonly by: string;
}

/**
 * The shard that a process is, by its flag, its settings or the variables of its engine; undefined where it reads a run
 * alone. Throws a config error where these contradict each other, or say something that cannot be.
 */
export function shardOf({ flag, settings, env }: ShardSources): Shard | undefined {
  const said = [
    ...written('--shard', flag),
    ...written('SNOWCENSUS_SHARD', settings.shard),
    ...ENGINES.flatMap((engine) => counted(engine, env, settings.shards)),
  ];
  const [first] = said;
  if (first === undefined) {
    if (settings.shards === undefined) return undefined;
    throw configError(`SNOWCENSUS_SHARDS says ${settings.shards}, and nothing says which of them this is`, {
      hint: 'Give --shard i/n, or set SNOWCENSUS_SHARD, JOB_COMPLETION_INDEX or AWS_BATCH_JOB_ARRAY_INDEX.',
    });
  }
  const other = said.find(({ index, count }) => index !== first.index || count !== first.count);
  if (other) throw contradiction(first, other);
  if (settings.shards !== undefined && settings.shards !== first.count) {
    throw contradiction(first, { by: 'SNOWCENSUS_SHARDS', count: settings.shards });
  }
  return { index: first.index, count: first.count };
}

/** The shard as it is written: `2/5`. */
export function shardName({ index, count }: Shard): string {
  return `${index}/${count}`;
}

function written(by: string, text: string | undefined): readonly Said[] {
  if (text === undefined) return [];
  const [, index, count] = /^(\d{1,4})\/(\d{1,4})$/.exec(text.trim()) ?? [];
  if (index !== undefined && count !== undefined) return [checked(by, Number(index), Number(count))];
  throw configError(`${by} takes i/n, not ${text}`, {
    hint: 'Shards are counted from 0: the three of a run are 0/3, 1/3 and 2/3.',
  });
}

function counted(
  { index: name, count: countName }: (typeof ENGINES)[number],
  env: ShardSources['env'],
  shards: number | undefined,
): readonly Said[] {
  const [index, own] = [env[name], countName === undefined ? undefined : env[countName]];
  // Jobs have an index whatever they are for: it is one of a shard where somebody says how many these are.
  const count = own === undefined ? shards : Number(own);
  if (index === undefined || count === undefined) return [];
  return [checked(name, /^\d+$/.test(index) ? Number(index) : Number.NaN, count)];
}

function checked(by: string, index: number, count: number): Said {
  if (Number.isInteger(count) && count >= 1 && count <= MOST && index >= 0 && index < count) {
    return { by, index, count };
  }
  throw configError(`${by} says shard ${index} of ${count}, which there is not`, {
    hint: `Shards are counted from 0 to one less than their number, which is from 1 to ${MOST}.`,
  });
}

function contradiction(one: Said, other: { by: string; index?: number; count: number }): Error {
  const otherIndex = other.index === undefined ? '' : `shard ${other.index} of `;
  return configError(
    `${one.by} says shard ${one.index} of ${one.count}, and ${other.by} says ${otherIndex}${other.count}`,
    { hint: 'Say it in one place.' },
  );
}
