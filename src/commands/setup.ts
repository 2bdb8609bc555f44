import { readDetections } from '../detections/read-detections.ts';
import { configError } from '../errors.ts';
import { applyAccount, HAND_OVER, isAdministrator } from '../setup/account/apply-account.ts';
import { applyDetections } from '../setup/detections/apply-detections.ts';
import { DEFAULT_NAMES, type DetectionSet, type Installation } from '../setup/installation.ts';
import { applySchema } from '../setup/schema/apply-schema.ts';
import { SETUP_PARTS, type SetupPart, setupScript } from '../setup/sections.ts';
import { applySnowAlertViews } from '../setup/snowalert/apply-snowalert.ts';
import { type SchemaReference, storedName } from '../snowflake/identifiers.ts';
import type { SnowflakeSession } from '../snowflake/session.ts';
import { refreshShared } from './access/refresh-shared.ts';
import type { Arguments, Command, CommandContext } from './command.ts';
import { flagValues, textOf } from './flags.ts';
import { progressLine } from './progress/progress-line.ts';
import { watchStatements } from './progress/statements-progress.ts';
import { detectionsSchemaOf, schemaOf, withDatabase } from './session.ts';
import { readCredential } from './setup-credential.ts';

/** Creates or upgrades every object an installation needs. */
export const setup: Command = {
  name: 'setup',
  usage: '',
  doc: 'Create or upgrade what snowcensus needs in Snowflake. Safe to repeat; drops nothing.',
  notes:
    'The account part (database, warehouse, roles, service user, policies) is the administrators’; a login that may not ' +
    'use USERADMIN leaves it to them. The schema part (stage, tables, views, grants) is done in the owner’s role.\n' +
    'With --print it contacts nobody and writes plain SQL that an administrator can review and run in a worksheet.',
  flags: {
    print: { type: 'boolean', doc: 'Print the SQL instead of running it.' },
    part: {
      type: 'string',
      value: 'account|schema',
      doc: 'Only what administrators do, or only what the owner does.',
    },
    auth: {
      type: 'string',
      value: 'method',
      doc: 'How the service user logs in: key-pair, workload-identity, oauth or pat.',
    },
    'public-key-file': { type: 'string', value: 'file', doc: 'Of key-pair: the public key, PEM.' },
    'aws-role-arn': {
      type: 'string',
      value: 'arn',
      doc: 'Of workload-identity: the role the process runs as in AWS.',
    },
    'authentication-policy': { type: 'boolean', doc: 'Let the service user log in by that method only.' },
    'allow-ip': {
      type: 'string',
      multiple: true,
      value: 'address',
      doc: 'Let the service user in from this address or range only; may be given more than once.',
    },
    'credit-quota': {
      type: 'string',
      value: 'credits',
      doc: 'Stop the warehouse at so many credits a month.',
    },
    'no-detections': { type: 'boolean', doc: 'Leave the detections and their schema out.' },
    detections: {
      type: 'string',
      value: 'folder',
      doc: 'Install the detections of this folder beside those that come with the program.',
    },
    'snowalert-views': {
      type: 'string',
      value: 'schema',
      doc: 'Make views under the names of SnowAlert’s aws_collect in this schema, for its rules.',
    },
    user: { type: 'string', value: 'name', doc: `Service user (${DEFAULT_NAMES.user}).` },
    'owner-role': {
      type: 'string',
      value: 'name',
      doc: `Role that owns the schema (${DEFAULT_NAMES.owner}).`,
    },
    'loader-role': { type: 'string', value: 'name', doc: `Role of the runs (${DEFAULT_NAMES.loader}).` },
    'reader-role': {
      type: 'string',
      value: 'name',
      doc: `Role of those who read (${DEFAULT_NAMES.reader}).`,
    },
  },

  async run(context, args) {
    if (args.flags.print) {
      context.print(setupScript(await installationOf(context, args), partOf(args)));
      return 0;
    }
    context.print(`${await setUp(context, args)}\n`);
    return 0;
  },
};

/** Sets up what an installation needs, or one part of it, and shows how far it is. Gives what to do next. */
export async function setUp(context: CommandContext, args: Arguments): Promise<string> {
  const installation = await installationOf(context, args);
  const part = partOf(args);
  const line = progressLine(context, false);
  const watched = watchStatements(context, line);
  await withDatabase(watched, { command: 'setup' }, async ({ session }) => {
    if (part !== 'schema') await setUpAccount(context, session, installation, part);
    if (part === 'account') return;
    const { from, statements, strangers, futureGrants } = await applySchema(session, installation);
    const { database, schema } = installation.schema;
    context.log.info('the schema is set up', {
      schema: `${database}.${schema}`,
      from,
      changes: statements,
    });
    if (strangers.length > 0) {
      context.log.warn(
        'the loader may change tables that are not of snowcensus: earlier versions granted it that on every new table',
        {
          tables: strangers,
          hint: `REVOKE INSERT, DELETE ON TABLE … FROM ROLE ${installation.roles.loader}`,
        },
      );
    }
    if (futureGrants.length > 0) {
      context.log.warn(
        'future grants of an earlier version switch off those that others have of the database, for what is made in the schema',
        { grants: futureGrants, hint: HAND_OVER },
      );
    }
    const { detections } = installation;
    if (detections) {
      const changes = await applyDetections(session, installation, detections);
      const { all, schema: own } = detections;
      context.log.info('the detections are set up', {
        schema: `${own.database}.${own.schema}`,
        detections: all.length,
        changes,
      });
    }
    await makeSnowAlertViews(context, session, installation);
    await refreshShared(context, session, installation);
  }).finally(() => line.end());
  return nextStep(installation, part);
}

