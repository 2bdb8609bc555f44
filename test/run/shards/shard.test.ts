import { expect, test } from 'vitest';
import { type ShardSources, shardOf } from '../../../src/run/shards/shard.ts';

function resolve(
  env: Readonly<Record<string, string>>,
  { flag, ...settings }: { flag?: string; shard?: string; shards?: number } = {},
) {
  const sources: ShardSources = {
    flag,
    settings: { shard: settings.shard, shards: settings.shards },
    env,
  };
  return shardOf(sources);
}

test.each<[string, Parameters<typeof resolve>]>([
  ['the flag', [{}, { flag: '2/5' }]],
  ['SNOWCENSUS_SHARD', [{}, { shard: '2/5' }]],
  ['an Indexed Job of Kubernetes', [{ JOB_COMPLETION_INDEX: '2' }, { shards: 5 }]],
  ['an array job of AWS Batch', [{ AWS_BATCH_JOB_ARRAY_INDEX: '2' }, { shards: 5 }]],
  ['a job of Snowpark', [{ SNOWFLAKE_JOB_INDEX: '2', SNOWFLAKE_JOBS_COUNT: '5' }]],
  ['all of them at once', [{ JOB_COMPLETION_INDEX: '2' }, { flag: '2/5', shard: '2/5', shards: 5 }]],
])('%s says which shard of how many it is', (_, said) => {
  expect(resolve(...said)).toEqual({ index: 2, count: 5 });
});

test.each<[string, Parameters<typeof resolve>]>([
  ['where nobody says anything', [{}]],
  // The index of a job that is for something else.
  ['where a job has an index, and nobody says how many shards there are', [{ JOB_COMPLETION_INDEX: '2' }]],
])('there is none %s', (_, said) => {
  expect(resolve(...said)).toBeUndefined();
});

test.each<[string, Parameters<typeof resolve>]>([
  ['--shard takes i/n, not 3', [{}, { flag: '3' }]],
  ['SNOWCENSUS_SHARD takes i/n, not -1/3', [{}, { shard: '-1/3' }]],
  ['--shard says shard 3 of 3, which there is not', [{}, { flag: '3/3' }]],
  ['--shard says shard 0 of 0, which there is not', [{}, { flag: '0/0' }]],
  ['--shard says shard 0 of 1001, which there is not', [{}, { flag: '0/1001' }]],
  [
    'JOB_COMPLETION_INDEX says shard 3 of 3, which there is not',
    [{ JOB_COMPLETION_INDEX: '3' }, { shards: 3 }],
  ],
  [
    'JOB_COMPLETION_INDEX says shard NaN of 3, which there is not',
    [{ JOB_COMPLETION_INDEX: '' }, { shards: 3 }],
  ],
  ['SNOWCENSUS_SHARDS says 3, and nothing says which of them this is', [{}, { shards: 3 }]],
  ['--shard says shard 1 of 3, and SNOWCENSUS_SHARDS says 4', [{}, { flag: '1/3', shards: 4 }]],
  ['--shard says shard 1 of 3, and SNOWCENSUS_SHARD says shard 2 of 3', [{}, { flag: '1/3', shard: '2/3' }]],
  [
    'JOB_COMPLETION_INDEX says shard 1 of 3, and AWS_BATCH_JOB_ARRAY_INDEX says shard 0 of 3',
    [{ JOB_COMPLETION_INDEX: '1', AWS_BATCH_JOB_ARRAY_INDEX: '0' }, { shards: 3 }],
  ],
])('%s: a config error', (message, said) => {
  expect(() => resolve(...said)).toThrow(expect.objectContaining({ kind: 'config', message }));
});
