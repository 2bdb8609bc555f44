import { NormalizedSchema } from '@smithy/core/schema';

/** The AWS model of one value, read from the SDK's own schemas. Members are read when first asked for. */
export type Shape = ScalarShape | StructureShape | ListShape | MapShape;

type TimestampFormat = 'protocol' | 'date-time' | 'http-date' | 'epoch-seconds';

interface ScalarShape {
  readonly kind: 'string' | 'boolean' | 'number' | 'blob' | 'unit' | 'timestamp';
  /** Of a timestamp; `protocol` leaves it to the protocol's default. */
  readonly format: TimestampFormat;
}

export interface StructureShape {
  readonly kind: 'structure';
  readonly name: string;
  /** Where exactly one of its members is given. */
  readonly isUnion?: true;
  /** What its element is called in XML, where that is not its name. */
  readonly xmlName: string | undefined;
  /** By SDK member name. */
  members(): ReadonlyMap<string, Member>;
}

export interface Member {
  readonly name: string;
  readonly shape: Shape;
  readonly required: boolean;
  readonly names: WireNames;
  readonly binding: HttpBinding | undefined;
}

/** Where a REST service puts a member, if not into the body; the body itself may be one member. */
type HttpBinding =
  | { readonly place: 'label' }
  | { readonly place: 'payload' }
  | { readonly place: 'query' | 'header'; readonly key: string };

/** What the model calls a member on the wire, where that is not its own name. */
interface WireNames {
  readonly xmlName: string | undefined;
  readonly ec2QueryName: string | undefined;
  readonly jsonName: string | undefined;
  readonly flattened: boolean;
}

export interface ListShape {
  readonly kind: 'list';
  readonly itemNames: WireNames;
  item(): Shape;
}

interface MapShape {
  readonly kind: 'map';
  readonly keyName: string;
  readonly valueName: string;
  value(): Shape;
}

/** `[9, namespace, name, traits, input, output]` as the SDK's clients export it under `<Name>$`. */
export interface OperationShape {
  readonly name: string;
  readonly input: Shape;
  readonly output: Shape;
  /** Method and path of a REST operation. */
  readonly http: readonly [method: string, path: string] | undefined;
}

type SchemaRef = Parameters<typeof NormalizedSchema.of>[0];

/** Reads the operation a client module exports under that name, if it has one. */
export function operationShape(
  module: Readonly<Record<string, unknown>>,
  name: string,
): OperationShape | undefined {
  const schema = module[`${name}$`];
  if (!Array.isArray(schema) || schema[0] !== 9) return undefined;
  const [, , , traits, input, output] = schema as [9, string, string, unknown, SchemaRef, SchemaRef];
  const http = (traits as { http?: [string, string, number] }).http;
  return {
    name,
    input: shapeOf(NormalizedSchema.of(input)),
    output: shapeOf(NormalizedSchema.of(output)),
    http: http && [http[0], http[1]],
  };
}

function shapeOf(schema: NormalizedSchema): Shape {
  if (schema.isUnitSchema()) return scalar('unit');
  if (schema.isStructSchema()) return structure(schema);
  if (schema.isListSchema()) return list(schema);
  if (schema.isMapSchema()) return map(schema);
  if (schema.isTimestampSchema()) return { kind: 'timestamp', format: timestampFormat(schema) };
  if (schema.isBooleanSchema()) return scalar('boolean');
  if (schema.isBlobSchema()) return scalar('blob');
  if (schema.isNumericSchema() || schema.isBigIntegerSchema() || schema.isBigDecimalSchema())
    return scalar('number');
  if (schema.isStringSchema()) return scalar('string');
  throw new Error(`the sandbox does not speak the shape ${schema.getName(true)}`);
}

function scalar(kind: ScalarShape['kind']): ScalarShape {
  return { kind, format: 'protocol' };
}

/** The numbers are Smithy's own type sentinels. */
function timestampFormat(schema: NormalizedSchema): TimestampFormat {
  const formats: Record<number, TimestampFormat> = { 5: 'date-time', 6: 'http-date', 7: 'epoch-seconds' };
  return formats[schema.getSchema() as number] ?? 'protocol';
}

function structure(schema: NormalizedSchema): StructureShape {
  return {
    kind: 'structure',
    name: schema.getName() ?? '',
    ...(schema.isUnionSchema() ? { isUnion: true } : {}),
    xmlName: schema.getMergedTraits().xmlName,
    members: once(() => {
      const required = requiredCount(schema);
      return new Map(
        [...schema.structIterator()].map(([name, member], position) => [
          name,
          {
            name,
            shape: shapeOf(member),
            required: position < required,
            names: memberNames(member),
            binding: bindingOf(member),
          },
        ]),
      );
    }),
  };
}

/** Required members come first in a schema, whose seventh element says how many they are. */
function requiredCount(schema: NormalizedSchema): number {
  const tuple = schema.getSchema() as unknown as readonly unknown[];
  return typeof tuple[6] === 'number' ? tuple[6] : 0;
}

function list(schema: NormalizedSchema): ListShape {
  const item = schema.getValueSchema();
  return { kind: 'list', itemNames: memberNames(item), item: once(() => shapeOf(item)) };
}

function map(schema: NormalizedSchema): MapShape {
  const value = schema.getValueSchema();
  return {
    kind: 'map',
    keyName: schema.getKeySchema().getMergedTraits().xmlName ?? 'key',
    valueName: value.getMergedTraits().xmlName ?? 'value',
    value: once(() => shapeOf(value)),
  };
}

function bindingOf(schema: NormalizedSchema): HttpBinding | undefined {
  const { httpLabel, httpPayload, httpQuery, httpHeader } = schema.getMemberTraits();
  if (httpLabel) return { place: 'label' };
  if (httpPayload) return { place: 'payload' };
  if (typeof httpQuery === 'string') return { place: 'query', key: httpQuery };
  return typeof httpHeader === 'string' ? { place: 'header', key: httpHeader } : undefined;
}

function memberNames(schema: NormalizedSchema): WireNames {
  const traits = schema.getMemberTraits();
  return {
    xmlName: traits.xmlName,
    ec2QueryName: traits.ec2QueryName as string | undefined,
    jsonName: traits.jsonName,
    flattened: schema.getMergedTraits().xmlFlattened === 1,
  };
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
