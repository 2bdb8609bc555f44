import { ACCOUNTS, INVENTORY, install } from '../e2e/installation.ts';
import { makeModelAccount, modelAccount } from '../sandbox/aws/world/plant-model-account.ts';

/**
 * What other inventories need for IAM's facts of such an account. Nobody ran them: the numbers follow from the call
 * patterns in their published sources, with full pages of 100 and, in their favour, two groups and ten policies less.
 */
const MODELLED: Readonly<Record<string, number>> = {
  SnowAlert: 3_656,
  Cartography: 1_697,
  Steampipe: 1_485,
  Prowler: 1_464,
  'baton-aws': 1_163,
  CloudQuery: 1_075,
  'Fix Inventory': 59,
};

/** Counts the IAM calls of one inventory run of the real connector over the model account, as the sandbox saw them. */
async function countCalls(): Promise<{
  readonly byAction: Readonly<Record<string, number>>;
  readonly total: number;
}> {
  const installation = await install({ accounts: 6, inventory: ['regions: [us-east-1]'] });
  try {
    const { aws, world } = installation.sandbox;
    const member = [...world.accounts.values()].findLast(({ state }) => state === 'ACTIVE');
    if (!aws || !member) throw new Error('the sandbox has no active account');
    makeModelAccount(world, member.id);
    await installation.run(ACCOUNTS);
    aws.resetMetrics();
    await installation.run(INVENTORY, '--account', member.id, '--collector', 'iam.*');
    const actions = Object.entries(aws.metrics.byAccountAction(member.id));
    const byAction = Object.fromEntries(actions.filter(([action]) => action.startsWith('iam:')));
    return { byAction, total: Object.values(byAction).reduce((sum, count) => sum + count, 0) };
  } finally {
    await installation.close();
  }
}

/** Runs the count and prints it, beside the modelled numbers of others. */
export async function benchCalls(json: boolean): Promise<void> {
  const { byAction, total } = await countCalls();
  if (json) {
    process.stdout.write(`${JSON.stringify({ modelAccount, total, byAction, modelled: MODELLED })}\n`);
    return;
  }
  const { users, usersWithKeys, accessKeys, groups, roles, policies, attachments } = modelAccount;
  const model =
    `${users} users, ${usersWithKeys} of them with ${accessKeys} access keys, ${groups} groups, ` +
    `${roles} roles, ${policies} managed policies, ${attachments} attachments`;
  const others = Object.entries(MODELLED).map(([name, calls]) => [name, calls, 'modelled'] as const);
  const compared = [['snowcensus', total, 'counted'] as const, ...others]
    .map(([name, calls, how]) => `${name.padEnd(36)} ${number(calls)}  ${how}`)
    .join('\n');
  const listed = Object.entries(byAction)
    .sort(([, a], [, b]) => b - a)
    .map(([action, calls]) => `${action.padEnd(36)} ${number(calls)}`)
    .join('\n');
  process.stdout.write(
    `IAM calls for one account: ${model}\n\n${compared}\n\n` +
      'counted: by the sandbox, in this run. modelled: from published sources; nothing was run.\n' +
      'Facts differ a little: Fix Inventory, for one, has no serial numbers of MFA devices.\n\n' +
      `snowcensus, by operation\n${listed}\n`,
  );
}

function number(calls: number): string {
  return calls.toLocaleString('en').padStart(7);
}
