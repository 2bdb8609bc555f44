import * as accessAnalyzer from './accessanalyzer/collectors.ts';
import * as account from './account/collectors.ts';
import * as cloudtrail from './cloudtrail/collectors.ts';
import * as cloudwatch from './cloudwatch/collectors.ts';
import * as config from './config/collectors.ts';
import * as ec2 from './ec2/collectors.ts';
import * as efs from './efs/collectors.ts';
import * as elb from './elb/collectors.ts';
import * as elbv2 from './elbv2/collectors.ts';
import type { Collector } from './entry.ts';
import * as guardDuty from './guardduty/collectors.ts';
import * as iam from './iam/collectors.ts';
import * as identityCenter from './identitycenter/collectors.ts';
import * as kms from './kms/collectors.ts';
import * as lambda from './lambda/collectors.ts';
import * as logs from './logs/collectors.ts';
import * as organizations from './organizations/collectors.ts';
import * as ram from './ram/collectors.ts';
import * as rds from './rds/collectors.ts';
import * as rolesAnywhere from './rolesanywhere/collectors.ts';
import * as s3 from './s3/collectors.ts';
import * as securityHub from './securityhub/collectors.ts';

/** Every collector there is, by name: one line here per service, one entry in the service's folder per collector. */
export const catalogue: readonly Collector[] = [
  accessAnalyzer,
  account,
  cloudtrail,
  cloudwatch,
  config,
  ec2,
  efs,
  elb,
  elbv2,
  guardDuty,
  iam,
  identityCenter,
  kms,
  lambda,
  logs,
  organizations,
  ram,
  rds,
  rolesAnywhere,
  s3,
  securityHub,
]
  .flatMap((entries): Collector[] => Object.values(entries))
  .sort((a, b) => (a.name < b.name ? -1 : 1));
