import { type Connection, findConnection } from '../connections/connection.ts';
import type { PlannedAccount } from '../connectors/connector.ts';
import { connectorOf, readConnection, readConnections } from '../connectors/index.ts';
import { onlyAccounts, planAccounts } from '../run/plan-accounts.ts';
import type { Database } from '../snowflake/database.ts';
import { listConnectionTables } from '../snowflake/schema.ts';
import type { Arguments, Command, CommandContext } from './command.ts';
import { namedConnection } from './connections/find-table.ts';
import { flagValues } from './flags.ts';
import { jsonLine } from './json-line.ts';
import { describeUpdates } from './roles/describe-updates.ts';
import { PLATFORMS, printedHub } from './roles/hub.ts';
import { printedRole } from './roles/print.ts';
import { isOutdated, readUpdates } from './roles/update.ts';
import { withDatabase, withWarehouse } from './session.ts';

/** Prints what must be deployed in AWS for a connection, or how what is deployed differs from it. */
export const roles: Command = {
  name: 'roles',
  usage: '<connection>',
  doc: 'Print the role that one connection enters, as a template to deploy in AWS.',
  notes:
    'The role’s name, external id and trusted principal are the connection’s. The trusted principal is the last role before ' +
    'it, or else who AWS says we are. With --update nothing is printed but what has changed since the role was deployed, ' +
    'in every account that a run would read or those of --account, and what Deny statements of its policies name. Exit code ' +
    'then: 0 nothing has changed, 2 the role is to be deployed again, 1 it could not be read everywhere. A template is ' +
    'deployed with: aws cloudformation deploy --stack-name snowcensus --capabilities CAPABILITY_NAMED_IAM ' +
    '--template-file <file>; that of a StackSet in the management account.',
  flags: {
    format: {
      type: 'string',
      value: 'format',
      doc: 'cloudformation, stackset, terraform or policy; stackset for members, else cloudformation.',
    },
    for: {
      type: 'string',
      value: 'audience',
      doc: 'member (one account), members (all of them), organization, identity-center or hub (the process itself); what fits the connection.',
    },
    'trusted-principal': {
      type: 'string',
      multiple: true,
      value: 'arn',
      doc: 'Whom the role is to trust; may be given more than once.',
    },
    'external-id': { type: 'string', value: 'id', doc: 'The external id, where not the connection’s.' },
    'organizational-unit': {
      type: 'string',
      multiple: true,
      value: 'id',
      doc: 'Unit or root whose accounts get the member role; may be given more than once.',
    },
    'delegated-admin': {
      type: 'boolean',
      doc: 'The StackSet is deployed by a delegated administrator, not in the management account.',
    },
    'runs-on': {
      type: 'string',
      value: 'platform',
      doc: `hub: what has the role: ${PLATFORMS.join(', ')}; else --trusted-principal, or who we are.`,
    },
    'oidc-provider': { type: 'string', value: 'arn', doc: 'hub on eks-irsa: the cluster’s provider in IAM.' },
    'service-account': {
      type: 'string',
      value: 'namespace/name',
      doc: 'hub on eks-irsa: the service account of the pod.',
    },
    update: { type: 'boolean', doc: 'Say what has changed since the role was deployed.' },
    account: {
      type: 'string',
      multiple: true,
      value: 'id',
      doc: 'update: look in this account only; may be given more than once.',
    },
    json: { type: 'boolean', doc: 'update: print one line of JSON.' },
  },

  async run(context, args) {
    if (!args.flags.update) {
      const { name } = await printTemplate(context, args);
      // Not on standard output, which is the template.
      const file =
        'aws cloudformation deploy --template-file … --stack-name … --capabilities CAPABILITY_NAMED_IAM';
      context.log.info('deploy it, then check that it lets us in', {
        deploy: args.flags.format === 'terraform' ? 'terraform apply' : file,
        next: `snowcensus check ${name}`,
      });
      return 0;
    }
    const { connection, accounts } = await withWarehouse(context, { command: 'roles' }, async (database) => {
      const { connection: meant } = await connectionsOf(database, args);
      return { connection: meant, accounts: await accountsOf(args, meant, database) };
    });
    const updates = await readUpdates(context, connection, accounts, args.flags.json === true);
    context.print(args.flags.json ? jsonLine(updates) : describeUpdates(updates));
    if (updates.some(({ problem }) => problem !== null)) return 1;
    return updates.some(isOutdated) ? 2 : 0;
  },
};

/** Prints the template of the role that the connection enters, or of the process itself, and gives the connection. */
export async function printTemplate(context: CommandContext, args: Arguments): Promise<Connection> {
  const { connection, others } = await withDatabase(context, { command: 'roles' }, (database) =>
    connectionsOf(database, args),
  );
  context.print(
    args.flags.for === 'hub'
      ? await printedHub(context, args, connection, others)
      : await printedRole(context, args, connection),
  );
  return connection;
}

/** The connection that is meant, and all that there are. */
async function connectionsOf(
  database: Database,
  args: Arguments,
): Promise<{ readonly connection: Connection; readonly others: readonly Connection[] }> {
  const tables = await listConnectionTables(database);
  const read = readConnection(findConnection(namedConnection('roles', args.positionals), tables));
  if (!read.ok) throw read.error;
  return {
    connection: read.connection,
    others: readConnections(tables).flatMap((result) => (result.ok ? [result.connection] : [])),
  };
}

/** Connections that the arguments name, or all that a run would read. */
async function accountsOf(
  args: Arguments,
  connection: Connection,
  database: Database,
): Promise<readonly PlannedAccount[]> {
  const connector = connectorOf(connection);
  const { accounts } = await planAccounts(database, connector, connection);
  const only = flagValues(args, 'account');
  return only
    ? onlyAccounts(connection.name, accounts, only)
    : accounts.filter(({ verdict }) => verdict === undefined);
}
