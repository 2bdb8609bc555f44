import type { InstanceMetadata } from '@aws-sdk/client-sso-admin';
import { withoutMember } from '../answer.ts';
import type { CollectContext } from '../context.ts';
import { listAll } from '../listing.ts';
import { identityCenter } from './service.ts';

/** The organization's instance of Identity Center, with what every other call names it by. */
export interface Instance extends InstanceMetadata {
  readonly InstanceArn: string;
  readonly IdentityStoreId: string;
}

/** There is no instance to read in the region: nothing can be concluded about its users and assignments. */
class NoInstanceError extends Error {
  override readonly name = 'no_identity_center_instance';
}

/**
 * The organization's instance in the context's region. Identity Center answers in the region of its instance only; in
 * any other its list is empty, which must not pass for an Identity Center without anything.
 * https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_ListInstances.html
 */
export function readInstance(context: CollectContext): Promise<Instance> {
  return context.once('identitycenter:instance', async (shared) => {
    const instances = await listAll(shared, identityCenter, 'ListInstances', 'Instances');
    // The organization's belongs to the management account; a member may have let others see one of its own.
    const found = instances.find(({ OwnerAccountId }) => OwnerAccountId === shared.accountId) ?? instances[0];
    if (!found) throw elsewhere(shared, 'Its console, and nothing else, tells which region that is');
    const { InstanceArn, IdentityStoreId, PrimaryRegion } = found;
    if (!InstanceArn || !IdentityStoreId) {
      throw withoutMember('ListInstances', 'InstanceArn', 'IdentityStoreId');
    }
    if (PrimaryRegion && PrimaryRegion !== shared.region) {
      throw elsewhere(shared, `It is at home in ${PrimaryRegion}`);
    }
    return { ...found, InstanceArn, IdentityStoreId };
  });
}

function elsewhere({ accountId, region }: CollectContext, clue: string): NoInstanceError {
  return new NoInstanceError(
    `account ${accountId} sees no instance of IAM Identity Center at home in ${region}: set ` +
      `identity_center_region to the region it was enabled in. ${clue}.`,
  );
}
