import { accountsConnection, type Connection, newConnectionName } from '../../connections/connection.ts';
import { enteredRole, randomExternalId, sharedExternalId } from '../../connections/external-id.ts';
import { optionFacts } from '../../connections/option-facts.ts';
import { retentionDays } from '../../connections/options.ts';
import { newComment, type OptionChanges } from '../../connections/write-comment.ts';
import type { Connector } from '../../connectors/connector.ts';
import { CONNECTORS, readConnection, readConnections } from '../../connectors/index.ts';
import { configError } from '../../errors.ts';
import { DEFAULT_NAMES } from '../../setup/installation.ts';
import { letLoad, loadersOf } from '../../setup/schema/connection-loaders.ts';
import type { Database } from '../../snowflake/database.ts';
import { createNewTable } from '../../snowflake/ddl.ts';
import type { SchemaReference } from '../../snowflake/identifiers.ts';
import { listConnectionTables } from '../../snowflake/schema.ts';
import { counted } from '../../text/figures.ts';
import type { Arguments, CommandContext } from '../command.ts';
import { askChoice, askText, terminalOf } from '../form.ts';
import { jsonLine } from '../json-line.ts';
import { schemaOf, withDatabase } from '../session.ts';
import { askOptions } from './ask-options.ts';
import { checked } from './checked.ts';
import { flaggedOptions, flagOf } from './option-flags.ts';

/** Decisions of a person about a new connection. */
interface Wish {
  readonly name: string;
  readonly connector: Connector;
  readonly options: OptionChanges;
}

/** Creates a connection table, and says what is to be done next. */
export async function addConnection(context: CommandContext, args: Arguments): Promise<number> {
  const name = await makeConnection(context, args);
  if (!args.flags.print && !args.flags.json) {
    context.print(
      `next: snowcensus roles ${name}, deploy what it prints, then snowcensus check ${name}, then snowcensus run ${name}\n`,
    );
  }
  return 0;
}

/**
 * Name of the new connection. One statement makes its table, once its options are valid, and the role that loads the other
 * connections may load this one. With the flag `print` the SQL is printed instead.
 */
export async function makeConnection(context: CommandContext, args: Arguments): Promise<string> {
  const wish = await wishOf(context, args);
  if (args.flags.print) {
    const [{ name }, create] = planned(context, wish, []);
    const statement = [create, letLoad(schemaOf(context), name, DEFAULT_NAMES.loader)].join(';\n\n');
    context.print(args.flags.json ? jsonLine({ name, statement }) : `${statement};\n`);
    return name;
  }
  return withDatabase(context, { command: 'connections' }, async (database) => {
    const tables = await listConnectionTables(database);
    if (tables.some(({ name }) => name === wish.name)) {
      throw configError(`there is a connection ${wish.name}`, {
        hint: `Change it with \`snowcensus connections edit ${wish.name}\`, or choose another name.`,
      });
    }
    const others = readConnections(tables).flatMap((result) => (result.ok ? [result.connection] : []));
    const [connection, statement] = planned(context, wish, others);
    const loaders = await loadersOf(database);
    await database.session.execute(statement, { about: connection.name, signal: context.signal });
    await grantLoad(context, database, connection.name, loaders);
    const { name, module, options } = connection;
    const missing = missingList(connection, database.schema, tables);
    if (missing) context.log.warn('the connection that lists its accounts is not there yet', { missing });
    context.print(args.flags.json ? jsonLine({ name, module, options }) : created(connection));
    return name;
  });
}

/** The table is there by now: where its loaders cannot be let in, that alone is left to do, and to be told. */
async function grantLoad(
  context: CommandContext,
  { session, schema }: Database,
  name: string,
  loaders: readonly string[],
): Promise<void> {
  if (loaders.length === 0) {
    context.log.warn('no role is known that loads: the ledger is not there, or this role does not see it', {
      hint: 'Run `snowcensus setup`, which lets the loader write connection tables.',
    });
  }
  for (const role of loaders) {
    const grant = letLoad(schema, name, role);
    try {
      await session.execute(grant, { about: name, signal: context.signal });
    } catch (cause) {
      throw configError(`${name} is created, but ${role} may not load into it`, {
        cause,
        hint: `Let the schema's owner run \`snowcensus setup --part schema\`, or: ${grant};`,
      });
    }
  }
}

