import { parse } from 'yaml';
import { AwsError } from '../../contract.ts';
import type { StackTemplate, TemplateParameter } from '../../stack-state.ts';
import { creationOrder } from './creation-order.ts';
import { referencesOf } from './functions.ts';
import { kindOf, knowsKind } from './resource-kinds.ts';

/** Bytes of a template that a request may hold (CloudFormation guide, quotas). */
const LONGEST_BODY = 51_200;

const SECTIONS = [
  'AWSTemplateFormatVersion',
  'Description',
  'Metadata',
  'Parameters',
  'Mappings',
  'Conditions',
  'Transform',
  'Rules',
  'Resources',
  'Outputs',
  'Hooks',
];

/** Sections that are said nothing about here; a template that has one is turned away rather than half read. */
const UNSPOKEN = ['Mappings', 'Conditions', 'Transform', 'Rules', 'Hooks'];

/** Parameters that AWS sets by itself. */
const PSEUDO_PARAMETERS = [
  'AWS::AccountId',
  'AWS::Partition',
  'AWS::Region',
  'AWS::StackId',
  'AWS::StackName',
];

/** Reads a template as CloudFormation does. Throws its ValidationError for one that is none. */
export function readTemplate(text: string): StackTemplate {
  if (Buffer.byteLength(text) > LONGEST_BODY) {
    throw invalid(
      `1 validation error detected: Value at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to ${LONGEST_BODY}`,
    );
  }
  const template = parsed(text);
  const strange = Object.keys(template).filter((name) => !SECTIONS.includes(name));
  if (strange.length > 0)
    throw formatError(`Invalid template property or properties [${strange.join(', ')}]`, false);
  const unspoken = UNSPOKEN.find((name) => name in template);
  if (unspoken !== undefined) throw new Error(`templates with ${unspoken} are not read here`);
  const version = template.AWSTemplateFormatVersion;
  if (version !== undefined && version !== '2010-09-09') {
    throw formatError(`Template format error: Unresolved template version ${String(version)}`, false);
  }
  if (!isRecord(template.Resources) || Object.keys(template.Resources).length === 0) {
    throw formatError('At least one Resources member must be defined.');
  }
  checkResources(template.Resources);
  const read = template as unknown as StackTemplate;
  checkReferences(read);
  creationOrder(read.Resources);
  return read;
}

function parsed(text: string): Record<string, unknown> {
  const isJson = text.trimStart().startsWith('{');
  let value: unknown;
  try {
    value = isJson ? JSON.parse(text) : parse(text);
  } catch {
    throw formatError(isJson ? `JSON not well-formed. ${placeOf(text)}` : `YAML not well-formed.`);
  }
  if (!isRecord(value)) throw formatError('unsupported structure.');
  return value;
}

/** Where JSON stops being JSON: the longest beginning that more text could still make whole. */
function placeOf(text: string): string {
  try {
    JSON.parse(text);
  } catch (error) {
    const at = Number(/position (\d+)/.exec(String(error))?.[1] ?? text.length);
    const lines = text.slice(0, at).split('\n');
    return `(line ${lines.length}, column ${(lines.at(-1) ?? '').length + 1})`;
  }
  return '';
}

function checkResources(resources: Record<string, unknown>): void {
  for (const [id, resource] of Object.entries(resources)) {
    if (!/^[A-Za-z0-9]+$/.test(id)) throw formatError(`Resource name ${id} is non alphanumeric.`);
    if (!isRecord(resource)) throw formatError('Every Resources object must be an object.');
    if (typeof resource.Type !== 'string')
      throw formatError(`[/Resources/${id}] Every Resources object must contain a Type member.`);
  }
  const unknown = Object.values(resources)
    .map((resource) => String((resource as { Type: string }).Type))
    .filter((type) => !knowsKind(type));
  if (unknown.length > 0) {
    throw formatError(`Unrecognized resource types: [${[...new Set(unknown)].join(', ')}]`);
  }
}

function checkReferences({ Parameters = {}, Resources, Outputs = {} }: StackTemplate): void {
  const known = new Set([...Object.keys(Parameters), ...Object.keys(Resources), ...PSEUDO_PARAMETERS]);
  for (const [block, content] of [
    ['Resources', Resources],
    ['Outputs', Outputs],
  ] as const) {
    const { refs, attributes } = referencesOf(content);
    const unresolved = refs.filter((name) => !known.has(name));
    if (unresolved.length > 0) {
      throw formatError(
        `Unresolved resource dependencies [${[...new Set(unresolved)].join(', ')}] in the ${block} block of the template`,
      );
    }
    const undefinedResource = attributes.find((name) => !(name in Resources));
    if (undefinedResource !== undefined) {
      throw formatError(
        `Template error: instance of Fn::GetAtt references undefined resource ${undefinedResource}`,
        false,
      );
    }
  }
}

/** What must be acknowledged before the template is deployed, and because of which types. */
export function neededCapabilities({ Resources }: StackTemplate): {
  readonly capability: string | undefined;
  readonly types: readonly string[];
} {
  const identities = Object.values(Resources).filter(({ Type }) => Type.startsWith('AWS::IAM::'));
  const isNamed = identities.some(
    ({ Type, Properties = {} }) => (kindOf(Type).nameProperty ?? '') in Properties,
  );
  return {
    capability: identities.length === 0 ? undefined : isNamed ? 'CAPABILITY_NAMED_IAM' : 'CAPABILITY_IAM',
    types: [...new Set(identities.map(({ Type }) => Type))],
  };
}

/** Throws where what the template needs is not acknowledged. */
export function requireCapabilities(template: StackTemplate, given: readonly string[]): void {
  const { capability } = neededCapabilities(template);
  if (capability === undefined || given.includes('CAPABILITY_NAMED_IAM') || given.includes(capability))
    return;
  throw new AwsError('InsufficientCapabilitiesException', `Requires capabilities : [${capability}]`);
}

/** What the parameters come to. Throws for one that is missing, unknown or against its constraint. */
export function parameterValues(
  { Parameters = {} }: StackTemplate,
  given: Readonly<Record<string, string>>,
): Map<string, string> {
  const strange = Object.keys(given).filter((name) => !(name in Parameters));
  if (strange.length > 0) throw invalid(`Parameters: [${strange.join(', ')}] do not exist in the template`);
  const values = Object.entries(Parameters).map(([name, parameter]) => [
    name,
    given[name] ?? parameter.Default,
  ]) as (readonly [string, string | undefined])[];
  const missing = values.filter(([, value]) => value === undefined).map(([name]) => name);
  if (missing.length > 0) throw invalid(`Parameters: [${missing.join(', ')}] must have values`);
  const whole = new Map(values as [string, string][]);
  for (const [name, value] of whole) checkParameter(name, value, Parameters[name] as TemplateParameter);
  return whole;
}

function checkParameter(name: string, value: string, parameter: TemplateParameter): void {
  const { AllowedPattern, MinLength = 0, MaxLength = 4096 } = parameter;
  if (value.length < MinLength)
    throw invalid(`Parameter '${name}' must contain at least ${MinLength} characters`);
  if (value.length > MaxLength)
    throw invalid(`Parameter '${name}' must contain at most ${MaxLength} characters`);
  if (AllowedPattern !== undefined && !new RegExp(`^(?:${AllowedPattern})$`).test(value))
    throw invalid(`Parameter '${name}' must match pattern ${AllowedPattern}`);
}

function formatError(what: string, prefixed = true): AwsError {
  return invalid(prefixed ? `Template format error: ${what}` : what);
}

function invalid(message: string): AwsError {
  return new AwsError('ValidationError', message);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
