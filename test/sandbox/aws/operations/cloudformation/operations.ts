import type { Operation } from '../../contract.ts';
import { typed } from '../typed.ts';
import { createChangeSet, describeChangeSet, executeChangeSet } from './change-sets.ts';
import { activateOrganizationsAccess, deleteStack, describeStackEvents, describeStacks } from './stacks.ts';
import { getTemplateSummary, validateTemplate } from './templates.ts';

/** CloudFormation, as far as `aws cloudformation deploy` asks it. */
export const cloudFormationOperations: Readonly<Record<string, Operation>> = {
  ActivateOrganizationsAccess: typed(activateOrganizationsAccess),
  CreateChangeSet: typed(createChangeSet),
  DeleteStack: typed(deleteStack),
  DescribeChangeSet: typed(describeChangeSet),
  DescribeStackEvents: typed(describeStackEvents),
  DescribeStacks: typed(describeStacks),
  ExecuteChangeSet: typed(executeChangeSet),
  GetTemplateSummary: typed(getTemplateSummary),
  ValidateTemplate: typed(validateTemplate),
};
