import { newConnectionName } from '../../connections/connection.ts';
import { isRoleName, parseRoleArn } from '../../connections/role-arn.ts';
import { readConnections } from '../../connectors/index.ts';
import { configError } from '../../errors.ts';
import { listConnectionTables } from '../../snowflake/schema.ts';
import type { Arguments, CommandContext } from '../command.ts';
import { makeConnection } from '../connections/add.ts';
import { textOf } from '../flags.ts';
import { askText, type Terminal } from '../form.ts';
import { withDatabase } from '../session.ts';
import { personOf } from './person.ts';

/** Names of the connections that `init` makes. */
export const ACCOUNTS = newConnectionName('AWS_ACCOUNTS');
export const INVENTORY = newConnectionName('AWS_INVENTORY');

/** The roles that both connections go through. */
export interface Ways {
  readonly sourceRoleArn: string | undefined;
  readonly organizationRoleArn: string;
  readonly memberRoleName: string;
}

/** The connections as they are; the ways of those that are not there yet are undefined. */
export interface Existing {
  readonly names: ReadonlySet<string>;
  readonly ways: Partial<Ways>;
}

/** Connections that an earlier `init`, or a person, has made. */
export async function existingConnections(context: CommandContext): Promise<Existing> {
  const tables = await withDatabase(context, { command: 'init' }, listConnectionTables);
  const options = new Map(
    readConnections(tables).flatMap((result): [string, Readonly<Record<string, unknown>>][] =>
      result.ok ? [[result.connection.name, { ...result.connection.options }]] : [],
    ),
  );
  const [list, inventory] = [options.get(ACCOUNTS) ?? {}, options.get(INVENTORY) ?? {}];
  const source = list.source_role_arn ?? inventory.source_role_arn;
  return {
    names: new Set(tables.map(({ name }) => name)),
    ways: {
      ...(typeof source === 'object' && source !== null && 'arn' in source
        ? { sourceRoleArn: String(source.arn) }
        : {}),
      ...(typeof list.destination_role_arn === 'string'
        ? { organizationRoleArn: list.destination_role_arn }
        : {}),
      ...(typeof inventory.destination_role_name === 'string'
        ? { memberRoleName: inventory.destination_role_name }
        : {}),
    },
  };
}

const DEFAULT_MEMBER_ROLE = 'snowcensus-member';

/** The ways that flags, earlier connections or the person give. Throws a config error that names the flags which lack. */
export async function waysOf(
  context: CommandContext,
  args: Arguments,
  { names, ways }: Existing,
): Promise<Ways> {
  const terminal = args.flags.yes ? undefined : personOf(context);
  const isWhole = names.has(ACCOUNTS) && names.has(INVENTORY);
  const arn = (flag: string) => {
    const text = textOf(args, flag);
    const problem = text === undefined ? undefined : arnProblem(text);
    if (problem) throw configError(`--${flag}: ${problem}`);
    return text;
  };
  const source = arn('source-role-arn') ?? ways.sourceRoleArn;
  const organization = arn('organization-role-arn') ?? ways.organizationRoleArn;
  const member = textOf(args, 'member-role-name') ?? ways.memberRoleName;
  if (organization === undefined && !terminal) {
    throw configError('--organization-role-arn is missing: the role in the management account', {
      hint: 'It need not exist yet: init prints the template that makes it. For example arn:aws:iam::222222222222:role/snowcensus-organization.',
    });
  }
  return {
    sourceRoleArn: source ?? (terminal && !isWhole ? await askSource(terminal) : undefined),
    organizationRoleArn: organization ?? (terminal ? await askOrganization(terminal) : ''),
    memberRoleName:
      member ?? (terminal && !isWhole ? await askMemberRole(terminal) : undefined) ?? DEFAULT_MEMBER_ROLE,
  };
}

async function askSource(terminal: Terminal): Promise<string | undefined> {
  const answer = await askText(terminal, {
    message:
      'ARN of the role that the process has or assumes first; empty: it enters with its own credentials',
    example: 'arn:aws:iam::111111111111:role/snowcensus',
    problemOf: (text) => (text === '' ? undefined : arnProblem(text)),
  });
  return answer === '' ? undefined : answer;
}

function askOrganization(terminal: Terminal): Promise<string> {
  return askText(terminal, {
    message: 'ARN of the role in the management account that reads the organization; it need not exist yet',
    example: 'arn:aws:iam::222222222222:role/snowcensus-organization',
    problemOf: (text) => (text === '' ? 'is needed' : arnProblem(text)),
  });
}

function askMemberRole(terminal: Terminal): Promise<string> {
  return askText(terminal, {
    message: 'name of the role in every account; it need not exist yet',
    initial: DEFAULT_MEMBER_ROLE,
    problemOf: (text) => (isRoleName(text) ? undefined : 'is not the name of a role'),
  });
}

function arnProblem(text: string): string | undefined {
  const parsed = parseRoleArn(text);
  return typeof parsed === 'string' ? parsed : undefined;
}

/** Adds those of the two connections that are not there; with `print` only their SQL. */
export async function addConnections(
  context: CommandContext,
  { names }: Pick<Existing, 'names'>,
  ways: Ways,
  { regions, print }: { readonly regions: readonly string[] | undefined; readonly print: boolean },
): Promise<void> {
  const source = ways.sourceRoleArn === undefined ? {} : { 'source-role-arn': ways.sourceRoleArn };
  const wishes: readonly (readonly [string, Arguments['flags']])[] = [
    [
      ACCOUNTS,
      {
        module: 'aws_accounts',
        ...source,
        'destination-role-arn': ways.organizationRoleArn,
        schedule: '0 * * * *',
      },
    ],
    [
      INVENTORY,
      {
        module: 'aws_inventory',
        ...source,
        'destination-role-name': ways.memberRoleName,
        'accounts-connection-name': ACCOUNTS,
        ...(regions === undefined ? {} : { regions }),
        schedule: '0 */4 * * *',
      },
    ],
  ];
  for (const [name, flags] of wishes) {
    if (names.has(name)) {
      context.print(`   ${name} is there already\n`);
      continue;
    }
    await makeConnection(context, { positionals: ['add', name], flags: { ...flags, print } });
  }
}
