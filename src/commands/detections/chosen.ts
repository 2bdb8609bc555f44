import type { Detection } from '../../detections/detection.ts';
import { FRAMEWORKS } from '../../detections/frameworks.ts';
import { readDetections } from '../../detections/read-detections.ts';
import { configError } from '../../errors.ts';
import { nearest } from '../../text/nearest.ts';
import type { Arguments } from '../command.ts';
import { textOf } from '../flags.ts';

/** The detections that a command line is about: those that it names, of the framework that it names. */
export function chosenDetections(args: Arguments): readonly Detection[] {
  const all = readDetections(textOf(args, 'detections'));
  const names = args.positionals.slice(1);
  const known = all.map(({ id }) => id);
  for (const name of names) {
    if (known.includes(name)) continue;
    const meant = nearest(name, known);
    throw configError(`there is no detection ${name}`, {
      hint: meant ? `Did you mean ${meant}?` : 'snowcensus detections list has them all.',
    });
  }
  const framework = frameworkOf(args);
  return all
    .filter(({ id }) => names.length === 0 || names.includes(id))
    .filter(({ controls }) => framework === undefined || controls[framework] !== undefined);
}

/** The framework that a command line names; undefined where it names none. */
export function frameworkOf(args: Arguments): string | undefined {
  const name = textOf(args, 'framework');
  if (name === undefined || FRAMEWORKS.some((framework) => framework === name)) return name;
  throw configError(`there is no framework ${name}`, { hint: `Use one of ${FRAMEWORKS.join(', ')}.` });
}
