import type {
  EffectivePolicyType,
  EffectivePolicyValidationError,
  EffectivePolicy as SdkEffectivePolicy,
} from '@aws-sdk/client-organizations';
import { jsonDocument } from '../../policy/policy-document.ts';
import { requiredList, withoutMember } from '../answer.ts';
import { ask } from '../ask.ts';
import type { CollectContext } from '../context.ts';
import { listAll, pagesOf } from '../listing.ts';
import { ofEach, unlessNotFound } from '../not-found.ts';
import { organizations } from './service.ts';
import { readRoots } from './tree.ts';

/** Sum of all policies of a type in one account. */
interface EffectivePolicy extends Omit<SdkEffectivePolicy, 'PolicyContent'> {
  readonly TargetId: string;
  readonly PolicyType: EffectivePolicyType;
  readonly PolicyContent: unknown;
}

/** An account in which the policies of a type come to nothing that AWS could follow. */
interface InvalidPolicy {
  readonly AccountId: string;
  readonly AccountName: string | undefined;
  readonly PolicyType: EffectivePolicyType;
  readonly Path: string | undefined;
  readonly EvaluationTimestamp: Date | undefined;
  readonly Errors: readonly EffectivePolicyValidationError[];
}

/** Codes for an account or type in which no policy has any effect. */
const NONE = ['EffectivePolicyNotFoundException'];
const GONE = ['AccountNotFoundException', 'TargetNotFoundException'];

export const effectivePolicies = organizations.read<{ ORGANIZATIONS_EFFECTIVE_POLICIES: EffectivePolicy }>(
  'effective_policies',
  {
    doc: 'What the declarative and management policies of the organization come to in each account; one call per type and account.',
    calls: '1, 1 per 20 accounts, 1 per type and account',
    onRequest: true,
    actions: [
      'organizations:ListRoots',
      'organizations:ListAccounts',
      'organizations:DescribeEffectivePolicy',
    ],
    absent: ['UnsupportedAPIEndpointException'],
    tables: {
      ORGANIZATIONS_EFFECTIVE_POLICIES: {
        doc: 'Effective policies, one row per account and type that has any there.',
        account: 'MEMBER_ACCOUNT_ID',
        key: ({ TargetId, PolicyType }) => `${TargetId}/${PolicyType}`,
        columns: {
          MEMBER_ACCOUNT_ID: ['STRING', 'TargetId', 'Account id, twelve digits.'],
          POLICY_TYPE: ['STRING', 'PolicyType', 'Such as TAG_POLICY, DECLARATIVE_POLICY_EC2 or S3_POLICY.'],
          CONTENT: ['VARIANT', 'PolicyContent', 'The document as JSON; text where it is none.', 'object'],
          UPDATED_AT: ['TIMESTAMP_LTZ', 'LastUpdatedTimestamp', 'When it was last worked out.'],
        },
      },
    },
    async *read(context) {
      const accounts = await listAll(context, organizations, 'ListAccounts', 'Accounts');
      const items = accounts.filter(({ State, Status }) => (State ?? Status) === 'ACTIVE');
      for (const type of await effectiveTypes(context)) {
        const rows = ofEach({ items, gone: GONE, things: 'accounts' }, ({ Id = '' }) =>
          effectivePolicyOf(context, Id, type),
        );
        for await (const row of rows) yield ['ORGANIZATIONS_EFFECTIVE_POLICIES', row];
      }
    },
  },
);

export const invalidEffectivePolicies = organizations.read<{
  ORGANIZATIONS_INVALID_EFFECTIVE_POLICIES: InvalidPolicy;
}>('invalid_effective_policies', {
  doc: 'Accounts in which policies of the organization contradict each other or the rules of their type, so that they do not take.',
  calls: '1, 1 per type, 1 per invalid policy',
  actions: ['organizations:ListRoots', 'organizations:ListAccountsWithInvalidEffectivePolicy'],
  conditional: {
    'organizations:ListEffectivePolicyValidationErrors': 'there is an invalid effective policy',
  },
  absent: ['UnsupportedAPIEndpointException'],
  tables: {
    ORGANIZATIONS_INVALID_EFFECTIVE_POLICIES: {
      doc: 'Invalid effective policies, one row per account and type.',
      account: 'MEMBER_ACCOUNT_ID',
      key: ({ AccountId, PolicyType }) => `${AccountId}/${PolicyType}`,
      volatile: ['EvaluationTimestamp'],
      columns: {
        MEMBER_ACCOUNT_ID: ['STRING', 'AccountId', 'Account id, twelve digits.'],
        NAME: ['STRING', 'AccountName', 'Account name.'],
        POLICY_TYPE: ['STRING', 'PolicyType', 'Such as TAG_POLICY, DECLARATIVE_POLICY_EC2 or S3_POLICY.'],
        PATH: ['STRING', 'Path', 'Where the account is: organization, root, units, account.'],
        EVALUATED_AT: ['TIMESTAMP_LTZ', 'EvaluationTimestamp', 'When AWS last looked.'],
        ERROR_CODES: [
          'VARIANT',
          ({ Errors }) => [...new Set(Errors.flatMap(({ ErrorCode }) => ErrorCode ?? []))],
          'What is wrong, such as ELEMENTS_TOO_MANY.',
        ],
        ERRORS: ['VARIANT', 'Errors', 'Each error with its place and the policies that it comes from.'],
      },
    },
  },
  async *read(context) {
    for (const type of await effectiveTypes(context)) {
      const accounts = await invalidAccounts(context, type);
      const rows = ofEach({ items: accounts, gone: GONE, things: 'accounts' }, async (account) =>
        invalidPolicyOf(context, account, type),
      );
      for await (const row of rows) yield ['ORGANIZATIONS_INVALID_EFFECTIVE_POLICIES', row];
    }
  },
});

