import { z } from 'zod';
import { nearest } from '../text/nearest.ts';
import type { OptionDocument } from './document/option-document.ts';
import { type Problem, spellKey } from './problem.ts';

type Issue = z.core.$ZodIssue;

/** Problems that the schema found, in the words of a writer of YAML: one per option. */
export function issueProblems(
  issues: readonly Issue[],
  schema: z.ZodType,
  document: OptionDocument,
): readonly Problem[] {
  const found = issues.flatMap(
    (issue): readonly { readonly issue: Issue; readonly key: string | undefined }[] =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => ({ issue, key }))
        : [{ issue, key: undefined }],
  );
  const problems = found.slice(0, MOST_EXPLAINED).map(({ issue, key }): Problem => {
    if (key === undefined) {
      return { path: placeOf(issue, document), message: sayIssue(issue, schema, document) };
    }
    const message = `unknown option${suggestion(key, knownKeys(schema, issue.path))}`;
    return { path: [...issue.path, key], message };
  });
  const rest = found.length - problems.length;
  const last = problems.at(-1);
  return rest > 0 && last ? [...problems.slice(0, -1), { ...last, alike: rest }] : problems;
}

/** Bound on the problems told: each takes a look at the whole schema, and a person reads no more at once. */
const MOST_EXPLAINED = 20;

/** A hop written as its ARN alone has no `arn` in the text: there the hop itself is the place. */
function placeOf(issue: Issue, document: OptionDocument): readonly PropertyKey[] {
  const isMissing = issue.input === undefined;
  return isMissing ? issue.path : issue.path.slice(0, document.depthOf(issue.path));
}

function sayIssue(issue: Issue, schema: z.ZodType, document: OptionDocument): string {
  if (issue.code === 'invalid_value') return `must be one of ${issue.values.map(String).join(', ')}`;
  if (issue.code !== 'invalid_type') return issue.message;
  if (issue.input === undefined) {
    const description = describe(schema, issue.path)?.description;
    return `is missing${description === undefined ? '' : `; write ${description}`}`;
  }
  if (issue.input === null) return 'is empty; write a value or leave it out';
  const source = document.sourceOf(issue.path);
  if (issue.expected === 'string' && source !== undefined) {
    return `${source} is a ${typeof issue.input} in YAML; quote it: "${source}"`;
  }
  return `must be ${EXPECTED[issue.expected] ?? issue.expected}`;
}

const EXPECTED: Readonly<Record<string, string>> = {
  number: 'a number',
  string: 'text',
  array: 'a list, each item on its own line after "- "',
  object: 'a mapping of options',
  record: 'a mapping',
  boolean: 'true or false',
};

function suggestion(key: string, known: readonly string[]): string {
  const meant = nearest(key, known);
  return meant === undefined ? `; known are ${known.map(spellKey).join(', ')}` : `; did you mean ${meant}?`;
}

type Description = z.core.JSONSchema.BaseSchema;

function knownKeys(schema: z.ZodType, path: readonly PropertyKey[]): readonly string[] {
  const properties = describe(schema, path)?.properties ?? {};
  return Object.entries(properties)
    .filter(([, property]) => typeof property === 'boolean' || property.deprecated !== true)
    .map(([key]) => key);
}

/** The part of the schema at the path, as JSON Schema tells it. */
function describe(schema: z.ZodType, path: readonly PropertyKey[]): Description | undefined {
  const root: Description = z.toJSONSchema(schema, { unrepresentable: 'any' });
  return path.reduce<Description | undefined>((place, key) => {
    const next = typeof key === 'number' ? place?.items : place?.properties?.[String(key)];
    return typeof next === 'object' && !Array.isArray(next) ? next : undefined;
  }, root);
}
