import { isDeepStrictEqual } from 'node:util';
import type { Account } from '../../contract.ts';
import type {
  DeployedResource,
  Deployment,
  Stack,
  StackTemplate,
  TemplateResource,
} from '../../stack-state.ts';
import { creationOrder } from './creation-order.ts';
import { type Names, workedOut } from './functions.ts';
import { type Place, type Properties, ResourceFailure } from './resource-kind.ts';
import { kindOf, makerOf } from './resource-kinds.ts';
import { rollOut, type StackInstance } from './stack-sets.ts';
import { newStack, stackKey } from './stacks.ts';
import { parameterValues, readTemplate } from './template.ts';

/** Makes the stack what the template says; where a resource fails, all is as it was, and the events say why. */
export function deployStack(deployment: Deployment, stack: Stack, isUpdate: boolean): void {
  const template = readTemplate(stack.templateText);
  const verb = isUpdate ? 'UPDATE' : 'CREATE';
  const work: Work = { deployment, stack, template, undo: [] };
  say(work, stack.name, `${verb}_IN_PROGRESS`, 'User Initiated');
  stack.status = `${verb}_IN_PROGRESS`;
  try {
    for (const id of creationOrder(template.Resources))
      bringAbout(work, id, template.Resources[id] as TemplateResource);
    const gone = [...stack.resources.keys()].filter((id) => !(id in template.Resources)).reverse();
    for (const id of gone) remove(work, id);
    stack.outputs = outputsOf(work);
    stack.settlesAs = `${verb}_COMPLETE`;
  } catch (error) {
    if (!(error instanceof ResourceFailure)) throw error;
    for (const undo of work.undo.reverse()) undo();
    stack.settlesAs = isUpdate ? 'UPDATE_ROLLBACK_COMPLETE' : 'ROLLBACK_COMPLETE';
    stack.statusReason = error.message;
  }
  say(work, stack.name, stack.settlesAs, stack.statusReason);
}

/** Takes away all that the stack made, the last first. */
export function deleteStack(deployment: Deployment, stack: Stack): void {
  const template = readTemplate(stack.templateText);
  const work: Work = { deployment, stack, template, undo: [] };
  stack.status = 'DELETE_IN_PROGRESS';
  say(work, stack.name, stack.status, 'User Initiated');
  try {
    for (const id of [...stack.resources.keys()].reverse()) remove(work, id);
    stack.settlesAs = 'DELETE_COMPLETE';
  } catch (error) {
    if (!(error instanceof ResourceFailure)) throw error;
    stack.settlesAs = 'DELETE_FAILED';
    stack.statusReason = error.message;
  }
  say(work, stack.name, stack.settlesAs, stack.statusReason);
}

interface Work {
  readonly deployment: Deployment;
  readonly stack: Stack;
  readonly template: StackTemplate;
  /** What takes back what was done so far. */
  readonly undo: (() => void)[];
}

function bringAbout(work: Work, id: string, { Type, Properties: given = {} }: TemplateResource): void {
  const { stack } = work;
  const properties = workedOut(namesOf(work), given) as Properties;
  const held = stack.resources.get(id);
  if (held !== undefined && held.type === Type && isDeepStrictEqual(held.properties, properties)) return;
  const verb = held === undefined ? 'CREATE' : 'UPDATE';
  say(work, id, `${verb}_IN_PROGRESS`);
  try {
    checkProperties(Type, properties);
    const place = placeOf(work, id);
    const fixed = makerOf(Type)?.fixed ?? [];
    const isReplaced =
      held !== undefined && fixed.some((name) => !isDeepStrictEqual(held.properties[name], properties[name]));
    if (held !== undefined && !isReplaced) change(work, place, held, properties);
    else {
      const physicalId = create(work, place, Type, properties);
      stack.resources.set(id, { type: Type, physicalId, properties });
      work.undo.push(() => {
        if (held === undefined) stack.resources.delete(id);
        else stack.resources.set(id, held);
        takeAway(work, place, Type, physicalId);
      });
      if (held !== undefined) takeAway(work, place, held.type, held.physicalId);
    }
  } catch (error) {
    if (error instanceof ResourceFailure) say(work, id, `${verb}_FAILED`, error.message);
    throw error;
  }
  say(work, id, `${verb}_COMPLETE`);
}

function checkProperties(type: string, properties: Properties): void {
  const kind = kindOf(type);
  const strange = Object.keys(properties).find((name) => !kind.properties.includes(name));
  if (strange !== undefined) throw new ResourceFailure(`Encountered unsupported property ${strange}`);
  const missing = kind.required.find((name) => properties[name] === undefined);
  if (missing !== undefined)
    throw new ResourceFailure(
      `Properties validation failed for resource with message: required key [${missing}] not found`,
    );
}

