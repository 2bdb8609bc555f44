import { instanceProfile } from './instance-profiles.ts';
import { managedPolicy } from './managed-policies.ts';
import type { ResourceKind } from './resource-kind.ts';
import { role } from './roles.ts';

/** A StackSet's own work is stacks, which are made of the kinds here: `deploy.ts` knows how. */
const stackSet: Pick<ResourceKind, 'properties' | 'required' | 'nameProperty'> = {
  properties: [
    'StackSetName',
    'Description',
    'PermissionModel',
    'AutoDeployment',
    'ManagedExecution',
    'Capabilities',
    'OperationPreferences',
    'Parameters',
    'StackInstancesGroup',
    'TemplateBody',
    'CallAs',
  ],
  required: ['StackSetName', 'PermissionModel'],
  nameProperty: 'StackSetName',
};

const STACK_SET = 'AWS::CloudFormation::StackSet';

const KINDS: Readonly<Record<string, ResourceKind>> = {
  'AWS::IAM::Role': role,
  'AWS::IAM::ManagedPolicy': managedPolicy,
  'AWS::IAM::InstanceProfile': instanceProfile,
};

export function knowsKind(type: string): boolean {
  return type in KINDS || type === STACK_SET;
}

/** What every kind says of its properties, StackSets too. */
export function kindOf(type: string): typeof stackSet {
  return KINDS[type] ?? stackSet;
}

/** A kind whose resources are made at once. */
export function makerOf(type: string): ResourceKind | undefined {
  return KINDS[type];
}
