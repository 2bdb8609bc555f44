import { AwsAccess, accessSettings } from '../../aws/access.ts';
import { principalOf, readCaller } from '../../aws/caller.ts';
import { stsRegion } from '../../aws/home-region.ts';
import { Pacing } from '../../aws/pacing.ts';
import type { Hop } from '../../aws/role-session.ts';
import type { Connection } from '../../connections/connection.ts';
import { connectorOf } from '../../connectors/index.ts';
import { configError } from '../../errors.ts';
import { staticCredentials } from '../../run/static-credentials.ts';
import type { CommandContext } from '../command.ts';

/** Walks these hops with the credentials of the connection, does the work, and closes the sockets. */
export async function withAccess<T>(
  context: CommandContext,
  connection: Connection,
  chain: readonly Hop[],
  work: (access: AwsAccess) => Promise<T>,
): Promise<T> {
  const { settings, env, signal } = context;
  const access = new AwsAccess({
    settings: accessSettings(settings),
    pacing: Pacing.of(settings.aws),
    credentials: await staticCredentials(connection.options, { ...settings.security, env, signal }),
    chain,
    partition: connectorOf(connection).readPlan(connection).partition,
    sessionName: `snowcensus-roles-${process.pid}`,
    signal,
  });
  try {
    await access.open();
    return await work(access);
  } finally {
    access.close();
  }
}

/**
 * Principal that assumes the role that a connection enters: the last hop before that role, or else our own identity,
 * for which AWS is asked.
 */
export async function trustedPrincipal(context: CommandContext, connection: Connection): Promise<string> {
  const { chain, partition } = connectorOf(connection).readPlan(connection);
  const last = chain.at(-1);
  return last ? last.roleArn : callerPrincipal(context, connection, partition);
}

/** Identity of the connection's own credentials, before any role, as AWS tells. */
export function callerPrincipal(
  context: CommandContext,
  connection: Connection,
  partition = connectorOf(connection).readPlan(connection).partition,
): Promise<string> {
  return withAccess(context, connection, [], async (access) => {
    const session = await access.enter({ id: 'caller', partition }, undefined);
    const region = stsRegion(context.settings.aws.region, partition);
    return trusted((await readCaller(session, region, context.signal)).arn);
  });
}

/** Throws a config error where the ARN of the session does not tell that of its role. */
function trusted(callerArn: string): string {
  if (!callerArn.includes(':assumed-role/AWSReservedSSO_')) return principalOf(callerArn);
  throw configError(`you are ${callerArn}, a role of Identity Center, whose path AWS does not tell`, {
    hint: 'Name with --trusted-principal whom the role is to trust: what the service will run as.',
  });
}
