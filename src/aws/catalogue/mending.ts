import type { NormalizedSchema } from '@smithy/core/schema';
import { DOCUMENT_MEMBERS, decodePolicyDocuments } from '../policy/policy-document.ts';
import { answerSchema } from '../sample.ts';
import { type SecretMembers, secretDropper, secretNames } from './secrets.ts';

/** Treatment of items before they are read: secrets are taken out, policy documents are decoded. */
export interface Mending {
  mend(item: object): object;
  /** The same for the items of an operation, which stay as they are where its answers can have no such member. */
  forAnswersOf(sdk: object, operation: string): (item: object) => object;
}

/** The treatment of a service's items. */
export function mendingOf(secrets: SecretMembers, hasPolicyDocuments: boolean): Mending {
  const dropSecrets = secretDropper(secrets);
  const mended: ReadonlySet<string> = new Set([
    ...secretNames(secrets),
    ...(hasPolicyDocuments ? DOCUMENT_MEMBERS : []),
  ]);
  const mend = (item: object): object => {
    const clean = dropSecrets(item);
    return hasPolicyDocuments ? decodePolicyDocuments(clean) : clean;
  };
  return {
    mend,
    forAnswersOf: (sdk, operation) => {
      const names = namesInAnswers(sdk, operation);
      const isMended = names === undefined || [...mended].some((name) => names.has(name));
      return isMended ? mend : (item) => item;
    },
  };
}

/** Names of all members that an answer can have, for the SDK reads no others; undefined where it may have any. */
function namesInAnswers(sdk: object, operation: string): ReadonlySet<string> | undefined {
  const schema = answerSchema(sdk, operation);
  const names = new Set<string>();
  return schema && addNames(names, new Set(), schema) ? names : undefined;
}

/** Adds the names of members at any depth; false where there may be others. */
function addNames(names: Set<string>, known: Set<unknown>, schema: NormalizedSchema): boolean {
  if (schema.isListSchema() || schema.isMapSchema()) return addNames(names, known, schema.getValueSchema());
  if (!schema.isStructSchema()) return !schema.isDocumentSchema();
  const struct = schema.getSchema();
  if (known.has(struct)) return true;
  known.add(struct);
  return [...schema.structIterator()].every(([name, member]) => {
    names.add(name);
    return addNames(names, known, member);
  });
}
