import type { OperationTable } from '../contract.ts';
import { accessAnalyzerOperations } from './accessanalyzer.ts';
import { accountOperations } from './account.ts';
import { cloudControlOperations } from './cloud-control/operations.ts';
import { cloudFormationOperations } from './cloudformation/operations.ts';
import { cloudtrailOperations } from './cloudtrail.ts';
import { cloudwatchOperations } from './cloudwatch.ts';
import { ec2Operations } from './ec2.ts';
import { efsOperations } from './efs.ts';
import { iamOperations } from './iam.ts';
import { identityStoreOperations } from './identity-center/identity-store.ts';
import { identityCenterOperations } from './identity-center/sso-admin.ts';
import { kmsOperations } from './kms.ts';
import { lambdaOperations } from './lambda.ts';
import { elbOperations } from './load-balancing/elb.ts';
import { elbv2Operations } from './load-balancing/elbv2.ts';
import { logsOperations } from './logs.ts';
import { organizationsOperations } from './organization/organizations.ts';
import { configServiceOperations } from './posture/config.ts';
import { guardDutyOperations } from './posture/guardduty.ts';
import { securityHubOperations } from './posture/security-hub.ts';
import { ramOperations } from './ram.ts';
import { rdsOperations } from './rds.ts';
import { s3ControlOperations, s3Operations } from './s3.ts';
import { stsOperations } from './sts.ts';
import { taggingOperations } from './tagging.ts';

/** Every operation the sandbox implements, by signing name or API. */
export const allOperations: OperationTable = {
  sts: stsOperations,
  iam: iamOperations,
  ec2: ec2Operations,
  elb: elbOperations,
  elbv2: elbv2Operations,
  organizations: organizationsOperations,
  account: accountOperations,
  'access-analyzer': accessAnalyzerOperations,
  sso: identityCenterOperations,
  identitystore: identityStoreOperations,
  cloudcontrolapi: cloudControlOperations,
  cloudformation: cloudFormationOperations,
  cloudtrail: cloudtrailOperations,
  ram: ramOperations,
  rds: rdsOperations,
  config: configServiceOperations,
  elasticfilesystem: efsOperations,
  guardduty: guardDutyOperations,
  securityhub: securityHubOperations,
  's3 buckets': s3Operations,
  's3 control': s3ControlOperations,
  kms: kmsOperations,
  lambda: lambdaOperations,
  logs: logsOperations,
  monitoring: cloudwatchOperations,
  tagging: taggingOperations,
};
