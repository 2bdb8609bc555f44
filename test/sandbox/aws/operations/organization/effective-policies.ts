import type * as sdk from '@aws-sdk/client-organizations';
import { EffectivePolicyType } from '@aws-sdk/client-organizations';
import {
  type Account,
  AwsError,
  type Operation,
  type OrganizationPolicy,
  type World,
} from '../../contract.ts';
import { lineage } from '../../organization-tree.ts';
import { createRandom } from '../../world/random.ts';
import { newest } from '../../world/times.ts';
import { cut, fromAdministrator, invalidInput } from './calls.ts';

const types: ReadonlySet<string> = new Set(Object.values(EffectivePolicyType));

/** What policies come to in an account, and where they contradict each other. */
export const effectivePolicyOperations: Readonly<Record<string, Operation>> = {
  DescribeEffectivePolicy: fromAdministrator<
    sdk.DescribeEffectivePolicyRequest,
    sdk.DescribeEffectivePolicyResponse
  >(({ world, account: caller, input }) => {
    const { PolicyType, TargetId = caller.id } = input;
    requireType(PolicyType);
    const account = world.accounts.get(TargetId);
    if (!account) throw new AwsError('TargetNotFoundException', "You specified a target that doesn't exist.");
    const policies = policiesOver(world, account, PolicyType);
    if (policies.length === 0) throw noPolicy();
    const PolicyContent = JSON.stringify(
      policies.map(({ content }) => assigned(JSON.parse(content))).reduce(merged),
    );
    return { EffectivePolicy: { PolicyContent, LastUpdatedTimestamp: newest, TargetId, PolicyType } };
  }),

  ListAccountsWithInvalidEffectivePolicy: fromAdministrator<
    sdk.ListAccountsWithInvalidEffectivePolicyRequest,
    sdk.ListAccountsWithInvalidEffectivePolicyResponse
  >((call) => {
    const { world, input } = call;
    const { PolicyType } = input;
    requireType(PolicyType);
    const invalid = [...world.accounts.values()].filter((account) => isInvalid(world, account, PolicyType));
    const { items, next } = cut(call, `ListAccountsWithInvalidEffectivePolicy ${PolicyType}`, invalid);
    return {
      Accounts: items.map(({ id, arn, name }) => ({ Id: id, Arn: arn, Name: name })),
      PolicyType,
      ...next,
    };
  }),

  ListEffectivePolicyValidationErrors: fromAdministrator<
    sdk.ListEffectivePolicyValidationErrorsRequest,
    sdk.ListEffectivePolicyValidationErrorsResponse
  >((call) => {
    const { world, input } = call;
    const { AccountId = '', PolicyType } = input;
    requireType(PolicyType);
    const account = world.accounts.get(AccountId);
    if (!account) {
      throw new AwsError('AccountNotFoundException', "You specified an account that doesn't exist.");
    }
    const policies = policiesOver(world, account, PolicyType);
    if (policies.length === 0) throw noPolicy();
    const errors = isInvalid(world, account, PolicyType) ? [tooMany(policies)] : [];
    const list = `ListEffectivePolicyValidationErrors ${AccountId} ${PolicyType}`;
    const { items, next } = cut(call, list, errors);
    return {
      AccountId,
      PolicyType,
      Path: `${[world.organizationId, ...lineage(world, account.parentId), AccountId].join('/')}/`,
      EvaluationTimestamp: newest,
      EffectivePolicyValidationErrors: items,
      ...next,
    };
  }),
};

function requireType(type: string | undefined): void {
  if (!types.has(type ?? '')) throw invalidInput('INVALID_ENUM_POLICY_TYPE');
}

function noPolicy(): AwsError {
  return new AwsError('EffectivePolicyNotFoundException', 'There is no effective policy of this type here.');
}

/** From the root down: what is nearer to the account comes later, and says the last word. */
function policiesOver(world: World, account: Account, type: string | undefined): OrganizationPolicy[] {
  return [...lineage(world, account.parentId), account.id].flatMap((target) =>
    world.organizationPolicies.filter((policy) => policy.type === type && policy.targets.includes(target)),
  );
}

function isInvalid(world: World, account: Account, type: string | undefined): boolean {
  const random = createRandom(world.seed, 'invalid policy', account.id, type ?? '');
  return random.chance(0.15) && policiesOver(world, account, type).length > 0;
}

function tooMany(policies: readonly OrganizationPolicy[]): sdk.EffectivePolicyValidationError {
  return {
    ErrorCode: 'ELEMENTS_TOO_MANY',
    ErrorMessage: 'There are more elements than the type allows.',
    PathToError: Object.keys(JSON.parse(policies[0]?.content ?? '{}') as object)[0] ?? '',
    ContributingPolicies: policies.map(({ id }) => id),
  };
}

/** A policy without its operators: `{"@@assign": x}` is x. */
function assigned(value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  if ('@@assign' in value) return value['@@assign'];
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, assigned(member)]));
}

function merged(above: unknown, below: unknown): unknown {
  if (!isObject(above) || !isObject(below)) return below;
  const names = [...new Set([...Object.keys(above), ...Object.keys(below)])];
  return Object.fromEntries(
    names.map((name) => [
      name,
      name in above && name in below ? merged(above[name], below[name]) : (below[name] ?? above[name]),
    ]),
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
