import type { ResourceShare, ResourceShareAssociation } from '@aws-sdk/client-ram';
import type { CollectContext } from '../context.ts';
import { listAll } from '../listing.ts';
import { ram } from './service.ts';

/** The most that a page holds. */
const pageSize = 500;

export const shares = ram.read<{ SHARES: ResourceShare; SHARE_ASSOCIATIONS: ResourceShareAssociation }>(
  'shares',
  {
    doc: 'Resources that the account shares through Resource Access Manager, and with whom.',
    calls: '1 per 500, 2 per 500 associations where there are shares',
    actions: ['ram:GetResourceShares'],
    conditional: { 'ram:GetResourceShareAssociations': 'there is a share' },
    tables: {
      SHARES: {
        doc: 'Resource shares that the account owns, one row each.',
        key: 'resourceShareArn',
        columns: {
          ARN: ['STRING', 'resourceShareArn', 'Resource share ARN.'],
          NAME: ['STRING', 'name', 'Name.'],
          STATUS: ['STRING', 'status', 'PENDING, ACTIVE, FAILED, DELETING or DELETED.'],
          ALLOWS_EXTERNAL_PRINCIPALS: [
            'BOOLEAN',
            'allowExternalPrincipals',
            'Whether accounts outside the organization may be let in.',
          ],
          FEATURE_SET: ['STRING', 'featureSet', 'STANDARD, or CREATED_FROM_POLICY where a policy made it.'],
          CREATED_AT: ['TIMESTAMP_LTZ', 'creationTime', 'When it was made.'],
          UPDATED_AT: ['TIMESTAMP_LTZ', 'lastUpdatedTime', 'When it was last changed.'],
          TAGS: ['VARIANT', ({ tags }) => tagsOf(tags), 'Tags as an object.'],
        },
      },
      SHARE_ASSOCIATIONS: {
        doc: 'What is shared and with whom, one row per share and resource or principal.',
        key: ({ resourceShareArn, associationType, associatedEntity }) =>
          associatedEntity === undefined
            ? undefined
            : `${resourceShareArn} ${associationType} ${associatedEntity}`,
        columns: {
          SHARE_ARN: ['STRING', 'resourceShareArn', 'Resource share.'],
          SHARE_NAME: ['STRING', 'resourceShareName', 'Its name.'],
          TYPE: ['STRING', 'associationType', 'RESOURCE for what is shared, PRINCIPAL for with whom.'],
          ENTITY: [
            'STRING',
            'associatedEntity',
            'ARN of the resource; or an account, role, user, organization, unit or service.',
          ],
          IS_EXTERNAL: ['BOOLEAN', 'external', 'Whether the principal is outside the organization.'],
          STATUS: ['STRING', 'status', 'Such as ASSOCIATED or FAILED.'],
          STATUS_MESSAGE: ['STRING', 'statusMessage', 'Why it failed.'],
          CREATED_AT: ['TIMESTAMP_LTZ', 'creationTime', 'When it was made.'],
        },
      },
    },
    async *read(context) {
      const request = { input: { resourceOwner: 'SELF' as const }, pageSize };
      const owned = await listAll(context, ram, 'GetResourceShares', 'resourceShares', request);
      for (const share of owned) yield ['SHARES', share];
      if (owned.length === 0) return;
      for (const type of ['RESOURCE', 'PRINCIPAL'] as const) {
        for (const one of await associations(context, type)) yield ['SHARE_ASSOCIATIONS', one];
      }
    },
  },
);

function associations(
  context: CollectContext,
  associationType: 'RESOURCE' | 'PRINCIPAL',
): Promise<readonly ResourceShareAssociation[]> {
  const request = { input: { associationType }, pageSize };
  return listAll(context, ram, 'GetResourceShareAssociations', 'resourceShareAssociations', request);
}

function tagsOf(tags: ResourceShare['tags'] = []): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(tags.flatMap(({ key, value }) => (key === undefined ? [] : [[key, value]])));
}