function create(work: Work, place: Place, type: string, properties: Properties): string {
  const maker = makerOf(type);
  return maker
    ? maker.create(place, properties)
    : rollOut(place, properties, (account, instance) => makeInstance(work, account, instance));
}

function change(work: Work, place: Place, held: DeployedResource, properties: Properties): void {
  const maker = makerOf(held.type);
  const apply = (wanted: Properties) => {
    if (maker) maker.update(place, held.physicalId, wanted);
    else rollOut(place, wanted, (account, instance) => makeInstance(work, account, instance));
  };
  apply(properties);
  const { resources } = work.stack;
  resources.set(place.logicalId, { ...held, properties });
  work.undo.push(() => {
    apply(held.properties);
    resources.set(place.logicalId, held);
  });
}

function remove(work: Work, id: string): void {
  const held = work.stack.resources.get(id);
  if (held === undefined) return;
  say(work, id, 'DELETE_IN_PROGRESS');
  takeAway(work, placeOf(work, id), held.type, held.physicalId);
  say(work, id, 'DELETE_COMPLETE');
  work.stack.resources.delete(id);
}

function takeAway({ deployment }: Work, place: Place, type: string, physicalId: string): void {
  const maker = makerOf(type);
  if (maker) {
    maker.remove(place, physicalId);
    return;
  }
  for (const account of deployment.world.accounts.values()) {
    const key = stackKey(deployment.region, `StackSet-${physicalId}`);
    const instance = account.stacks.get(key);
    if (instance === undefined) continue;
    deleteStack(inAccount(deployment, account), instance);
    account.stacks.delete(key);
  }
}

/** A stack of a StackSet in one account: CloudFormation's own role makes it, whoever asked. */
function makeInstance({ deployment }: Work, account: Account, given: StackInstance): boolean {
  const key = stackKey(deployment.region, given.stackName);
  const held = account.stacks.get(key);
  const inside = inAccount(deployment, account);
  const stack = held ?? newStack(inside, given.stackName);
  account.stacks.set(key, stack);
  stack.templateText = given.templateText;
  stack.parameters = parameterValues(readTemplate(given.templateText), given.parameters);
  deployStack(inside, stack, held !== undefined);
  stack.status = stack.settlesAs ?? stack.status;
  delete stack.settlesAs;
  return /^(?:CREATE|UPDATE)_COMPLETE$/.test(stack.status);
}

function inAccount(deployment: Deployment, account: Account): Deployment {
  return { ...deployment, account, refusal: () => undefined };
}

function placeOf({ deployment, stack }: Work, logicalId: string): Place {
  return { ...deployment, stackName: stack.name, stackId: stack.id, logicalId };
}

function namesOf({ deployment, stack, template }: Work): Names {
  const { world, account, region } = deployment;
  const pseudo: Readonly<Record<string, string>> = {
    'AWS::AccountId': account.id,
    'AWS::Partition': world.partition,
    'AWS::Region': region,
    'AWS::StackId': stack.id,
    'AWS::StackName': stack.name,
  };
  return {
    ref(name) {
      const value = stack.parameters.get(name);
      if (value !== undefined) {
        const isList = template.Parameters?.[name]?.Type === 'CommaDelimitedList';
        return isList ? value.split(',').map((item) => item.trim()) : value;
      }
      const known = pseudo[name] ?? stack.resources.get(name)?.physicalId;
      if (known === undefined) throw new Error(`${name} has no value yet`);
      return known;
    },
    attribute(id, name) {
      const resource = stack.resources.get(id);
      const value = resource && makerOf(resource.type)?.attribute(deployment, resource.physicalId, name);
      if (value === undefined)
        throw new ResourceFailure(
          `Requested attribute ${name} does not exist in schema for ${resource?.type ?? id}`,
        );
      return value;
    },
  };
}

function outputsOf(work: Work): Stack['outputs'] {
  return Object.entries(work.template.Outputs ?? {}).map(([key, { Description, Value }]) => ({
    key,
    value: String(workedOut(namesOf(work), Value)),
    ...(Description === undefined ? {} : { description: Description }),
  }));
}

function say(
  { deployment, stack, template }: Work,
  logicalId: string,
  status: string,
  reason?: string,
): void {
  const isStack = logicalId === stack.name;
  stack.events.push({
    at: deployment.now,
    logicalId,
    physicalId: isStack ? stack.id : (stack.resources.get(logicalId)?.physicalId ?? ''),
    type: isStack
      ? 'AWS::CloudFormation::Stack'
      : (template.Resources[logicalId]?.Type ?? stack.resources.get(logicalId)?.type ?? ''),
    status,
    ...(reason === undefined ? {} : { reason }),
  });
}
