import { conform } from './conform.ts';
import type { Protocol, WireAnswer, WireRequest } from './protocol.ts';
import { type Refusals, refuse } from './refusals.ts';
import { bytesOf, epochSeconds } from './scalars.ts';
import type { OperationShape, Shape, StructureShape } from './shapes.ts';

interface JsonService {
  /** `AWSOrganizationsV20161128`. */
  readonly target: string;
  /** 1.1 unless said. */
  readonly version?: '1.0' | '1.1';
  readonly refusals: Refusals;
}

/** Organizations and its like: the operation in `x-amz-target`, JSON both ways, times as epoch seconds. */
export function awsJsonProtocol({ target, version = '1.1', refusals }: JsonService): Protocol {
  const type = `application/x-amz-json-${version}`;
  const named = ({ headers }: WireRequest) => String(headers['x-amz-target'] ?? '').split('.');
  return {
    claims: (request) => named(request)[0] === target,
    operationName: (request) => (named(request)[0] === target ? named(request)[1] : undefined),
    read: (operation, request) => readJson(refusals, operation.input, request.body),
    write: (operation, output) => json(200, type, writeJson(operation, output)),
    fail: (error) =>
      json(error.status, type, {
        __type: error.code,
        Message: error.message,
        ...error.details,
      }),
  };
}

/** An answer of JSON. */
export function json(status: number, contentType: string, body: object): WireAnswer {
  return { status, headers: { 'content-type': contentType }, body: JSON.stringify(body) };
}

/** Reads an operation's input out of a body. Throws the service's own error for anything the model does not have. */
export function readJson(refusals: Refusals, shape: Shape, body: Buffer): Record<string, unknown> {
  const wrong = (path: string, wanted: string) =>
    refuse(refusals, 'malformed-parameter', `${wanted} expected at ${path || 'the top of the body'}`);

  function read(of: Shape, value: unknown, path: string): unknown {
    if (of.kind === 'structure') return structure(of, record(value, path), path);
    if (of.kind === 'unit')
      return structure(
        { kind: 'structure', name: '', xmlName: undefined, members: () => new Map() },
        record(value, path),
        path,
      );
    if (of.kind === 'list') {
      if (!Array.isArray(value)) throw wrong(path, 'list');
      return value.map((item, position) => read(of.item(), item, `${path}[${position}]`));
    }
    if (of.kind === 'map') {
      const entries = Object.entries(record(value, path));
      return Object.fromEntries(
        entries.map(([key, item]) => [key, read(of.value(), item, `${path}.${key}`)]),
      );
    }
    if (of.kind === 'timestamp' && typeof value === 'number') return new Date(value * 1000);
    if (of.kind === 'blob' && typeof value === 'string') return bytesOf(value);
    if (typeof value !== of.kind) throw wrong(path, of.kind);
    return value;
  }

  function structure(
    of: StructureShape,
    value: Record<string, unknown>,
    path: string,
  ): Record<string, unknown> {
    const rest = new Set(Object.keys(value));
    const result: Record<string, unknown> = {};
    for (const member of of.members().values()) {
      const key = member.names.jsonName ?? member.name;
      rest.delete(key);
      const item = value[key] ?? undefined;
      if (item !== undefined) result[member.name] = read(member.shape, item, `${path}.${key}`);
      else if (member.required)
        throw refuse(refusals, 'missing-parameter', `You must specify ${path}.${key}`.replace(' .', ' '));
    }
    for (const unknown of rest) {
      throw refuse(refusals, 'unknown-parameter', `The request has an unknown member: ${unknown}`);
    }
    return result;
  }

  function record(value: unknown, path: string): Record<string, unknown> {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong(path, 'object');
    return value as Record<string, unknown>;
  }

  return read(shape, parse(body, wrong), '') as Record<string, unknown>;
}

function parse(body: Buffer, wrong: (path: string, wanted: string) => Error): unknown {
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (cause) {
    throw Object.assign(wrong('', 'JSON'), { cause });
  }
}

function writeJson(operation: OperationShape, output: object): object {
  conform(operation.output, output, operation.name);
  return writeValue(operation.output, output) as object;
}

/** A value as JSON has it. It must conform to the shape. */
export function writeValue(shape: Shape, value: unknown): unknown {
  switch (shape.kind) {
    case 'structure': {
      const result: Record<string, unknown> = {};
      for (const member of shape.members().values()) {
        const item = (value as Record<string, unknown>)[member.name];
        if (item !== undefined) result[member.names.jsonName ?? member.name] = writeValue(member.shape, item);
      }
      return result;
    }
    case 'list':
      return (value as unknown[]).map((item) => writeValue(shape.item(), item));
    case 'map':
      return Object.fromEntries(
        Object.entries(value as object).map(([key, item]) => [key, writeValue(shape.value(), item)]),
      );
    case 'timestamp':
      return shape.format === 'date-time' ? (value as Date).toISOString() : epochSeconds(value as Date);
    case 'blob':
      return Buffer.from(value as Uint8Array).toString('base64');
    default:
      return value;
  }
}
