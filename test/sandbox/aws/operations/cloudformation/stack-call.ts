import { AwsError, type OperationCall } from '../../contract.ts';
import type { ChangeSet, Deployment, Stack } from '../../stack-state.ts';
import { stackKey } from '../../world/cloudformation/stacks.ts';

/** Where a call deploys to, and with whose rights. */
export function deploymentOf({ world, account, region, now, refusal }: OperationCall): Deployment {
  if (refusal === undefined) throw new Error('CloudFormation does not know what its caller may do');
  return { world, account, region, now, refusal };
}

/** The stack by name or id; undefined where there is none, or none any more under that name. */
export function findStack({ account, region }: OperationCall, nameOrId: string): Stack | undefined {
  const named = account.stacks.get(stackKey(region, nameOrId));
  if (named !== undefined) return named.status === 'DELETE_COMPLETE' ? undefined : named;
  return [...account.stacks.values()].find(({ id }) => id === nameOrId);
}

/** Throws AWS's error where the stack does not exist. */
export function knownStack(call: OperationCall, nameOrId: string): Stack {
  const stack = findStack(call, nameOrId);
  if (stack === undefined) throw invalid(`Stack with id ${nameOrId} does not exist`);
  return stack;
}

/** The change set by its id, or by its name and its stack's. Throws ChangeSetNotFound. */
export function knownChangeSet(
  call: OperationCall,
  { ChangeSetName, StackName }: { ChangeSetName: string; StackName?: string },
): { readonly stack: Stack; readonly changeSet: ChangeSet } {
  const stacks = StackName === undefined ? [...call.account.stacks.values()] : [knownStack(call, StackName)];
  for (const stack of stacks) {
    for (const changeSet of stack.changeSets.values()) {
      if (changeSet.id === ChangeSetName || (StackName !== undefined && changeSet.name === ChangeSetName))
        return { stack, changeSet };
    }
  }
  throw new AwsError('ChangeSetNotFound', `ChangeSet [${ChangeSetName}] does not exist`, 404);
}

export function invalid(message: string): AwsError {
  return new AwsError('ValidationError', message);
}

export interface GivenParameter {
  readonly ParameterKey?: string;
  readonly ParameterValue?: string;
  readonly UsePreviousValue?: boolean;
}

/** The parameters as an answer has them, those without echo hidden. */
export function shownParameters(values: ReadonlyMap<string, string>): GivenParameter[] {
  return [...values].map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue }));
}
