import type { Connection } from '../../connections/connection.ts';
import { externalId as externalIdSchema } from '../../connections/options.ts';
import { connectorOf } from '../../connectors/index.ts';
import { configError } from '../../errors.ts';
import { type FilledRole, filledStackSet, filledTemplate, type Rollout } from '../../generate/filled-role.ts';
import { filledModule, filledRollout } from '../../generate/filled-terraform.ts';
import { enteredRoleOf, memberRole } from '../../generate/roles.ts';
import type { Arguments, CommandContext } from '../command.ts';
import { flagValues } from '../flags.ts';
import { namedRole } from './entered-role.ts';
import { formatted, indented } from './format.ts';
import { givenPrincipals } from './principals.ts';
import { trustedPrincipal } from './way-in.ts';

/**
 * Account for which a role is printed: one account, all members, or the account that has a role for the organization.
 */
type Audience = 'member' | 'members' | 'organization' | 'identity-center';

const FORMATS = ['cloudformation', 'stackset', 'terraform', 'policy'];

/** Template that lets the connection in. */
export async function printedRole(
  context: CommandContext,
  args: Arguments,
  connection: Connection,
): Promise<string> {
  const audience = audienceOf(args, connection);
  const format = formatOf(args, audience);
  if (format === 'policy') return policies(connection);
  const filled = await filledRole(context, args, connection);
  const rollout: Rollout = {
    organizationalUnitIds: flagValues(args, 'organizational-unit') ?? [],
    callAs: args.flags['delegated-admin'] ? 'DELEGATED_ADMIN' : 'SELF',
  };
  if (format === 'stackset') return indented(filledStackSet(filled, rollout));
  if (format === 'cloudformation') return indented(filledTemplate(filled));
  return audience === 'members' ? filledRollout(filled, rollout) : filledModule(filled);
}

function audienceOf({ flags }: Arguments, connection: Connection): Audience {
  const { name } = enteredRoleOf(connectorOf(connection));
  const fitting = (name === memberRole.name ? ['member', 'members'] : [name]) as readonly Audience[];
  if (flags.for === undefined) {
    return 'accounts_connection_name' in connection.options ? 'members' : (fitting[0] ?? 'member');
  }
  const wanted = fitting.find((audience) => audience === flags.for);
  if (wanted) return wanted;
  throw configError(`--for ${String(flags.for)} does not fit: ${connection.name} enters the ${name} role`, {
    hint: `Use --for ${[...fitting, 'hub'].join(' or --for ')}, or name a connection of another module.`,
  });
}

function formatOf(args: Arguments, audience: Audience): string {
  const format = formatted(args, FORMATS, audience === 'members' ? 'stackset' : 'cloudformation');
  if (format === 'stackset' && audience !== 'members') {
    throw configError('a StackSet is for all members', { hint: 'Use --for members, or another --format.' });
  }
  return format;
}

async function filledRole(
  context: CommandContext,
  args: Arguments,
  connection: Connection,
): Promise<FilledRole> {
  const { externalId: known, ...named } = namedRole(connection);
  const externalId = args.flags['external-id'] === undefined ? known : givenExternalId(args);
  if (externalId === undefined) {
    throw configError(
      `${connection.name} has no external id, without which anyone we trust could use the role`,
      {
        hint: 'Give it one with `snowcensus connections edit … --default-external-id`, or name one with --external-id.',
      },
    );
  }
  const given = givenPrincipals(args);
  const trustedPrincipalArns = given.length > 0 ? given : [await trustedPrincipal(context, connection)];
  return { ...named, trustedPrincipalArns, externalId };
}

function givenExternalId({ flags }: Arguments): string {
  const { data, error } = externalIdSchema.safeParse(flags['external-id']);
  if (data !== undefined) return data;
  throw configError(`--external-id ${error?.issues[0]?.message ?? 'is not one'}`);
}

/** One document, or a list where one cannot hold all. */
function policies(connection: Connection): string {
  const documents = enteredRoleOf(connectorOf(connection)).policies.map(({ document }) => document);
  const [only, ...others] = documents;
  return indented(others.length === 0 && only ? only : documents);
}
