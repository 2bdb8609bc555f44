import { parseArn } from '../../aws/arn.ts';
import type { Connection } from '../../connections/connection.ts';
import { enteredRole } from '../../connections/external-id.ts';
import { parseRoleArn } from '../../connections/role-arn.ts';
import { connectorOf } from '../../connectors/index.ts';
import { configError } from '../../errors.ts';
import { type HubRole, hubModule, hubPolicy, hubTemplate, type Platform } from '../../generate/hub-role.ts';
import type { Arguments, CommandContext } from '../command.ts';
import { textOf } from '../flags.ts';
import { formatted, indented } from './format.ts';
import { givenPrincipals } from './principals.ts';
import { callerPrincipal } from './way-in.ts';

/** Values of `--runs-on`. */
export const PLATFORMS = ['ec2', 'ecs', 'eks-pod-identity', 'eks-irsa'] as const;

/** Template that gives the process the role from which the connection starts. */
export async function printedHub(
  context: CommandContext,
  args: Arguments,
  connection: Connection,
  others: readonly Connection[],
): Promise<string> {
  const format = formatted(args, ['cloudformation', 'terraform', 'policy'], 'cloudformation');
  const hub = await hubRole(context, args, connection, others);
  if (format === 'policy') return indented(hubPolicy(hub));
  return format === 'terraform' ? hubModule(hub) : indented(hubTemplate(hub));
}

async function hubRole(
  context: CommandContext,
  args: Arguments,
  connection: Connection,
  others: readonly Connection[],
): Promise<HubRole> {
  const [first] = chainOf(connection);
  const arn = first && parseRoleArn(first.roleArn);
  if (typeof arn !== 'object') {
    throw configError(`${connection.name} starts from no role: it has no source_role_arn`, {
      hint: 'A process that enters the roles by itself needs sts:AssumeRole on them; or name the role it has as source_role_arn.',
    });
  }
  const alike = [connection, ...others].filter((other) => chainOf(other)[0]?.roleArn === first?.roleArn);
  return {
    ...arn,
    path: `/${arn.path}`,
    platform: await platformOf(context, args, connection, first?.externalId),
    enters: alike.flatMap(nextRole),
  };
}

function chainOf(connection: Connection) {
  return connectorOf(connection).readPlan(connection).chain;
}

/** The role that comes after the first one: of the chain, or the one that is entered, in any account. */
function nextRole(connection: Connection): readonly string[] {
  const [first, second] = chainOf(connection);
  if (second) return [second.roleArn];
  const entered = enteredRole({ ...connection.options });
  if (!entered || !first) return [];
  if (entered.role.startsWith('arn:')) return [entered.role];
  return [`arn:${parseArn(first.roleArn).partition}:iam::*:role/${entered.role}`];
}

async function platformOf(
  context: CommandContext,
  args: Arguments,
  connection: Connection,
  externalId: string | undefined,
): Promise<Platform> {
  const kind = PLATFORMS.find((platform) => platform === args.flags['runs-on']);
  if (args.flags['runs-on'] === undefined) {
    const given = givenPrincipals(args);
    const arns = given.length > 0 ? given : [await callerPrincipal(context, connection)];
    return { kind: 'principals', arns, externalId };
  }
  if (kind === undefined) {
    throw configError(`--runs-on ${String(args.flags['runs-on'])} is not known`, {
      hint: `Use one of ${PLATFORMS.join(', ')}, or name with --trusted-principal who is to have the role.`,
    });
  }
  if (kind !== 'eks-irsa') return { kind };
  return {
    kind,
    oidcProviderArn: needed(args, 'oidc-provider', /^arn:aws[\w-]*:iam::\d{12}:oidc-provider\/.+$/),
    serviceAccount: needed(args, 'service-account', /^[^/]+\/[^/]+$/),
  };
}

const EXAMPLES = {
  'oidc-provider': 'arn:aws:iam::111111111111:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/AB12',
  'service-account': 'snowcensus/snowcensus',
} as const;

function needed(args: Arguments, flag: keyof typeof EXAMPLES, shape: RegExp): string {
  const text = textOf(args, flag);
  if (text !== undefined && shape.test(text)) return text;
  throw configError(
    text === undefined ? `--runs-on eks-irsa needs --${flag}` : `--${flag} ${text} is not one`,
    {
      hint: `Write one such as ${EXAMPLES[flag]}.`,
    },
  );
}
