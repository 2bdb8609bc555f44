import { createRandom } from '../random.ts';
import type { Place } from './resource-kind.ts';

/** The name that CloudFormation gives a resource without one: its stack's, its own in the template, and chance. */
export function generatedName({ world, stackId, stackName, logicalId }: Place): string {
  const suffix = createRandom(world.seed, stackId, logicalId, 'name').text(
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789',
    12,
  );
  return `${stackName}-${logicalId}-${suffix}`;
}
