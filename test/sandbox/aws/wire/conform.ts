import { SandboxDefect } from './protocol.ts';
import type { Shape } from './shapes.ts';

/** Throws a {@link SandboxDefect} that names the place where an operation's output breaks the AWS model. */
export function conform(shape: Shape, value: unknown, path: string): void {
  switch (shape.kind) {
    case 'structure':
      conformStructure(shape, value, path);
      return;
    case 'list':
      if (!Array.isArray(value)) throw broken(path, 'a list', value);
      for (const [position, item] of value.entries()) conform(shape.item(), item, `${path}[${position}]`);
      return;
    case 'map':
      if (!isRecord(value)) throw broken(path, 'a map', value);
      for (const [key, item] of Object.entries(value)) conform(shape.value(), item, `${path}.${key}`);
      return;
    case 'timestamp':
      if (!(value instanceof Date) || Number.isNaN(value.getTime())) throw broken(path, 'a Date', value);
      return;
    case 'blob':
      if (!(value instanceof Uint8Array)) throw broken(path, 'bytes', value);
      return;
    case 'unit':
      if (!isRecord(value) || Object.keys(value).length > 0) throw broken(path, 'nothing', value);
      return;
    default:
      if (typeof value !== shape.kind) throw broken(path, `a ${shape.kind}`, value);
  }
}

function conformStructure(shape: Extract<Shape, { kind: 'structure' }>, value: unknown, path: string): void {
  if (!isRecord(value)) throw broken(path, `a ${shape.name}`, value);
  const members = shape.members();
  for (const name of Object.keys(value)) {
    if (!members.has(name)) throw new SandboxDefect(`${path}: ${shape.name} has no member ${name}`);
  }
  for (const member of members.values()) {
    const item = value[member.name];
    if (item !== undefined) conform(member.shape, item, `${path}.${member.name}`);
    else if (member.required)
      throw new SandboxDefect(`${path}: ${shape.name} lacks its member ${member.name}`);
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function broken(path: string, wanted: string, value: unknown): SandboxDefect {
  return new SandboxDefect(`${path}: ${wanted} expected, got ${value === null ? 'null' : typeof value}`);
}
