import { configError } from '../../errors.ts';
import type { Arguments, CommandContext } from '../command.ts';
import { jsonLine } from '../json-line.ts';
import { chosenDetections } from './chosen.ts';

/** Explains one detection: why it matters, how to mend it, its parameters, controls and SELECT. */
export async function showDetection(context: CommandContext, args: Arguments): Promise<number> {
  if (args.positionals.length !== 2)
    throw configError('show takes one detection', { hint: 'snowcensus detections list has them all.' });
  const [detection] = chosenDetections(args);
  if (detection === undefined)
    throw configError('the detection answers no control of the framework', {
      hint: 'Leave --framework out.',
    });
  if (args.flags.json) {
    context.print(jsonLine(detection));
    return 0;
  }
  const { id, title, severity, why, remedy, reads, parameters, controls, sql } = detection;
  const facts: readonly (readonly [string, string])[] = [
    ['severity', severity],
    ['reads', reads.join(', ') || 'coverage'],
    ...Object.entries(controls).map(([name, ids]) => [name, ids.join(', ')] as const),
    ...parameters.map(
      ({ name, default: preset, doc }) => [`$${name}`, `${JSON.stringify(preset)}: ${doc}`] as const,
    ),
  ];
  context.print(
    `${id}: ${title}\n\n${why}\nMend it: ${remedy}\n\n` +
      `${facts.map(([name, value]) => `${name}: ${value}\n`).join('')}\n${sql}\n`,
  );
  return 0;
}
