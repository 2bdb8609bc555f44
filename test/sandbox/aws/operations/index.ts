import type { OperationTable } from '../contract.ts';
import { accountOperations } from './account.ts';
import { cloudtrailOperations } from './cloudtrail.ts';
import { ec2Operations } from './ec2.ts';
import { iamOperations } from './iam.ts';
import { organizationsOperations } from './organizations.ts';
import { stsOperations } from './sts.ts';

/** Every operation the sandbox implements, by signing name. */
export const allOperations: OperationTable = {
  sts: stsOperations,
  iam: iamOperations,
  ec2: ec2Operations,
  organizations: organizationsOperations,
  account: accountOperations,
  cloudtrail: cloudtrailOperations,
};
