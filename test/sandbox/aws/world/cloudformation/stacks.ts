import type { Deployment, Stack } from '../../stack-state.ts';
import { uuid } from '../identifiers.ts';
import { createRandom } from '../random.ts';

/** Where an account keeps a stack. */
export function stackKey(region: string, name: string): string {
  return `${region}/${name}`;
}

/** A stack that has nothing yet. */
export function newStack({ world, account, region, now }: Deployment, name: string): Stack {
  const id = uuid(createRandom(world.seed, account.id, region, name, now.getTime(), account.stacks.size));
  return {
    id: `arn:${world.partition}:cloudformation:${region}:${account.id}:stack/${name}/${id}`,
    name,
    createdAt: now,
    status: 'REVIEW_IN_PROGRESS',
    templateText: '',
    parameters: new Map(),
    capabilities: [],
    tags: [],
    outputs: [],
    resources: new Map(),
    events: [],
    changeSets: new Map(),
  };
}
