import { type Refusals, refuse } from './refusals.ts';
import { readScalarText } from './scalars.ts';
import type { ListShape, Member, Shape, StructureShape } from './shapes.ts';

/** The two dialects of `application/x-www-form-urlencoded` requests. */
export type FormDialect = 'awsQuery' | 'ec2Query';

interface FormNode {
  value?: string;
  readonly children: Map<string, FormNode>;
}

export interface FormRequest {
  readonly action: string | undefined;
  readonly version: string | undefined;
  readonly parameters: FormNode;
}

/** Splits `A.B.1=x` into a tree; `Action` and `Version` are set apart. */
export function parseForm(body: string): FormRequest {
  const parameters: FormNode = { children: new Map() };
  for (const [key, value] of new URLSearchParams(body)) {
    let node = parameters;
    for (const step of key.split('.')) {
      const next = node.children.get(step) ?? { children: new Map() };
      node.children.set(step, next);
      node = next;
    }
    node.value = value;
  }
  const action = parameters.children.get('Action')?.value;
  const version = parameters.children.get('Version')?.value;
  parameters.children.delete('Action');
  parameters.children.delete('Version');
  return { action, version, parameters };
}

/** Reads an operation's input out of a form. Throws the service's own error for anything the model does not have. */
export function readForm(
  dialect: FormDialect,
  refusals: Refusals,
  shape: Shape,
  parameters: FormNode,
): Record<string, unknown> {
  const wrong = (path: string, wanted: string) =>
    refuse(refusals, 'malformed-parameter', `Invalid value at ${path}: ${wanted} expected`);

  function read(of: Shape, node: FormNode, path: string): unknown {
    if (of.kind === 'structure') return structure(of, node, path);
    if (of.kind === 'list') return list(of, node, path);
    if (of.kind === 'map') throw wrong(path, 'no map');
    if (of.kind === 'unit') return structureWithout(node, path);
    const value =
      node.value !== undefined && node.children.size === 0 ? readScalarText(of, node.value) : undefined;
    if (value === undefined) throw wrong(path, of.kind);
    return value;
  }

  function structure(of: StructureShape, node: FormNode, path: string): Record<string, unknown> {
    const rest = new Set(node.children.keys());
    const result: Record<string, unknown> = {};
    for (const member of of.members().values()) {
      const key = formKey(dialect, member);
      const child = node.children.get(key);
      rest.delete(key);
      if (child) result[member.name] = read(member.shape, child, join(path, key));
      else if (member.required) throw missing(join(path, key));
    }
    for (const unknown of rest) throw notRecognized(join(path, unknown));
    return result;
  }

  function structureWithout(node: FormNode, path: string): Record<string, unknown> {
    for (const unknown of node.children.keys()) throw notRecognized(join(path, unknown));
    return {};
  }

  /** EC2 numbers the items right under the list's name; query services put `member` between, unless flattened. */
  function list(of: ListShape, node: FormNode, path: string): unknown[] {
    if (node.children.size === 0 && node.value === '') return [];
    if (node.value !== undefined) throw wrong(path, 'list');
    const step =
      dialect === 'ec2Query' || of.itemNames.flattened ? undefined : (of.itemNames.xmlName ?? 'member');
    const holder = step === undefined ? node : node.children.get(step);
    if (!holder || (step !== undefined && node.children.size > 1)) throw wrong(path, `${step}.N`);
    const positions = [...holder.children.keys()];
    if (positions.some((position) => !/^[1-9][0-9]{0,5}$/.test(position)))
      throw wrong(path, 'numbered items');
    return positions
      .sort((a, b) => Number(a) - Number(b))
      .map((position) => read(of.item(), childOf(holder, position), join(path, position)));
  }

  function missing(path: string) {
    return dialect === 'ec2Query'
      ? refuse(refusals, 'missing-parameter', `The request must contain the parameter ${path}`)
      : refuse(
          refusals,
          'missing-parameter',
          `1 validation error detected: Value null at '${lowerFirst(path)}' failed to satisfy constraint: Member must not be null`,
        );
  }

  function notRecognized(path: string) {
    return refuse(refusals, 'unknown-parameter', `The parameter ${path} is not recognized`);
  }

  return read(shape, parameters, '') as Record<string, unknown>;
}

function formKey(dialect: FormDialect, { name, names }: Member): string {
  if (dialect === 'awsQuery') return names.xmlName ?? name;
  const key = names.ec2QueryName ?? names.xmlName ?? name;
  return key.charAt(0).toUpperCase() + key.slice(1);
}

function childOf(node: FormNode, key: string): FormNode {
  return node.children.get(key) ?? { children: new Map() };
}

function join(path: string, step: string): string {
  return path === '' ? step : `${path}.${step}`;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
