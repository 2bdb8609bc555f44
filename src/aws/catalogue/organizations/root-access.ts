import type { FeatureType } from '@aws-sdk/client-iam';
import { withoutMember } from '../answer.ts';
import { ask } from '../ask.ts';
import { iam } from '../iam/service.ts';
import { unlessNotFound } from '../not-found.ts';

interface RootAccess {
  readonly AccountId: string;
  readonly OrganizationId: string | undefined;
  readonly EnabledFeatures: readonly FeatureType[];
}

/** AWS refuses to list features without trusted access of IAM, or without all features of the organization: none can be on. */
const NOTHING_ENABLED = ['ServiceAccessNotEnabledException', 'OrganizationNotInAllFeaturesModeException'];

export const rootAccess = iam.read<{ ORGANIZATIONS_FEATURES: RootAccess }>('organizations_features', {
  doc: 'Which features of centralized root access the organization has enabled.',
  calls: '1',
  scope: 'organization',
  actions: ['iam:ListOrganizationsFeatures'],
  // A partition that does not know the features.
  absent: ['InvalidAction'],
  tables: {
    ORGANIZATIONS_FEATURES: {
      doc: 'Centralized root access, one row per organization.',
      key: ({ OrganizationId, AccountId }) => OrganizationId ?? AccountId,
      columns: {
        ORGANIZATION_ID: [
          'STRING',
          'OrganizationId',
          'Organization id; NULL where AWS says no more than that nothing is enabled.',
        ],
        ROOT_CREDENTIALS_MANAGEMENT: [
          'BOOLEAN',
          ({ EnabledFeatures }) => EnabledFeatures.includes('RootCredentialsManagement'),
          'Whether the root users’ credentials of members are managed centrally.',
        ],
        ROOT_SESSIONS: [
          'BOOLEAN',
          ({ EnabledFeatures }) => EnabledFeatures.includes('RootSessions'),
          'Whether short root sessions in members may be taken centrally.',
        ],
      },
    },
  },
  async *read(context) {
    const features = await unlessNotFound(NOTHING_ENABLED, () =>
      ask(context, iam, 'ListOrganizationsFeatures', {}),
    );
    if (features && !features.OrganizationId)
      throw withoutMember('ListOrganizationsFeatures', 'OrganizationId');
    const { OrganizationId, EnabledFeatures = [] } = features ?? {};
    yield ['ORGANIZATIONS_FEATURES', { AccountId: context.accountId, OrganizationId, EnabledFeatures }];
  },
});
