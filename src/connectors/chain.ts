import type { Hop } from '../aws/role-session.ts';
import type { RoleOption as HopOption } from '../connections/options.ts';

/** The hops before the last one, as a connection writes them: the source role, then the chain, each with its external id. */
export function chainOf(options: {
  readonly source_role_arn?: HopOption | undefined;
  readonly role_chain: readonly HopOption[];
  readonly default_external_id?: string | undefined;
}): readonly Hop[] {
  const hops = options.source_role_arn
    ? [options.source_role_arn, ...options.role_chain]
    : options.role_chain;
  return hops.map((hop) => ({
    roleArn: hop.arn,
    externalId: hop.external_id ?? options.default_external_id,
  }));
}
