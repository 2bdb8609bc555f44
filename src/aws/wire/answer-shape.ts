import { NormalizedSchema } from '@smithy/core/schema';
import type { SchemaRef } from '@smithy/types';

/** How an element of an answer in XML is read: by what the service's model says that it holds. */
export type Shape =
  | { readonly kind: 'text' | 'number' | 'boolean' | 'time' | 'bytes' | 'other' }
  | Struct
  | { readonly kind: 'list'; readonly item: Member }
  | { readonly kind: 'map'; readonly key: string; readonly value: Member };

/** Record with its members in the order of their names, as rows are written, whatever their order in the answer. */
export interface Struct {
  readonly kind: 'struct';
  readonly members: readonly Member[];
  /** Index of a member, by the tag of its element. */
  readonly places: ReadonlyMap<string, number>;
  /** Place of the member that last came after that of each place, and in the end of the first: it mostly does again. */
  readonly follows: Uint16Array;
}

/** A member by its element: what it is called in the answer, how its element begins and ends, and what it is. */
export interface Member {
  readonly name: string;
  readonly tag: string;
  readonly start: string;
  readonly end: string;
  /** Made at first use, for shapes may hold themselves. */
  shape(): Shape;
}

/** Shape that only the SDK reads; nothing in the catalogue's answers has it. */
const OTHER: Shape = { kind: 'other' };

/** The parts of the SDK's own numbering of simple shapes that appear in answers. */
const SIMPLE: Readonly<Record<number, Shape>> = {
  0: { kind: 'text' },
  1: { kind: 'number' },
  2: { kind: 'boolean' },
  4: { kind: 'time' },
  5: { kind: 'time' },
  21: { kind: 'bytes' },
};

const shapes = new WeakMap<object, Shape>();

/** The shape that a schema of the SDK's models describes. */
export function shapeOf(schema: SchemaRef): Shape {
  return shapeOfNormalized(NormalizedSchema.of(schema));
}

function shapeOfNormalized(schema: NormalizedSchema): Shape {
  const traits = schema.getMergedTraits();
  if (traits.xmlFlattened || traits.httpPayload || traits.mediaType || schema.isUnionSchema()) return OTHER;
  const described: unknown = schema.getSchema();
  if (typeof described === 'number' && described < 64) return SIMPLE[described] ?? OTHER;
  if (typeof described !== 'object' || described === null) {
    return schema.isListSchema() || schema.isMapSchema() ? compound(schema) : OTHER;
  }
  const known = shapes.get(described);
  if (known) return known;
  const shape = compound(schema);
  shapes.set(described, shape);
  return shape;
}

function compound(schema: NormalizedSchema): Shape {
  if (schema.isListSchema()) {
    const item = schema.getValueSchema();
    return { kind: 'list', item: member('', item.getMergedTraits().xmlName ?? 'member', item) };
  }
  if (schema.isMapSchema()) {
    const [key, value] = [schema.getKeySchema(), schema.getValueSchema()];
    return {
      kind: 'map',
      key: String(key.getMergedTraits().xmlName ?? 'key'),
      value: member('', value.getMergedTraits().xmlName ?? 'value', value),
    };
  }
  if (!schema.isStructSchema()) return OTHER;
  const struct = structOf(
    [...schema.structIterator()].map(([name, of]) => member(name, of.getMemberTraits().xmlName ?? name, of)),
  );
  return struct.places.size === struct.members.length ? struct : OTHER;
}

/** The record that has these members. */
export function structOf(unordered: readonly Member[]): Struct {
  const members = unordered.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const places = new Map(members.map(({ tag }, place) => [tag, place]));
  return { kind: 'struct', members, places, follows: new Uint16Array(members.length + 1) };
}

function member(name: string, tag: unknown, schema: NormalizedSchema): Member {
  let shape: Shape | undefined;
  return memberOf(name, String(tag), () => {
    shape ??= shapeOfNormalized(schema);
    return shape;
  });
}

/** The member in elements of this tag. */
export function memberOf(name: string, tag: string, shape: () => Shape): Member {
  return { name, tag, start: `<${tag}>`, end: `</${tag}>`, shape };
}
