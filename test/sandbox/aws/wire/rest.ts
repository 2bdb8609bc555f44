import { conform } from './conform.ts';
import { json, readJson, writeValue } from './json.ts';
import type { Protocol, WireAnswer, WireRequest } from './protocol.ts';
import { type Refusals, refuse } from './refusals.ts';
import { createRouter, type Route } from './rest-routes.ts';
import { readScalarText } from './scalars.ts';
import type { Member, OperationShape, Shape, StructureShape } from './shapes.ts';
import { element, escapeXml, writeMembers } from './xml.ts';

/** Account and its like: REST with JSON both ways. */
export function restJsonProtocol(operations: readonly OperationShape[], refusals: Refusals): Protocol {
  return {
    ...requests(operations, refusals),
    write: (operation, output) => {
      conform(operation.output, output, operation.name);
      return json(200, 'application/json', writeValue(bodyOf(operation.output), output) as object);
    },
    fail: (error) => ({
      ...json(error.status, 'application/json', { message: error.message, ...error.details }),
      headers: { 'content-type': 'application/json', 'x-amzn-errortype': error.code },
    }),
  };
}

/** How a REST-XML service names its elements. */
interface XmlService {
  readonly refusals: Refusals;
  readonly xmlNamespace: string;
  /** Whether errors stand in `<ErrorResponse>`, as with most; S3 sends a bare `<Error>`. */
  readonly wrapsErrors: boolean;
}

/** S3, CloudFront and their like: REST with XML answers. Their reads have no body. */
export function restXmlProtocol(operations: readonly OperationShape[], service: XmlService): Protocol {
  return {
    ...requests(operations, service.refusals),
    write: (operation, output) => {
      conform(operation.output, output, operation.name);
      return xmlAnswer(operation, output as Record<string, unknown>, service);
    },
    fail: (error, requestId) => {
      const members = Object.entries(error.details).map(([name, value]) =>
        element(name, escapeXml(String(value))),
      );
      const said =
        element('Code', error.code) + element('Message', escapeXml(error.message)) + members.join('');
      const body = service.wrapsErrors
        ? `<ErrorResponse>${element('Error', said)}${element('RequestId', requestId)}</ErrorResponse>`
        : element('Error', `${said}${element('RequestId', requestId)}`);
      return { ...xml(error.status, body), headers: { ...XML, ...regionHeader(error.details) } };
    },
  };
}

const XML = { 'content-type': 'application/xml' };

/** S3 tells in a header, too, where a bucket is. */
function regionHeader({ Region }: Readonly<Record<string, unknown>>): Record<string, string> {
  return typeof Region === 'string' ? { 'x-amz-bucket-region': Region } : {};
}

function xml(status: number, body: string): WireAnswer {
  return { status, headers: XML, body: `<?xml version="1.0" encoding="UTF-8"?>\n${body}` };
}

function xmlAnswer(
  { output: shape, name }: OperationShape,
  output: Record<string, unknown>,
  { xmlNamespace }: XmlService,
): WireAnswer {
  const root = (tag: string, content: string) => `<${tag} xmlns="${xmlNamespace}">${content}</${tag}>`;
  if (shape.kind !== 'structure') return xml(200, '');
  const payload = [...shape.members().values()].find(({ binding }) => binding?.place === 'payload');
  if (!payload)
    return xml(
      200,
      root(shape.xmlName ?? shape.name.replace(/Output$/, 'Result') ?? name, writeMembers(shape, output)),
    );
  const value = output[payload.name];
  if (payload.shape.kind !== 'structure') {
    return { status: 200, headers: { 'content-type': 'application/json' }, body: String(value ?? '') };
  }
  const tag = payload.names.xmlName ?? payload.shape.xmlName ?? payload.shape.name;
  return xml(200, root(tag, writeMembers(payload.shape, (value ?? {}) as object)));
}

function requests(
  operations: readonly OperationShape[],
  refusals: Refusals,
): Pick<Protocol, 'claims' | 'operationName' | 'read'> {
  const route = createRouter(operations);
  return {
    claims: (request) => route(request) !== undefined,
    operationName: (request) => route(request)?.operation.name,
    read: (operation, request) => readRest(refusals, operation.input, request, route(request)),
  };
}

/** The members of an input, each from where the model puts it. */
function readRest(
  refusals: Refusals,
  shape: Shape,
  request: WireRequest,
  route: Route | undefined,
): Record<string, unknown> {
  if (shape.kind !== 'structure') return {};
  const query = new URLSearchParams(request.query);
  const known = new Set(route?.fixedQuery.keys());
  const input: Record<string, unknown> = {};
  for (const member of shape.members().values()) {
    const { binding, name } = member;
    if (!binding || binding.place === 'payload') continue;
    if (binding.place === 'query') known.add(binding.key);
    const texts =
      binding.place === 'query'
        ? query.getAll(binding.key)
        : [binding.place === 'header' ? request.headers[binding.key] : route?.labels.get(name)].flat();
    const sent = texts.filter((text) => text !== undefined);
    if (sent.length > 0) input[name] = boundValue(refusals, member, sent);
    else if (member.required) throw refuse(refusals, 'missing-parameter', `You must specify ${name}`);
  }
  for (const key of query.keys()) {
    if (!known.has(key))
      throw refuse(refusals, 'unknown-parameter', `The request has an unknown parameter: ${key}`);
  }
  return { ...readJson(refusals, bodyOf(shape), request.body), ...input };
}

function boundValue(refusals: Refusals, { name, shape }: Member, texts: readonly string[]): unknown {
  const single = shape.kind === 'list' ? shape.item() : shape;
  const values = texts.map((text) => {
    const value = 'format' in single ? readScalarText(single, text) : undefined;
    if (value === undefined)
      throw refuse(refusals, 'malformed-parameter', `${single.kind} expected at ${name}`);
    return value;
  });
  return shape.kind === 'list' ? values : values[0];
}

/** The part of a structure that travels in the body. */
function bodyOf(shape: Shape): Shape {
  if (shape.kind !== 'structure') return shape;
  const members = new Map([...shape.members()].filter(([, { binding }]) => !binding));
  return { ...shape, members: () => members } satisfies StructureShape;
}
