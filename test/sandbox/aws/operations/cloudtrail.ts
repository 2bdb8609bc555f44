import type { Operation } from '../contract.ts';
import { lookupEvents } from './cloudtrail/events.ts';
import {
  describeTrails,
  getEventSelectors,
  getTrail,
  getTrailStatus,
  listTrails,
} from './cloudtrail/trails.ts';
import { typed } from './typed.ts';

/** What CloudTrail answers, by operation. */
export const cloudtrailOperations: Readonly<Record<string, Operation>> = {
  DescribeTrails: typed(describeTrails),
  GetEventSelectors: typed(getEventSelectors),
  GetTrail: typed(getTrail),
  GetTrailStatus: typed(getTrailStatus),
  ListTrails: typed(listTrails),
  LookupEvents: typed(lookupEvents),
};
