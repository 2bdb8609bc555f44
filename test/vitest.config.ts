import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './longest-first.ts';

export default defineConfig({
  test: {
    root: '.',
    // Nothing of ours keeps state in modules, so files may share a process, and what it has loaded.
    isolate: false,
    // Unless told, vitest leaves one core to others: with two of them, that is half the time. One more than cores costs more by
    // what they take from each other than it gains where one waits.
    maxWorkers: availableParallelism(),
    sequence: { sequencer: LongestFirst },
    globalSetup: ['test/shared-directory.ts'],
    include: ['test/**/*.test.ts'],
    // Far more than any test takes: machines are busy at times, and a hook may be the one that sets an account up.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    env: {
      SNOWFLAKE_DISABLE_PLATFORM_DETECTION: 'true',
      SF_TELEMETRY_DISABLE_CONNECTION_SHAPE: '1',
    },
  },
});