/** Types whose policies limit what others allow, and come to no document of their own. */
const WITHOUT_EFFECT_OF_THEIR_OWN: ReadonlySet<string> = new Set([
  'SERVICE_CONTROL_POLICY',
  'RESOURCE_CONTROL_POLICY',
]);

/** Every other type that the root has enabled, those that AWS has added since the SDK was made too. */
async function effectiveTypes(context: CollectContext): Promise<readonly EffectivePolicyType[]> {
  const roots = await readRoots(context);
  const enabled = roots.flatMap(({ PolicyTypes = [] }) => PolicyTypes).flatMap(({ Type }) => Type ?? []);
  return [...new Set(enabled)].filter(
    (type): type is EffectivePolicyType => !WITHOUT_EFFECT_OF_THEIR_OWN.has(type),
  );
}

/** Codes that say that there is none: a type that the SDK does not know may be of those that have no effect of their own. */
async function noneOf(type: EffectivePolicyType): Promise<readonly string[]> {
  const { EffectivePolicyType: known } = await organizations.sdk();
  return Object.hasOwn(known, type) ? NONE : [...NONE, 'InvalidInputException'];
}

async function effectivePolicyOf(
  context: CollectContext,
  TargetId: string,
  PolicyType: EffectivePolicyType,
): Promise<readonly EffectivePolicy[]> {
  const operation = 'DescribeEffectivePolicy';
  const answer = await unlessNotFound(await noneOf(PolicyType), () =>
    ask(context, organizations, operation, { PolicyType, TargetId }),
  );
  if (!answer) return [];
  const { PolicyContent: text, ...policy } = answer.EffectivePolicy ?? {};
  if (text === undefined) throw withoutMember(operation, 'EffectivePolicy.PolicyContent');
  return [{ ...policy, TargetId, PolicyType, PolicyContent: jsonDocument(text) }];
}

async function invalidAccounts(context: CollectContext, PolicyType: EffectivePolicyType) {
  const operation = 'ListAccountsWithInvalidEffectivePolicy';
  const accounts = await unlessNotFound(await noneOf(PolicyType), () =>
    listAll(context, organizations, operation, 'Accounts', { input: { PolicyType } }),
  );
  return accounts ?? [];
}

async function invalidPolicyOf(
  context: CollectContext,
  {
    Id: AccountId = '',
    Name: AccountName,
  }: { readonly Id?: string | undefined; readonly Name?: string | undefined },
  PolicyType: EffectivePolicyType,
): Promise<readonly InvalidPolicy[]> {
  const operation = 'ListEffectivePolicyValidationErrors';
  const member = 'EffectivePolicyValidationErrors';
  let found: Pick<InvalidPolicy, 'Path' | 'EvaluationTimestamp'> | undefined;
  // By its text, for a list that begins anew brings what was read before.
  const errors = new Map<string, EffectivePolicyValidationError>();
  await unlessNotFound(NONE, async () => {
    for await (const page of pagesOf(context, organizations, operation, {
      input: { AccountId, PolicyType },
    })) {
      found ??= { Path: page.Path, EvaluationTimestamp: page.EvaluationTimestamp };
      for (const error of requiredList(page[member], operation, member))
        errors.set(JSON.stringify(error), error);
    }
  });
  // Without any it was mended since it was listed.
  if (!found || errors.size === 0) return [];
  return [{ AccountId, AccountName, PolicyType, ...found, Errors: [...errors.values()] }];
}
