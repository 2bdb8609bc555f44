import * as account from './account.ts';
import * as cloudtrail from './cloudtrail.ts';
import * as ec2 from './ec2.ts';
import type { Collector } from './entry.ts';
import * as iam from './iam.ts';
import * as iamAccount from './iam-account.ts';
import * as iamIdentityProviders from './iam-identity-providers.ts';
import * as organizations from './organizations.ts';

/** Every collector there is, by name: one line here per service, one entry in the service's file per collector. */
export const catalogue: readonly Collector[] = [
  organizations,
  account,
  cloudtrail,
  iam,
  iamAccount,
  iamIdentityProviders,
  ec2,
]
  .flatMap((entries): Collector[] => Object.values(entries))
  .sort((a, b) => (a.name < b.name ? -1 : 1));
