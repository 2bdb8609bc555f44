import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Folders of tests that set accounts up, and start whole services and runs: each takes longer than many of the others together. */
const LONG = /^test\/(?:fault|e2e|bench|setup|detections|commands|check|service)\//;

/** Long files that need no account: they run while one of the others sets one up, for which all of these wait. */
const WITHOUT_ACCOUNT =
  /^test\/(?:commands\/command-line|sandbox\/snowflake\/engine\/copy\/copy-into)\.test\.ts$/;

/**
 * The order of the test files: the long ones first, then as vitest has them (by the times of the last run, or by size). A
 * long file that begins last keeps one worker busy while the others have nothing left to do.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).toSorted((one, other) => rankOf(one) - rankOf(other));
  }
}

function rankOf({ moduleId }: TestSpecification): number {
  const path = relative(process.cwd(), moduleId);
  return [WITHOUT_ACCOUNT, LONG, /./].findIndex((expression) => expression.test(path));
}
