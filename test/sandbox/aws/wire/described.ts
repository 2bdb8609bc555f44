import type { Member, OperationShape, Shape } from './shapes.ts';

/**
 * The model of a value, written down where no SDK of the service is at hand: a scalar by its kind, a list by its item,
 * a structure by its members, of which those whose names end in `!` are required.
 */
export type Description =
  | 'string'
  | 'boolean'
  | 'number'
  | 'timestamp'
  | 'nothing'
  | readonly [Description]
  | { readonly [member: string]: Description };

/** An operation of a service without an SDK. */
export function describedOperation(name: string, input: Description, output: Description): OperationShape {
  return {
    name,
    input: shapeOf(input, `${name}Input`),
    output: shapeOf(output, `${name}Result`),
    http: undefined,
  };
}

const NAMES = { xmlName: undefined, ec2QueryName: undefined, jsonName: undefined, flattened: false };

function shapeOf(description: Description, name: string): Shape {
  if (description === 'nothing') return { kind: 'unit', format: 'protocol' };
  if (typeof description === 'string') return { kind: description, format: 'protocol' };
  if (isList(description)) {
    const item = shapeOf(description[0], name);
    return { kind: 'list', itemNames: NAMES, item: () => item };
  }
  const members = new Map(
    Object.entries(description).map(([key, value]) => [key.replace(/!$/, ''), memberOf(key, value)]),
  );
  return { kind: 'structure', name, xmlName: undefined, members: () => members };
}

function isList(description: Description): description is readonly [Description] {
  return Array.isArray(description);
}

function memberOf(key: string, value: Description): Member {
  const name = key.replace(/!$/, '');
  return { name, shape: shapeOf(value, name), required: name !== key, names: NAMES, binding: undefined };
}
