import { NormalizedSchema } from '@smithy/core/schema';

/** Structures within structures that a sample goes down into; AWS's own shapes may hold themselves. */
const DEEPEST = 6;

/** Text of every text in a sample, also of the names in a map. */
export const SAMPLE_TEXT = 'text';

/**
 * Answer to an operation with a value for every member that the SDK's schema knows: one element in each list, one name
 * in each map. Undefined where the SDK has no such schema.
 */
export function sampleAnswer(sdk: object, operation: string): Readonly<Record<string, unknown>> | undefined {
  const schema = answerSchema(sdk, operation);
  return schema && (sampleOf(schema, 0) as Readonly<Record<string, unknown>>);
}

/** The SDK's schema of the answers to an operation; undefined where the SDK has none. */
export function answerSchema(sdk: object, operation: string): NormalizedSchema | undefined {
  const schema = (sdk as Readonly<Record<string, unknown>>)[`${operation}$`];
  return Array.isArray(schema) ? NormalizedSchema.of(schema[5]) : undefined;
}

/** Members whose text is a JSON document. */
const DOCUMENTS = /(?:Policy|Document|Content)$/i;

function memberOf(name: string, schema: NormalizedSchema, depth: number): unknown {
  return schema.isStringSchema() && DOCUMENTS.test(name) ? '{}' : sampleOf(schema, depth);
}

function sampleOf(schema: NormalizedSchema, depth: number): unknown {
  if (schema.isStructSchema()) {
    if (depth > DEEPEST) return {};
    const members = [...schema.structIterator()];
    return Object.fromEntries(members.map(([name, member]) => [name, memberOf(name, member, depth + 1)]));
  }
  if (schema.isListSchema()) return [sampleOf(schema.getValueSchema(), depth)];
  if (schema.isMapSchema()) return { [SAMPLE_TEXT]: sampleOf(schema.getValueSchema(), depth) };
  if (schema.isTimestampSchema()) return new Date(0);
  if (schema.isBooleanSchema()) return true;
  if (schema.isNumericSchema()) return 1;
  return schema.isDocumentSchema() ? {} : SAMPLE_TEXT;
}