async function wishOf(context: CommandContext, args: Arguments): Promise<Wish> {
  const [, meant, ...rest] = args.positionals;
  if (rest.length > 0) throw configError('add takes the name of one connection');
  const flagged = flaggedOptions(args);
  const terminal = terminalOf(context);
  const named = args.flags.module === undefined ? undefined : connectorNamed(String(args.flags.module));
  const isWhole = meant !== undefined && named !== undefined && flagged.size > 0;
  if (!terminal || (isWhole && missing(named, flagged).length === 0)) {
    return { name: nameGiven(meant), ...optionsGiven(named, flagged) };
  }
  const choices = [...CONNECTORS.values()].map(({ module, doc }) => ({ value: module, hint: doc }));
  const connector = named ?? connectorNamed(await askChoice(terminal, 'What is it to read?', choices));
  const name =
    meant ??
    (await askText(terminal, {
      message: 'name of the connection',
      initial: connector.module.toUpperCase(),
      problemOf: (text) => (text === '' ? 'is needed' : undefined),
    }));
  return {
    name: newConnectionName(name),
    connector,
    options: await askOptions(terminal, connector, flagged),
  };
}

function connectorNamed(module: string): Connector {
  const connector = CONNECTORS.get(module);
  if (connector) return connector;
  throw configError(`--module ${module} is not a module`, { hint: oneOfModules() });
}

function oneOfModules(): string {
  return `Use one of ${[...CONNECTORS.keys()].join(', ')}.`;
}

function nameGiven(meant: string | undefined): string {
  if (meant !== undefined) return newConnectionName(meant);
  throw configError('add takes the name of the new connection', {
    hint: 'Try: snowcensus connections add AWS_ACCOUNTS --module aws_accounts',
  });
}

function optionsGiven(connector: Connector | undefined, flagged: OptionChanges): Omit<Wish, 'name'> {
  if (!connector) throw configError('--module is missing', { hint: oneOfModules() });
  const lacking = missing(connector, flagged);
  if (lacking.length > 0) {
    const flags = lacking.map(({ name, doc }) => `--${flagOf(name)}, ${doc}`);
    throw configError(`missing for ${connector.module}: ${flags.join('; ')}`);
  }
  return { connector, options: flagged };
}

function missing(connector: Connector, flagged: OptionChanges) {
  return optionFacts(connector).filter(({ name, required }) => required && !flagged.has(name));
}

/** The connection as it will be, and the statement that makes it. Throws a config error when it would not work. */
function planned(
  context: CommandContext,
  { name, connector, options }: Wish,
  others: readonly Connection[],
): readonly [Connection, statement: string] {
  const whole = withInitial(connector, withExternalId(options, others));
  const comment = newComment(new Map([['module', connector.module], ...whole]));
  const connection = checked(readConnection({ name, comment }));
  const columns = connector.connectionColumns;
  return [connection, createNewTable(schemaOf(context), { name, comment, columns })];
}

/** Gives the role that is entered an external id, unless it has one: that of its other connections, or a new one. */
function withExternalId(options: OptionChanges, others: readonly Connection[]): OptionChanges {
  const entered = enteredRole(Object.fromEntries(options));
  if (!entered || options.has(entered.externalIdOption) || options.has('default_external_id')) return options;
  const id = sharedExternalId(entered.role, others) ?? randomExternalId();
  return new Map([...options, [entered.externalIdOption, id]]);
}

/** Beside what was given, what every new connection is given; an option that is there and emptied stays empty. */
function withInitial(connector: Connector, options: OptionChanges): OptionChanges {
  const initial = optionFacts(connector).filter((facts) => facts.initial !== undefined);
  return new Map([
    ...options,
    ...initial.filter(({ name }) => !options.has(name)).map((facts) => [facts.name, facts.initial] as const),
  ]);
}

/** The accounts connection that it names, where it is not among the tables beside it. */
function missingList(
  connection: Connection,
  schema: SchemaReference,
  tables: readonly { readonly name: string }[],
): string | undefined {
  const list = accountsConnection(connection, schema);
  return tables.some(({ name }) => name === list) ? undefined : list;
}

function keeps(options: Connection['options']): string {
  const days = retentionDays(options);
  return days !== undefined
    ? `it keeps old snapshots for ${counted(days, 'day')}; --retention-days forever keeps them all`
    : 'it keeps old snapshots for ever';
}

function created({ name, module, options, schedule }: Connection): string {
  const given: Readonly<Record<string, unknown>> = { ...options };
  const entered = enteredRole(given);
  const id = entered && given[entered.externalIdOption];
  return [
    `created ${name} (${module})`,
    ...(id === undefined ? [] : [`external id ${String(id)}, which the role it enters must ask for`]),
    keeps(options),
    ...(schedule ? [] : ['it has no schedule, so it runs by hand only; --schedule gives it one']),
    '',
  ].join('\n');
}
