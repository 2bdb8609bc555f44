import * as ec2 from './ec2.ts';
import type { Collector } from './entry.ts';
import * as iam from './iam.ts';
import * as organizations from './organizations.ts';

/** Every collector there is, by name: one line here per service, one entry in the service's file per collector. */
export const catalogue: readonly Collector[] = [organizations, iam, ec2]
  .flatMap((entries): Collector[] => Object.values(entries))
  .sort((a, b) => (a.name < b.name ? -1 : 1));
