import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type SettingEntry, textSetting, whole } from './setting-entry.ts';
import type { Settings } from './settings.ts';

const MIB = 1024 * 1024;

/** Settings of a run: how much at once, where to, and how long. */
export const RUN_SETTINGS: Readonly<Record<keyof Settings['run'], SettingEntry>> = {
  workers: {
    default: undefined,
    env: 'SNOWCENSUS_WORKERS',
    doc: 'Processes that read the accounts of a run beside each other; unset, as many as it has cores and memory for, and fewer where accounts are few',
    format: 'whole',
    min: 1,
    max: 256,
  },
  accountConcurrency: whole(
    'SNOWCENSUS_ACCOUNT_CONCURRENCY',
    'Accounts read at once, by each of the processes that read',
    16,
    1,
    1_000,
  ),
  unitConcurrency: whole(
    'SNOWCENSUS_UNIT_CONCURRENCY',
    'Units read at once in each of as many accounts as are read at once; fewer accounts share the places of all',
    4,
    1,
    100,
  ),
  loadConcurrency: whole(
    'SNOWCENSUS_LOAD_CONCURRENCY',
    'Tables loaded at once; a warehouse takes eight statements at a time unless its MAX_CONCURRENCY_LEVEL says otherwise',
    8,
    1,
    64,
  ),
  spoolDirectory: textSetting(
    'SNOWCENSUS_SPOOL_DIRECTORY',
    'Where parts are written before they are put on the stage',
    join(tmpdir(), 'snowcensus'),
  ),
  partBytes: whole(
    'SNOWCENSUS_PART_BYTES',
    'Compressed bytes at which a part is cut',
    128 * MIB,
    1_024,
    4_096 * MIB,
  ),
  unitSeconds: whole(
    'SNOWCENSUS_UNIT_SECONDS',
    'Time after which a unit that is still being read is given up',
    7_200,
    1,
    604_800,
  ),
  maxRunSeconds: whole(
    'SNOWCENSUS_MAX_RUN_SECONDS',
    'Time after which a run stops reading and publishes what it has',
    21_600,
    1,
    604_800,
  ),
  leaseSeconds: whole(
    'SNOWCENSUS_LEASE_SECONDS',
    'Time after which a connection is free again whose process died; a longer run renews it',
    1_800,
    2,
    86_400,
  ),
  shard: textSetting(
    'SNOWCENSUS_SHARD',
    'Shard of a run that `run` is, as --shard says it: 0/3 plans, loads and publishes, 1/3 and 2/3 only read',
  ),
  shards: {
    default: undefined,
    env: 'SNOWCENSUS_SHARDS',
    doc: 'Shards of a run, where JOB_COMPLETION_INDEX or AWS_BATCH_JOB_ARRAY_INDEX says which of them `run` is',
    format: 'whole',
    min: 1,
    max: 1_000,
  },
  shardWaitSeconds: whole(
    'SNOWCENSUS_SHARD_WAIT_SECONDS',
    'Time without a sign of a shard after which its accounts are failed, and that a shard waits for its plan',
    900,
    5,
    86_400,
  ),
};
