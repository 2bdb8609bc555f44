import { AwsError, type OperationCall } from '../../contract.ts';
import { pageOf } from '../../page-token.ts';
import type { Stack } from '../../stack-state.ts';
import { deleteStack as takeAway } from '../../world/cloudformation/deploy.ts';
import { STACK_SETS_SERVICE } from '../../world/cloudformation/stack-sets.ts';
import { readTemplate } from '../../world/cloudformation/template.ts';
import { deploymentOf, findStack, invalid, knownStack, shownParameters } from './stack-call.ts';

const PAGE = 100;

interface StackInput {
  readonly StackName?: string;
  readonly NextToken?: string;
}

/** One stack by name, or all of the region. The first look after a change finds it under way. */
export function describeStacks(call: OperationCall & { readonly input: StackInput }) {
  const { StackName, NextToken } = call.input;
  const { account, region } = call;
  const stacks =
    StackName === undefined
      ? [...account.stacks]
          .filter(([key, { status }]) => key.startsWith(`${region}/`) && status !== 'DELETE_COMPLETE')
          .map(([, stack]) => stack)
      : [knownStack(call, StackName)];
  const page = pageOf(call, {
    list: `stacks ${StackName}`,
    items: stacks,
    size: PAGE,
    token: NextToken,
    invalidToken,
  });
  return {
    Stacks: page.items.map((stack) => {
      const shown = shownStack(stack);
      if (stack.settlesAs !== undefined) stack.status = stack.settlesAs;
      delete stack.settlesAs;
      return shown;
    }),
    ...(page.nextToken === undefined ? {} : { NextToken: page.nextToken }),
  };
}

function shownStack(stack: Stack) {
  const isUnderWay = stack.settlesAs !== undefined;
  const Description = stack.templateText === '' ? undefined : readTemplate(stack.templateText).Description;
  return {
    StackId: stack.id,
    StackName: stack.name,
    ...(Description === undefined ? {} : { Description }),
    Parameters: shownParameters(stack.parameters),
    CreationTime: stack.createdAt,
    ...(stack.updatedAt === undefined ? {} : { LastUpdatedTime: stack.updatedAt }),
    StackStatus: stack.status,
    ...(stack.statusReason === undefined || isUnderWay ? {} : { StackStatusReason: stack.statusReason }),
    DisableRollback: false,
    NotificationARNs: [],
    Capabilities: [...stack.capabilities],
    Outputs: isUnderWay
      ? []
      : stack.outputs.map(({ key, value, description }) => ({
          OutputKey: key,
          OutputValue: value,
          ...(description === undefined ? {} : { Description: description }),
        })),
    Tags: [...stack.tags],
    EnableTerminationProtection: false,
    DriftInformation: { StackDriftStatus: 'NOT_CHECKED' },
  };
}

/** What happened to a stack, the newest first. */
export function describeStackEvents(call: OperationCall & { readonly input: StackInput }) {
  const stack = knownStack(call, call.input.StackName ?? '');
  const items = stack.events.map((event, index) => ({ event, index })).reverse();
  const page = pageOf(call, {
    list: `events ${stack.id} ${items.length}`,
    items,
    size: PAGE,
    token: call.input.NextToken,
    invalidToken,
  });
  return {
    StackEvents: page.items.map(({ event, index }) => ({
      StackId: stack.id,
      EventId: `${event.logicalId}-${event.status}-${index}`,
      StackName: stack.name,
      LogicalResourceId: event.logicalId,
      PhysicalResourceId: event.physicalId,
      ResourceType: event.type,
      Timestamp: event.at,
      ResourceStatus: event.status,
      ...(event.reason === undefined ? {} : { ResourceStatusReason: event.reason }),
    })),
    ...(page.nextToken === undefined ? {} : { NextToken: page.nextToken }),
  };
}

/** Takes a stack and all that it made away; nothing where there is none. */
export function deleteStack(call: OperationCall & { readonly input: StackInput }) {
  const stack = findStack(call, call.input.StackName ?? '');
  if (stack !== undefined && stack.status !== 'DELETE_COMPLETE') {
    if (stack.templateText === '') stack.status = 'DELETE_COMPLETE';
    else takeAway(deploymentOf(call), stack);
  }
  return {};
}

/** Lets StackSets into every account of the organization. */
export function activateOrganizationsAccess({ account, world, now }: OperationCall) {
  if (!world.inOrganization || !account.isManagement) {
    throw new AwsError(
      'InvalidOperationException',
      'Only the management account of an organization may activate organizations access',
    );
  }
  if (!world.trustedServices.has(STACK_SETS_SERVICE)) world.trustedServices.set(STACK_SETS_SERVICE, now);
  return {};
}

function invalidToken(): AwsError {
  return invalid('The NextToken is not valid');
}
