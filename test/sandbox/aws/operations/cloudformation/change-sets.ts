import { isDeepStrictEqual } from 'node:util';
import { AwsError, type OperationCall } from '../../contract.ts';
import type { ChangeSet, Stack } from '../../stack-state.ts';
import { deployStack } from '../../world/cloudformation/deploy.ts';
import { newStack, stackKey } from '../../world/cloudformation/stacks.ts';
import { parameterValues, readTemplate, requireCapabilities } from '../../world/cloudformation/template.ts';
import {
  deploymentOf,
  findStack,
  type GivenParameter,
  invalid,
  knownChangeSet,
  shownParameters,
} from './stack-call.ts';
import { requestedTemplate } from './templates.ts';

interface CreateChangeSetInput {
  readonly StackName: string;
  readonly ChangeSetName: string;
  readonly TemplateBody?: string;
  readonly TemplateURL?: string;
  readonly UsePreviousTemplate?: boolean;
  readonly Parameters?: readonly GivenParameter[];
  readonly Capabilities?: readonly string[];
  readonly Tags?: ChangeSet['tags'];
  readonly Description?: string;
  readonly ChangeSetType?: string;
}

const NO_CHANGES =
  "The submitted information didn't contain changes. Submit different information to create a change set.";

/** Begins a change set, of a stack that is there or that it brings about. */
export function createChangeSet(call: OperationCall & { readonly input: CreateChangeSetInput }) {
  const { input, now, world, account, region } = call;
  const type = input.ChangeSetType ?? 'UPDATE';
  if (type !== 'CREATE' && type !== 'UPDATE') throw invalid(`ChangeSetType ${type} is not known here`);
  checkName('stackName', input.StackName.startsWith('arn:') ? 'arn' : input.StackName);
  checkName('changeSetName', input.ChangeSetName);
  const held = findStack(call, input.StackName);
  checkStack(held, type, input);
  const templateText = requestedTemplate(input, held);
  const template = readTemplate(templateText);
  const parameters = parameterValues(template, givenValues(input.Parameters ?? [], held));
  requireCapabilities(template, input.Capabilities ?? []);
  const stack = held ?? newStack(deploymentOf(call), input.StackName);
  if (stack.changeSets.has(input.ChangeSetName)) {
    throw new AwsError('AlreadyExistsException', `ChangeSet ${input.ChangeSetName} already exists`);
  }
  account.stacks.set(stackKey(region, stack.name), stack);
  const id = stack.id.split('/').at(-1) ?? '';
  const changeSet: ChangeSet = {
    id: `arn:${world.partition}:cloudformation:${region}:${account.id}:changeSet/${input.ChangeSetName}/${id}`,
    name: input.ChangeSetName,
    description: input.Description,
    type,
    createdAt: now,
    templateText,
    parameters,
    capabilities: input.Capabilities ?? [],
    tags: input.Tags ?? [],
    status: 'CREATE_IN_PROGRESS',
    executionStatus: 'UNAVAILABLE',
  };
  stack.changeSets.set(changeSet.name, changeSet);
  return { Id: changeSet.id, StackId: stack.id };
}

/** What has become of a change set: the first look finds it being made, as AWS's own takes seconds. */
export function describeChangeSet(
  call: OperationCall & { readonly input: { ChangeSetName: string; StackName?: string } },
) {
  const { stack, changeSet } = knownChangeSet(call, call.input);
  const { status, executionStatus, reason } = changeSet;
  if (status === 'CREATE_IN_PROGRESS') settle(stack, changeSet);
  return {
    ChangeSetName: changeSet.name,
    ChangeSetId: changeSet.id,
    StackId: stack.id,
    StackName: stack.name,
    ...(changeSet.description === undefined ? {} : { Description: changeSet.description }),
    Parameters: shownParameters(changeSet.parameters),
    CreationTime: changeSet.createdAt,
    ExecutionStatus: executionStatus,
    Status: status,
    ...(reason === undefined ? {} : { StatusReason: reason }),
    NotificationARNs: [],
    Capabilities: [...changeSet.capabilities],
    Tags: [...changeSet.tags],
    Changes: status === 'CREATE_COMPLETE' ? changesOf(stack, changeSet) : [],
    IncludeNestedStacks: false,
  };
}

