import { configError } from '../errors.ts';
import { DEFAULT_NAMES } from '../setup/installation.ts';
import type { Arguments, Command, CommandContext } from './command.ts';
import { flagValues, textOf } from './flags.ts';
import { askYes } from './form.ts';
import { printFirstAnswers } from './init/first-answers.ts';
import { asService, inRole } from './init/identities.ts';
import { ACCOUNTS, addConnections, existingConnections, INVENTORY, waysOf } from './init/init-connections.ts';
import { serviceKey } from './init/key-pair.ts';
import { AGAIN, personOf } from './init/person.ts';
import { writeSettings } from './init/settings-file.ts';
import { waitForRoles } from './init/wait-for-roles.ts';
import { writeRoles } from './init/write-roles.ts';
import { PLATFORMS } from './roles/hub.ts';
import { runNow } from './run.ts';
import { setUp, setup } from './setup.ts';

const DEFAULT_DIRECTORY = 'snowcensus';

/** One path from nothing to the first answers. What is done already is found done, so it may be left anywhere. */
export const init: Command = {
  name: 'init',
  usage: '',
  doc: 'Go from nothing to the first answers, step by step; safe to leave and to take up again.',
  notes:
    'Log in as who may set up Snowflake (SNOWFLAKE_ACCOUNT, SNOWFLAKE_USER, a key or token, SNOWFLAKE_ROLE=ACCOUNTADMIN), ' +
    'with AWS credentials that may assume the first role. It sets up Snowflake, makes a key for the service user, adds ' +
    'the connections AWS_ACCOUNTS and AWS_INVENTORY, writes the templates of their roles, checks until they are deployed, ' +
    'runs both as the service user, and asks the first questions. Before each step it says what it is about to do.\n' +
    'Exit code: 0 or 2 as of run, 1 when it cannot go on yet; the same command goes on from there.',
  flags: {
    'source-role-arn': {
      type: 'string',
      value: 'arn',
      doc: 'Role that the process has or assumes first.',
    },
    'organization-role-arn': {
      type: 'string',
      value: 'arn',
      doc: 'Role in the management account; it need not exist yet.',
    },
    'member-role-name': {
      type: 'string',
      value: 'name',
      doc: 'Role in every account (snowcensus-member); it need not exist yet.',
    },
    'organizational-unit': {
      type: 'string',
      multiple: true,
      value: 'id',
      doc: 'Unit or root whose accounts get the member role; may be given more than once.',
    },
    regions: {
      type: 'string',
      multiple: true,
      value: 'name',
      doc: 'Regions to read; all that an account has enabled without it. May be given more than once.',
    },
    'runs-on': {
      type: 'string',
      value: 'platform',
      doc: `Print the source role as well, for ${PLATFORMS.join(', ')}.`,
    },
    'oidc-provider': { type: 'string', value: 'arn', doc: 'With eks-irsa: the cluster’s provider in IAM.' },
    'service-account': {
      type: 'string',
      value: 'namespace/name',
      doc: 'With eks-irsa: the service account of the pod.',
    },
    directory: {
      type: 'string',
      value: 'directory',
      doc: `Where key, settings and templates are kept (${DEFAULT_DIRECTORY}).`,
    },
    wait: { type: 'string', value: 'minutes', doc: 'Wait so long for the roles to be deployed (0).' },
    print: { type: 'boolean', doc: 'Print the SQL of all steps instead of doing them.' },
    yes: { type: 'boolean', doc: 'Ask nothing.' },
  },

  async run(context, args) {
    const minutes = minutesOf(textOf(args, 'wait'));
    if (args.flags.print) return printAll(context, args);
    const directory = textOf(args, 'directory') ?? DEFAULT_DIRECTORY;
    const key = await setUpSnowflake(context, args, directory);

    const owner = inRole(context, DEFAULT_NAMES.owner);
    const existing = await existingConnections(owner);
    const ways = await waysOf(owner, args, existing);
    title(
      context,
      2,
      `connections ${ACCOUNTS} and ${INVENTORY}, each a table whose COMMENT says what it reads`,
    );
    await agree(context, args);
    await addConnections(owner, existing, ways, { regions: flagValues(args, 'regions'), print: false });

    title(context, 3, `templates of the roles that they enter, in ${directory}`);
    await writeRoles(owner, {
      directory,
      ...ways,
      organizationalUnits: flagValues(args, 'organizational-unit'),
      hub: args.flags['runs-on'] === undefined ? undefined : args.flags,
    });

    const service = asService(context, key.privateKey);
    const settings = await writeSettings(service, {
      directory,
      privateKeyFile: key.privateKeyFile,
      person: context,
    });
    title(context, 4, 'the accounts: check, then read');
    await waitForRoles(service, ACCOUNTS, minutes);
    await runOnce(service, ACCOUNTS);
    title(context, 5, 'the inventory: check some accounts, then read all');
    await waitForRoles(service, INVENTORY, minutes);
    const code = await runOnce(service, INVENTORY);

    title(context, 6, 'first answers');
    await printFirstAnswers(owner);
    context.print(nextSteps(settings));
    return code;
  },
};

/** The key of the service user, once Snowflake is set up for it. */
async function setUpSnowflake(context: CommandContext, args: Arguments, directory: string) {
  title(
    context,
    1,
    'Snowflake: database, warehouse, roles, service user, tables and views (`snowcensus setup --print` shows the SQL)',
  );
  await agree(context, args);
  const key = await serviceKey(directory);
  context.print(`   ${key.isOld ? 'uses' : 'made'} the key ${key.privateKeyFile}\n`);
  await setUp(context, {
    positionals: [],
    flags: { auth: 'key-pair', 'public-key-file': key.publicKeyFile },
  });
  context.print('   set up\n');
  return key;
}

async function printAll(context: CommandContext, args: Arguments): Promise<number> {
  const nothing = { names: new Set<string>(), ways: {} };
  const ways = await waysOf(context, args, nothing);
  await setup.run(context, { positionals: [], flags: { print: true } });
  await addConnections(context, nothing, ways, { regions: flagValues(args, 'regions'), print: true });
  return 0;
}

async function runOnce(context: CommandContext, connection: string): Promise<number> {
  const code = await runNow(context, { positionals: [connection], flags: {} });
  if (code !== 1) return code;
  throw configError(`the run of ${connection} read nothing or was not published`, {
    hint: `See what it says above; then go on with \`${AGAIN}\`.`,
  });
}

function title(context: CommandContext, number: number, text: string): void {
  context.print(`\n${number} of 6  ${text}\n`);
}

async function agree(context: CommandContext, { flags }: Arguments): Promise<void> {
  if (flags.yes) return;
  const terminal = personOf(context);
  if (!terminal) throw configError('--yes is missing: nobody is there to be asked');
  if (!(await askYes(terminal, 'Do it?'))) {
    throw configError('left', { hint: `Go on another time with \`${AGAIN}\`.` });
  }
}

function minutesOf(text: string | undefined): number {
  const minutes = Number(text ?? 0);
  if (Number.isFinite(minutes) && minutes >= 0) return minutes;
  throw configError(`--wait ${text} is not a number of minutes`, { hint: 'Try: --wait 30' });
}

function nextSteps(settings: string): string {
  return [
    '\nNext:',
    `   npm start -- --config ${settings}   keeps the schedules and serves the status page`,
    `   npm run -s snowcensus -- status --config ${settings}   tells how all stands`,
    `   GRANT ROLE ${DEFAULT_NAMES.reader} TO … lets others read; docs/writing-detections.md has questions to ask\n`,
  ].join('\n');
}
