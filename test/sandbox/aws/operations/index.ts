import type { OperationTable } from '../contract.ts';
import { accountOperations } from './account.ts';
import { organizationsOperations } from './organizations.ts';
import { stsOperations } from './sts.ts';

/** Every operation the sandbox implements, by signing name. */
export const allOperations: OperationTable = {
  sts: stsOperations,
  organizations: organizationsOperations,
  account: accountOperations,
};