function nextStep({ roles }: Installation, part: SetupPart | undefined): string {
  if (part === 'account') return `next: snowcensus setup --part schema, in the role ${roles.owner}`;
  return `next: snowcensus connections add AWS_ACCOUNTS --module aws_accounts …, in the role ${roles.owner}; docs/first-hour.md has each step`;
}

async function makeSnowAlertViews(
  context: CommandContext,
  session: SnowflakeSession,
  installation: Installation,
): Promise<void> {
  const { snowAlert } = installation;
  if (snowAlert === undefined) return;
  const { statements, unread } = await applySnowAlertViews({ session, schema: snowAlert }, installation);
  const schema = `${snowAlert.database}.${snowAlert.schema}`;
  context.log.info('the SnowAlert views are set up', { schema, changes: statements });
  if (unread.length === 0) return;
  context.log.warn('SnowAlert views are left out: nothing of what they show has been read yet', {
    schema,
    views: unread,
    hint: 'Run the connections, and this again: an empty view would tell its rules that there is nothing.',
  });
}

async function setUpAccount(
  context: CommandContext,
  session: SnowflakeSession,
  installation: Installation,
  part: SetupPart | undefined,
): Promise<void> {
  if (await isAdministrator(session)) {
    const statements = await applyAccount(session, installation);
    context.log.info('the account is set up', { statements });
  } else if (part === 'account') {
    throw configError('this login may not use the role USERADMIN', { hint: HAND_OVER });
  } else {
    context.log.info('the account part is left to administrators: this login may not use USERADMIN');
  }
}

async function installationOf(context: CommandContext, args: Arguments): Promise<Installation> {
  const named = (flag: string, otherwise: string) => storedName(textOf(args, flag) ?? otherwise);
  const credential = await readCredential({
    auth: textOf(args, 'auth'),
    publicKeyFile: textOf(args, 'public-key-file'),
    awsRoleArn: textOf(args, 'aws-role-arn'),
  });
  if (args.flags['authentication-policy'] && !credential)
    throw configError('--authentication-policy needs --auth, to know what to allow');
  return {
    schema: schemaOf(context),
    warehouse: storedName(context.settings.snowflake.warehouse ?? DEFAULT_NAMES.warehouse),
    roles: {
      owner: named('owner-role', DEFAULT_NAMES.owner),
      loader: named('loader-role', DEFAULT_NAMES.loader),
      reader: named('reader-role', DEFAULT_NAMES.reader),
    },
    user: named('user', DEFAULT_NAMES.user),
    credential,
    creditQuota: creditsOf(textOf(args, 'credit-quota')),
    allowedAddresses: flagValues(args, 'allow-ip') ?? [],
    authenticationPolicy: args.flags['authentication-policy'] === true,
    detections: detectionsOf(context, args),
    snowAlert: snowAlertOf(context, args),
  };
}

function detectionsOf(context: CommandContext, args: Arguments): DetectionSet | undefined {
  const folder = textOf(args, 'detections');
  if (!args.flags['no-detections']) {
    return { schema: detectionsSchemaOf(context), all: readDetections(folder) };
  }
  if (folder === undefined) return undefined;
  throw configError('--no-detections leaves out what --detections names', { hint: 'Give one of the two.' });
}

function snowAlertOf(context: CommandContext, args: Arguments): SchemaReference | undefined {
  const schema = textOf(args, 'snowalert-views');
  return schema === undefined ? undefined : { ...schemaOf(context), schema: storedName(schema) };
}

function partOf(args: Arguments): SetupPart | undefined {
  const text = textOf(args, 'part');
  const part = SETUP_PARTS.find((candidate) => candidate === text);
  if (text !== undefined && part === undefined)
    throw configError(`--part takes ${SETUP_PARTS.join(' or ')}, not ${text}`);
  return part;
}

function creditsOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const credits = Number(text);
  if (!Number.isInteger(credits) || credits < 1)
    throw configError(`--credit-quota takes a whole number of credits, not ${text}`);
  return credits;
}
