import { isJsonObject } from '../../text/json-object.ts';

/** Value in the form that one element of a policy has; undefined for one that has no such form. */
type Form = (value: unknown) => unknown;

/**
 * A policy document in one form, whatever way it was written: statements, actions, resources, principals by kind and
 * values of conditions are always lists, actions in lower case, and what conditions ask for always text. Undefined for
 * what is no document with statements, and for one with an element that is no policy's: it must not pass for a policy
 * that says less.
 */
export function canonicalPolicy(document: unknown): object | undefined {
  return isJsonObject(document) && isSet(document.Statement) ? inForms(document, DOCUMENT) : undefined;
}

/** Named policies with their documents in one form; one whose document has no such form keeps its name only. */
export function canonicalPolicies(policies: unknown): readonly object[] | undefined {
  if (!Array.isArray(policies)) return undefined;
  return policies.map(({ PolicyName, PolicyDocument }: Members) => ({
    PolicyName,
    PolicyDocument: canonicalPolicy(PolicyDocument),
  }));
}

/** The shape of a document in one form, as documents tell it. */
export const CANONICAL_SHAPE =
  '{ Version: string, Id: string, Statement: { Sid: string, Effect: string, Principal: { [kind]: string[] }, ' +
  'NotPrincipal: { [kind]: string[] }, Action: string[], NotAction: string[], Resource: string[], NotResource: string[], ' +
  'Condition: { [operator]: { [key]: string[] } } }[] }';

const texts: Form = (value) => eachInForm(value, text);

const actions: Form = (value) => eachInForm(value, (action) => text(action)?.toLowerCase());

/** Principals by kind; a text without a kind, which is a star, stands for AWS principals. */
const principals: Form = (value) =>
  isJsonObject(value) ? membersInForm(value, texts) : oneMember('AWS', texts(value));

const conditions: Form = (value) =>
  isJsonObject(value)
    ? membersInForm(value, (asked) => (isJsonObject(asked) ? membersInForm(asked, texts) : undefined))
    : undefined;

/** Forms of the elements of a statement; any other stands as it was written. */
const STATEMENT: ReadonlyMap<string, Form> = new Map([
  ['Action', actions],
  ['NotAction', actions],
  ['Resource', texts],
  ['NotResource', texts],
  ['Principal', principals],
  ['NotPrincipal', principals],
  ['Condition', conditions],
]);

const DOCUMENT: ReadonlyMap<string, Form> = new Map([
  [
    'Statement',
    (value) =>
      eachInForm(value, (statement) => (isJsonObject(statement) ? inForms(statement, STATEMENT) : undefined)),
  ],
]);

function text(value: unknown): string | undefined {
  return ['string', 'number', 'boolean', 'bigint'].includes(typeof value) ? String(value) : undefined;
}

/** List of what may be written alone or as a list. */
function eachInForm(value: unknown, form: Form): readonly unknown[] | undefined {
  const list = (Array.isArray(value) ? value : [value]).map(form);
  return list.includes(undefined) ? undefined : list;
}

function membersInForm(record: Members, form: Form): object | undefined {
  return inForms(record, { get: () => form });
}

function inForms(record: Members, forms: { get(name: string): Form | undefined }): object | undefined {
  const members = Object.entries(record)
    .filter(([, value]) => isSet(value))
    .map(([name, value]) => [name, (forms.get(name) ?? asItIs)(value)] as const);
  return members.some(([, value]) => value === undefined) ? undefined : Object.fromEntries(members);
}

const asItIs: Form = (value) => value;

function oneMember(name: string, value: unknown): object | undefined {
  return value === undefined ? undefined : { [name]: value };
}

type Members = Readonly<Record<string, unknown>>;

/** Rows have no nulls: to them a member that is null is one that is not there. */
function isSet(value: unknown): boolean {
  return value !== null && value !== undefined;
}
