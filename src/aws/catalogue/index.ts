import * as accessAnalyzer from './accessanalyzer.ts';
import * as account from './account.ts';
import * as cloudtrail from './cloudtrail.ts';
import * as ec2 from './ec2.ts';
import * as ec2Defaults from './ec2-defaults.ts';
import * as ec2Firewall from './ec2-firewall.ts';
import * as ec2Gateways from './ec2-gateways.ts';
import * as ec2Network from './ec2-network.ts';
import * as ec2Storage from './ec2-storage.ts';
import * as ec2Transit from './ec2-transit.ts';
import * as elb from './elb.ts';
import * as elbv2 from './elbv2.ts';
import type { Collector } from './entry.ts';
import * as iam from './iam.ts';
import * as iamAccount from './iam-account.ts';
import * as iamIdentityProviders from './iam-identity-providers.ts';
import * as identityCenter from './identity-center.ts';
import * as organizations from './organizations.ts';

/** Every collector there is, by name: one line here per service, one entry in the service's file per collector. */
export const catalogue: readonly Collector[] = [
  organizations,
  accessAnalyzer,
  account,
  cloudtrail,
  iam,
  iamAccount,
  iamIdentityProviders,
  ec2,
  ec2Network,
  ec2Firewall,
  ec2Gateways,
  ec2Transit,
  ec2Storage,
  ec2Defaults,
  elb,
  elbv2,
  identityCenter,
]
  .flatMap((entries): Collector[] => Object.values(entries))
  .sort((a, b) => (a.name < b.name ? -1 : 1));
