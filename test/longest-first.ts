import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Folders of tests that start whole services and runs: each takes longer than many of the others together. */
const WHOLE_RUNS = /^test\/(?:fault|e2e|bench)\//;

/**
 * The order of the test files: those of whole runs first, then as vitest has them (by the times of the last run, or
 * by size). A long file that begins last keeps one worker busy while the others have nothing left to do.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isWholeRun = ({ moduleId }: TestSpecification): boolean =>
      WHOLE_RUNS.test(relative(process.cwd(), moduleId));
    return [...sorted.filter(isWholeRun), ...sorted.filter((file) => !isWholeRun(file))];
  }
}
