import type { Finding } from '../../src/check/finding.ts';
import { check as command } from '../../src/commands/check.ts';
import { letLoad } from '../../src/setup/schema/connection-loaders.ts';
import { runCommand, setAwsEnvironment } from '../commands/in-process.ts';
import { ACCOUNTS, INVENTORY, type Installation, install } from '../installation/installation.ts';
import { SERVICE } from '../installation/service-account.ts';
import type { IamState, PolicyDocument, World } from '../sandbox/aws/contract.ts';
import { RAISED_QUOTAS } from '../sandbox/aws/throttle-limits.ts';
import { accountOf } from '../sandbox/aws/world/plant.ts';

export type Env = Readonly<Record<string, string>>;

/** What `check --json` came to. */
export interface Checked {
  readonly code: number | null;
  readonly findings: readonly Finding[];
  readonly stderr: string;
}

/** A small organization that is all well, to be spoilt in one place at a time. */
export interface Checkable {
  readonly installation: Installation;
  readonly world: World;
  readonly env: Env;
  /** The account that the process starts from, and those that it only reads. */
  readonly hub: string;
  readonly members: readonly [string, string];
  /** Moves AWS's clock on, or back. */
  shiftClock(minutes: number): void;
  check(connection: string, ...args: readonly string[]): Promise<Checked>;
  /** The same with other settings. */
  checkWith(env: Env, connection: string, ...args: readonly string[]): Promise<Checked>;
  /** Makes a connection of these options, as YAML lines; its name. */
  connect(...options: readonly string[]): Promise<string>;
  /** Everything as it was at first. */
  restore(): void;
  close(): Promise<void>;
}

/** Few collectors, of each scope and with an action that only some reads need. */
const COLLECTORS =
  '[iam.account_summary, iam.authorization_details, iam.saml_providers, ec2.regions, ec2.vpcs]';

export async function startCheckable(): Promise<Checkable> {
  let offset = 0;
  const installation = await install({
    accounts: 4,
    awsClock: () => new Date(Date.now() + offset),
    inventory: [
      'regions: [us-east-1, eu-west-1]',
      `collectors: ${COLLECTORS}`,
      'exclude:',
      '  names: [Management]',
    ],
  });
  const { sandbox } = installation;
  const { world, aws } = sandbox;
  const env = { ...sandbox.env, AWS_MAX_ATTEMPTS: '3', SNOWCENSUS_AWS_RATE: String(RAISED_QUOTAS) };
  const hub = world.entry.sourceRoleArn.split(':')[4] ?? '';
  const others = [...world.accounts.values()].filter(({ id, isManagement }) => !isManagement && id !== hub);
  const [one, two] = others.map(({ id }) => id);
  if (one === undefined || two === undefined) throw new Error('the world is too small');
  for (const account of world.accounts.values()) account.state = 'ACTIVE';
  accountOf(world, world.managementAccountId).name = 'Management';
  const kept = [...world.accounts.values()].map((account) => {
    const { roles, users } = account.iam();
    return { account, iam: structuredClone({ roles, users }) };
  });
  const policies = structuredClone(world.serviceControlPolicies);
  await installation.run(ACCOUNTS);

  async function checkWith(given: Env, connection: string, ...args: readonly string[]): Promise<Checked> {
    setAwsEnvironment(given);
    const { code, stdout, stderr } = await runCommand(command, given, [connection, '--json', ...args]);
    const findings = stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Finding);
    return { code, findings, stderr };
  }

  return {
    installation,
    world,
    env,
    hub,
    members: [one, two],
    shiftClock: (minutes) => {
      offset = minutes * 60_000;
    },
    check: (connection, ...args) => checkWith(env, connection, ...args),
    checkWith,
    async connect(...options) {
      const name = 'CHECKED_CONNECTION';
      await installation.client.query(
        `CREATE OR REPLACE TABLE ${name} (RAW VARIANT) COMMENT = '${options.join('\n')}'`,
      );
      await installation.client.query(letLoad(SERVICE.schema, name, SERVICE.roles.loader));
      return name;
    },
    restore() {
      offset = 0;
      aws?.faults.clear();
      sandbox.snowflake.faults.clear();
      world.inOrganization = true;
      world.delegatedAdministrators.clear();
      world.serviceControlPolicies.splice(
        0,
        world.serviceControlPolicies.length,
        ...structuredClone(policies),
      );
      for (const { account, iam } of kept)
        account.changeIam((state) => replaceWith(state, structuredClone(iam)));
    },
    close: () => installation.close(),
  };
}

function replaceWith(state: IamState, { roles, users }: Pick<IamState, 'roles' | 'users'>): void {
  state.roles.clear();
  for (const [name, role] of roles) state.roles.set(name, role);
  state.users.clear();
  for (const [name, user] of users) state.users.set(name, user);
}

/** Changes a role of the way in, wherever it is. */
export function changeRole(
  world: World,
  accountId: string,
  name: string,
  change: { trustPolicy?: PolicyDocument; allows?: PolicyDocument; boundary?: string },
): void {
  accountOf(world, accountId).changeIam(({ roles }) => {
    const role = roles.get(name);
    if (!role) throw new Error(`${accountId} has no role ${name}`);
    if (change.trustPolicy) role.trustPolicy = change.trustPolicy;
    if (change.allows) role.inlinePolicies = [{ PolicyName: 'test', Document: change.allows }];
    if (change.boundary) role.permissionsBoundaryArn = change.boundary;
  });
}

export { ACCOUNTS, INVENTORY };
