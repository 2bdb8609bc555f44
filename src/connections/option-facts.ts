import { z } from 'zod';
import { isJsonObject } from '../text/json-object.ts';

/** How the value of an option is written; `mapping` is YAML. */
export type OptionKind = 'text' | 'number' | 'boolean' | 'mapping';

/** Facts of a schema about one option, for forms and documents. */
export interface OptionFacts {
  readonly name: string;
  /** Meaning of the option, as the rest of a sentence. */
  readonly doc: string;
  /** Of the option, or of an item where it is a list. */
  readonly kind: OptionKind;
  readonly isList: boolean;
  /** A word that stands in the place of the list or number, such as `all`. */
  readonly word: string | undefined;
  readonly required: boolean;
  /** Whether the form asks for it. */
  readonly asked: boolean;
  /** Option with a value that makes the question needless. */
  readonly unless: string | undefined;
  readonly default: unknown;
  /**
   * Value that a new connection is given unless it says otherwise; where the option is left out later, `default` holds.
   */
  readonly initial: unknown;
  readonly example: unknown;
}

type Schema = z.core.JSONSchema.BaseSchema;

/** Options of a module's schema in the order of their declaration, but for `module` itself and deprecated ones. */
export function optionFacts({ schema }: { readonly schema: z.ZodType }): readonly OptionFacts[] {
  const { properties = {}, required = [] }: Schema = z.toJSONSchema(schema, {
    unrepresentable: 'any',
    io: 'input',
  });
  return Object.entries(properties).flatMap(([name, property]) =>
    name === 'module' || typeof property === 'boolean' || property.deprecated === true
      ? []
      : [factsOf(name, property, required.includes(name))],
  );
}

function factsOf(name: string, property: Schema, required: boolean): OptionFacts {
  const variants = property.anyOf ?? [property];
  const list = variants.filter(isSchema).find(({ type }) => type === 'array');
  const word = variants.filter(isSchema).find(({ const: value }) => typeof value === 'string')?.const;
  const value = variants.filter(isSchema).find(({ const: constant }) => constant === undefined);
  const items = list?.items;
  return {
    name,
    doc: property.description ?? '',
    kind: kindOf(list === undefined ? (value ?? property) : isSchema(items) ? items : {}),
    isList: list !== undefined,
    word: typeof word === 'string' ? word : undefined,
    required,
    asked: required || property.asked === true,
    unless: typeof property.unless === 'string' ? property.unless : undefined,
    default: property.default,
    initial: property.initial,
    example: property.initial ?? property.example ?? property.default,
  };
}

/** Kind of an option; one without a type in the schema is a text, which no message may repeat. */
function kindOf({ type }: Schema): OptionKind {
  if (type === 'object') return 'mapping';
  if (type === 'boolean') return 'boolean';
  return type === 'number' || type === 'integer' ? 'number' : 'text';
}

function isSchema(value: unknown): value is Schema {
  return isJsonObject(value);
}
