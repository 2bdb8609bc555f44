import { ACCOUNTS, INVENTORY, install } from '../installation/installation.ts';
import { makeModelAccount, modelAccount } from '../sandbox/aws/world/plant-model-account.ts';
import { makeModelServices } from '../sandbox/aws/world/plant-model-services.ts';
import { MODELLED_IAM, MODELLED_REGION, type OtherTool } from './modelled.ts';
import { type ServiceCalls, serviceCalls } from './service-calls.ts';

type Calls = Readonly<Record<string, number>>;

/** Calls by operation, as the sandbox saw them. */
interface Counted {
  /** IAM calls for the model account. */
  readonly iam: Calls;
  /** Calls for a region in which the account has nothing, in the first run and in those that follow. */
  readonly firstRun: Calls;
  readonly nextRuns: Calls;
  /** Of services in which a list does not tell all. */
  readonly services: Readonly<Record<string, ServiceCalls>>;
}

const EMPTY_REGION = 'eu-north-1';

/** Counts the calls of two inventory runs of the real connector over the model account. */
async function countCalls(): Promise<Counted> {
  const installation = await install({ accounts: 3, inventory: [`regions: [us-east-1, ${EMPTY_REGION}]`] });
  try {
    const { aws, world } = installation.sandbox;
    const member = [...world.accounts.values()].findLast(({ state }) => state === 'ACTIVE');
    if (!aws || !member) throw new Error('the sandbox has no active account');
    makeModelAccount(world, member.id);
    makeModelServices(world, member.id, 'us-east-1');
    await installation.run(ACCOUNTS);
    const countRun = async (): Promise<{ account: Calls; region: Calls }> => {
      aws.resetMetrics();
      await installation.run(INVENTORY);
      const inRegion = aws.metrics.log.filter(
        ({ accountId, region }) => accountId === member.id && region === EMPTY_REGION,
      );
      const names = inRegion.map(({ service, operation }) => `${service}:${operation}`);
      return { account: { ...aws.metrics.byAccountAction(member.id) }, region: tally(names) };
    };
    const first = await countRun();
    const next = await countRun();
    const iam = Object.entries(first.account).filter(([action]) => action.startsWith('iam:'));
    return {
      iam: Object.fromEntries(iam),
      firstRun: first.region,
      nextRuns: next.region,
      services: serviceCalls(first.account),
    };
  } finally {
    await installation.close();
  }
}

/** Runs the count and prints it, beside the modelled numbers of others. */
export async function benchCalls(json: boolean): Promise<void> {
  const counted = await countCalls();
  process.stdout.write(json ? `${JSON.stringify(machineReadable(counted))}\n` : readable(counted));
}

function machineReadable({ iam, firstRun, nextRuns, services }: Counted): object {
  return {
    modelAccount,
    total: total(iam),
    byAction: iam,
    modelled: Object.fromEntries(MODELLED_IAM.map(({ name, calls }) => [name, calls])),
    others: MODELLED_IAM,
    services,
    emptyRegion: { firstRun, nextRuns, modelled: MODELLED_REGION },
  };
}

function readable({ iam, firstRun, nextRuns, services }: Counted): string {
  const { users, usersWithKeys, accessKeys, groups, roles, policies, attachments } = modelAccount;
  return (
    `IAM calls for one account: ${users} users, ${usersWithKeys} of them with ${accessKeys} access keys, ${groups} groups, ` +
    `${roles} roles, ${policies} managed policies, ${attachments} attachments\n\n` +
    table([['snowcensus', total(iam), 'counted'], ...MODELLED_IAM.map(asRow)]) +
    '\nFacts differ: Fix Inventory, for one, has no serial numbers of MFA devices, and Cartography reads fewer.\n\n' +
    'Calls for one region in which an account has nothing: all that we read there, twelve kinds of EC2 for others\n\n' +
    table([
      ['snowcensus, first run', total(firstRun), 'counted: one for each collector'],
      ['snowcensus, next runs', total(nextRuns), `counted: ${Object.keys(nextRuns).join(', ')}`],
      ...modelled(MODELLED_REGION),
    ]) +
    '\ncounted: by the sandbox, in this run. modelled: from published sources; nothing was run. computed: by the catalogue.\n\n' +
    `Calls for what lists do not tell, in one region\n\n${servicesTable(services)}\n` +
    `snowcensus, IAM by operation\n${table(Object.entries(iam).sort(([, a], [, b]) => b - a))}`
  );
}

/** Counted, beside the walk that asks everything of each thing. */
function servicesTable(services: Counted['services']): string {
  return Object.entries(services)
    .map(
      ([name, { things, calls, perThing, plainWalk }]) =>
        `${`${name}, ${things}`.padEnd(44)} ${String(calls).padStart(5)}  counted: ${perThing}\n` +
        `${'  a walk that asks everything of each'.padEnd(44)} ${String(plainWalk).padStart(5)}  computed\n`,
    )
    .join('');
}

function asRow({ name, version, calls, how }: OtherTool): readonly [string, number, string] {
  return [`${name} ${version}`, calls, how];
}

function modelled(calls: Calls): readonly [string, number, string][] {
  return Object.entries(calls).map(([name, count]) => [name, count, 'modelled']);
}

function table(rows: readonly (readonly [name: string, calls: number, how?: string])[]): string {
  return rows
    .map(([name, calls, how]) =>
      `${name.padEnd(36)} ${calls.toLocaleString('en').padStart(7)}  ${how ?? ''}`.trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join('');
}

function tally(names: readonly string[]): Calls {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

function total(calls: Calls): number {
  return Object.values(calls).reduce((sum, count) => sum + count, 0);
}
