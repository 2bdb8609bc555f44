import type { Event } from '@aws-sdk/client-cloudtrail';
import type { World } from '../../contract.ts';
import { accountOf } from '../plant.ts';
import { createRandom } from '../random.ts';
import { type EventKind, eventKinds } from './event-kinds.ts';
import { eventOf } from './events.ts';

/** What is planted, where, and when CloudTrail delivers it (at once unless said). */
export interface EventPlan {
  readonly accountId: string;
  readonly region: string;
  readonly time: Date;
  readonly deliveredAt?: Date;
  /** Kind of event by its name; default CreateAccessKey, which is no read. */
  readonly name?: string;
  /** Kind of event that has no such name. */
  readonly kind?: EventKind;
}

/** An event that happens beside those that are generated. Times have whole seconds. Returns it as it is read. */
export function plantEvent(world: World, { name = 'CreateAccessKey', ...plan }: EventPlan): Event {
  const { kind = eventKinds.find((candidate) => candidate.name === name) } = plan;
  if (kind === undefined) throw new Error(`there is no kind of event ${name}`);
  const { accountId, region, deliveredAt = plan.time } = plan;
  const time = new Date(1000 * Math.floor(plan.time.getTime() / 1000));
  const random = createRandom(world.seed, accountId, region, 'planted', world.plantedEvents.length);
  const event = eventOf({ world, account: accountOf(world, accountId), region }, kind, time, random);
  world.plantedEvents.push({ accountId, region, deliveredAt, event });
  return event;
}
