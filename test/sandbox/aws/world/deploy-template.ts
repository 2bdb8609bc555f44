import type { Account, PolicyDocument, World } from '../contract.ts';
import { iamId } from './identifiers.ts';
import { accountOf } from './plant.ts';
import { createRandom } from './random.ts';

/** A CloudFormation template, as parsed from JSON. */
export interface StackTemplate {
  readonly Parameters?: Readonly<Record<string, { readonly Default?: string; readonly Type: string }>>;
  readonly Resources: Readonly<Record<string, StackResource>>;
}

interface StackResource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

interface Stack {
  readonly world: World;
  readonly accountId: string;
  readonly name: string;
  readonly values: ReadonlyMap<string, string | readonly string[]>;
}

/**
 * Does in an account what CloudFormation would for a stack of roles, managed policies and StackSets with service-managed
 * permissions. Throws on a parameter without a value, a resource of another type and a function it does not know.
 */
export function deployTemplate(
  world: World,
  accountId: string,
  name: string,
  template: StackTemplate,
  given: Readonly<Record<string, string>> = {},
): void {
  const values = new Map<string, string | readonly string[]>([
    ['AWS::StackName', name],
    ['AWS::Region', 'us-east-1'],
  ]);
  for (const [parameter, { Default, Type }] of Object.entries(template.Parameters ?? {})) {
    const value = given[parameter] ?? Default;
    if (value === undefined) throw new Error(`Parameters: [${parameter}] must have values`);
    values.set(parameter, Type === 'CommaDelimitedList' ? value.split(',') : value);
  }
  for (const [id, resource] of Object.entries(template.Resources)) {
    const stack: Stack = { world, accountId, name, values };
    const properties = resolve(stack, resource.Properties) as Record<string, unknown>;
    values.set(id, create(stack, id, resource.Type, properties));
  }
}

/** Makes a resource and gives what `Ref` says of it. */
function create(stack: Stack, id: string, type: string, properties: Record<string, unknown>): string {
  switch (type) {
    case 'AWS::IAM::ManagedPolicy':
      return createPolicy(stack, id, properties);
    case 'AWS::IAM::Role':
      return createRole(stack, properties);
    case 'AWS::CloudFormation::StackSet':
      return rollOut(stack, properties);
    default:
      throw new Error(`Template format error: Unrecognized resource types: [${type}]`);
  }
}

function createPolicy({ world, accountId, name }: Stack, id: string, properties: Record<string, unknown>) {
  const PolicyName = `${name}-${id}`;
  const arn = `arn:${world.partition}:iam::${accountId}:policy/${PolicyName}`;
  const now = new Date();
  accountOf(world, accountId).changeIam((iam) => {
    iam.policies.set(arn, {
      PolicyName,
      PolicyId: iamId(createRandom(1, accountId, PolicyName), 'ANPA'),
      Arn: arn,
      Path: '/',
      Description: String(properties.Description),
      CreateDate: now,
      UpdateDate: now,
      DefaultVersionId: 'v1',
      versions: [{ VersionId: 'v1', CreateDate: now, Document: properties.PolicyDocument as PolicyDocument }],
    });
  });
  return arn;
}

function createRole({ world, accountId }: Stack, properties: Record<string, unknown>): string {
  const RoleName = String(properties.RoleName);
  const Path = String(properties.Path ?? '/');
  accountOf(world, accountId).changeIam((iam) => {
    if (iam.roles.has(RoleName)) throw new Error(`Role with name ${RoleName} already exists.`);
    iam.roles.set(RoleName, {
      RoleName,
      RoleId: iamId(createRandom(1, accountId, RoleName), 'AROA'),
      Arn: `arn:${world.partition}:iam::${accountId}:role${Path}${RoleName}`,
      Path,
      CreateDate: new Date(),
      Description: String(properties.Description),
      MaxSessionDuration: 3600,
      trustPolicy: properties.AssumeRolePolicyDocument as PolicyDocument,
      inlinePolicies: [],
      attachedPolicyArns: properties.ManagedPolicyArns as string[],
      tags: properties.Tags as { Key: string; Value: string }[],
    });
  });
  return RoleName;
}

/** Every active account under the units but the management account, which StackSets leave out. */
function rollOut({ world, name }: Stack, properties: Record<string, unknown>): string {
  const groups = properties.StackInstancesGroup as {
    readonly DeploymentTargets: { readonly OrganizationalUnitIds: readonly string[] };
  }[];
  const units = groups.flatMap(({ DeploymentTargets }) => DeploymentTargets.OrganizationalUnitIds);
  const parameters = Object.fromEntries(
    (properties.Parameters as { ParameterKey: string; ParameterValue: string }[]).map(
      ({ ParameterKey, ParameterValue }) => [ParameterKey, ParameterValue],
    ),
  );
  const body = JSON.parse(String(properties.TemplateBody)) as StackTemplate;
  for (const account of world.accounts.values()) {
    if (account.isManagement || account.state !== 'ACTIVE' || !isUnder(world, account, units)) continue;
    deployTemplate(world, account.id, `StackSet-${name}`, body, parameters);
  }
  return String(properties.StackSetName);
}

function isUnder(world: World, { parentId }: Account, units: readonly string[]): boolean {
  for (
    let id: string | undefined = parentId;
    id !== undefined;
    id = world.organizationalUnits.get(id)?.parentId
  ) {
    if (units.includes(id)) return true;
  }
  return false;
}

/** A value with `Ref` and `Fn::Join` worked out. */
function resolve(stack: Stack, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => resolve(stack, item));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [[name, argument] = ['', undefined]] = entries;
  if (name === 'Ref') return referred(stack, String(argument));
  if (name === 'Fn::Join') {
    const [separator, parts] = resolve(stack, argument) as [string, readonly string[]];
    return parts.join(separator);
  }
  if (name.startsWith('Fn::')) throw new Error(`Template error: ${name} is not known here`);
  return Object.fromEntries(entries.map(([key, item]) => [key, resolve(stack, item)]));
}

function referred({ values }: Stack, name: string): string | readonly string[] {
  const value = values.get(name);
  if (value === undefined) throw new Error(`Unresolved resource dependencies [${name}]`);
  return value;
}
