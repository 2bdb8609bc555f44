import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Folders of tests that set accounts up, and start whole services and runs: each takes longer than many of the others together. */
const LONG = /^test\/(?:fault|e2e|bench|setup|detections|commands|check|service)\//;

/** Long files that need no account: they run while the first file of all sets one up, for which the others wait. */
const WITHOUT_ACCOUNT =
  /^test\/(?:commands\/command-line|sandbox\/snowflake\/engine\/copy\/copy-into)\.test\.ts$/;

/**
 * The order of the test files: the long ones first, then as vitest has them (by the times of the last run, or by size). A
 * long file that begins last keeps one worker busy while the others have nothing left to do.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const among = (expression: RegExp) => (file: TestSpecification) =>
      expression.test(relative(process.cwd(), file.moduleId));
    const alongside = sorted.filter(among(WITHOUT_ACCOUNT));
    const [first, ...long] = sorted.filter((file) => among(LONG)(file) && !alongside.includes(file));
    const taken = new Set([...alongside, first, ...long]);
    const others = sorted.filter((file) => !taken.has(file));
    return [...(first ? [first] : []), ...alongside, ...long, ...others];
  }
}
