import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import type { PropertyType, Resource, SpecDatabase, TypeDefinition } from '@aws-cdk/service-spec-types';
import type { Template } from '../../src/generate/cloudformation.ts';

/** Unpacked once, for that takes longer than all that is asked of the specification. */
const SPECIFICATION = loadAwsServiceSpecSync();

const PSEUDO_PARAMETERS = ['AWS::AccountId', 'AWS::Partition', 'AWS::Region', 'AWS::StackName'];

/** What AWS's published specification has against a template; empty when it would be taken. */
export function templateProblems({ Parameters, Resources, Outputs }: Template): readonly string[] {
  const spec = SPECIFICATION;
  const names = new Set([...Object.keys(Parameters), ...Object.keys(Resources), ...PSEUDO_PARAMETERS]);
  const dangling = referencesIn({ Resources, Outputs }).filter((name) => !names.has(name));
  const wrong = Object.entries(Resources).flatMap(([name, { Type, Properties }]) => {
    const [resource] = spec.lookup('resource', 'cloudFormationType', 'equals', Type);
    return resource ? memberProblems(spec, resource, Properties, name) : [`${name} is of no type ${Type}`];
  });
  return [...dangling.map((name) => `nothing is called ${name}`), ...wrong];
}

/** Names that `Ref` and `Fn::GetAtt` mention, anywhere below. */
export function referencesIn(value: unknown): readonly string[] {
  if (!isRecord(value)) return Array.isArray(value) ? value.flatMap(referencesIn) : [];
  const { Ref: reference, 'Fn::GetAtt': attribute } = value;
  const own = typeof reference === 'string' ? [reference] : [];
  const of = Array.isArray(attribute) ? [String(attribute[0])] : [];
  return [...own, ...of, ...Object.values(value).flatMap(referencesIn)];
}

function memberProblems(
  spec: SpecDatabase,
  { properties }: Resource | TypeDefinition,
  value: Readonly<Record<string, unknown>>,
  path: string,
): string[] {
  const missing = Object.entries(properties)
    .filter(([name, { required }]) => required && value[name] === undefined)
    .map(([name]) => `${path} lacks ${name}`);
  const wrong = Object.entries(value).flatMap(([name, member]) => {
    const property = properties[name];
    return property
      ? valueProblems(spec, property.type, member, `${path}.${name}`)
      : [`${path} has no property ${name}`];
  });
  return [...missing, ...wrong];
}

function valueProblems(spec: SpecDatabase, type: PropertyType, value: unknown, path: string): string[] {
  if (isIntrinsic(value)) return [];
  const unless = (fits: boolean): string[] => (fits ? [] : [`${path} is no ${type.type}`]);
  switch (type.type) {
    case 'union':
      return type.types.some((each) => valueProblems(spec, each, value, path).length === 0)
        ? []
        : unless(false);
    case 'array':
      return Array.isArray(value)
        ? value.flatMap((each, index) => valueProblems(spec, type.element, each, `${path}[${index}]`))
        : unless(false);
    case 'map':
      return isRecord(value)
        ? Object.entries(value).flatMap(([key, each]) =>
            valueProblems(spec, type.element, each, `${path}.${key}`),
          )
        : unless(false);
    case 'ref':
      return isRecord(value)
        ? memberProblems(spec, spec.get('typeDefinition', type.reference.$ref), value, path)
        : unless(false);
    case 'tag':
      return unless(isRecord(value) && typeof value.Key === 'string' && typeof value.Value === 'string');
    case 'string':
      if (typeof value !== 'string') return unless(false);
      return type.allowedValues && !type.allowedValues.includes(value) ? [`${path} cannot be ${value}`] : [];
    case 'integer':
      return unless(Number.isInteger(value));
    case 'boolean':
      return unless(typeof value === 'boolean');
    case 'json':
      return unless(isRecord(value));
    default:
      throw new Error(`${path} is of a type this check does not know: ${type.type}`);
  }
}

function isIntrinsic(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const [name = '', ...others] = Object.keys(value);
  return others.length === 0 && (name === 'Ref' || name.startsWith('Fn::'));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