function settle(stack: Stack, changeSet: ChangeSet): void {
  const isEmpty =
    changeSet.type === 'UPDATE' &&
    isDeepStrictEqual(
      JSON.parse(JSON.stringify(readTemplate(stack.templateText))),
      readTemplate(changeSet.templateText),
    ) &&
    isDeepStrictEqual(stack.parameters, changeSet.parameters) &&
    isDeepStrictEqual(stack.tags, changeSet.tags);
  changeSet.status = isEmpty ? 'FAILED' : 'CREATE_COMPLETE';
  changeSet.executionStatus = isEmpty ? 'UNAVAILABLE' : 'AVAILABLE';
  if (isEmpty) changeSet.reason = NO_CHANGES;
}

/** The resources that come, go or may change. */
function changesOf(stack: Stack, changeSet: ChangeSet) {
  const { Resources } = readTemplate(changeSet.templateText);
  const before = stack.templateText === '' ? {} : readTemplate(stack.templateText).Resources;
  const change = (Action: string, id: string, ResourceType: string) => ({
    Type: 'Resource',
    ResourceChange: { Action, LogicalResourceId: id, ResourceType },
  });
  return [
    ...Object.entries(Resources).flatMap(([id, resource]) => {
      if (!stack.resources.has(id)) return [change('Add', id, resource.Type)];
      const isSame =
        isDeepStrictEqual(before[id], resource) && isDeepStrictEqual(stack.parameters, changeSet.parameters);
      return isSame ? [] : [change('Modify', id, resource.Type)];
    }),
    ...[...stack.resources].flatMap(([id, { type }]) =>
      id in Resources ? [] : [change('Remove', id, type)],
    ),
  ];
}

/** Makes the stack what the change set says. */
export function executeChangeSet(
  call: OperationCall & { readonly input: { ChangeSetName: string; StackName?: string } },
) {
  const { stack, changeSet } = knownChangeSet(call, call.input);
  if (changeSet.executionStatus !== 'AVAILABLE') {
    throw new AwsError(
      'InvalidChangeSetStatus',
      `ChangeSet [${changeSet.id}] cannot be executed in its current status of [${changeSet.status}]`,
    );
  }
  changeSet.executionStatus = 'EXECUTE_COMPLETE';
  stack.templateText = changeSet.templateText;
  stack.parameters = changeSet.parameters;
  stack.capabilities = changeSet.capabilities;
  stack.tags = changeSet.tags;
  delete stack.statusReason;
  if (changeSet.type === 'UPDATE') stack.updatedAt = call.now;
  deployStack(deploymentOf(call), stack, changeSet.type === 'UPDATE');
  stack.changeSets.clear();
  return {};
}

function checkStack(stack: Stack | undefined, type: 'CREATE' | 'UPDATE', input: CreateChangeSetInput): void {
  if (type === 'UPDATE' && stack === undefined) throw invalid(`Stack [${input.StackName}] does not exist`);
  if (stack === undefined) return;
  if (type === 'CREATE' && stack.status !== 'REVIEW_IN_PROGRESS') {
    throw invalid(
      `Stack [${stack.name}] already exists and cannot be created again with the changeSet [${input.ChangeSetName}].`,
    );
  }
  const canChange = /^(?:CREATE|UPDATE|UPDATE_ROLLBACK)_COMPLETE$/.test(stack.status);
  if (type === 'UPDATE' && !canChange)
    throw invalid(`Stack:${stack.id} is in ${stack.status} state and can not be updated.`);
}

function givenValues(given: readonly GivenParameter[], held: Stack | undefined): Record<string, string> {
  return Object.fromEntries(
    given.map(({ ParameterKey = '', ParameterValue, UsePreviousValue }) => {
      const value = UsePreviousValue === true ? held?.parameters.get(ParameterKey) : ParameterValue;
      if (value === undefined)
        throw invalid(
          `Invalid input for parameter key ${ParameterKey}. Cannot specify usePreviousValue as true for a parameter key not in the previous template`,
        );
      return [ParameterKey, value];
    }),
  );
}

function checkName(member: string, value: string): void {
  if (/^[a-zA-Z][-a-zA-Z0-9]{0,127}$/.test(value)) return;
  throw invalid(
    `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*`,
  );
}
