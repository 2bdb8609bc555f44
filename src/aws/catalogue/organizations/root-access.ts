import type { FeatureType } from '@aws-sdk/client-iam';
import { withoutMember } from '../answer.ts';
import { ask } from '../ask.ts';
import { iam } from '../iam/service.ts';

interface RootAccess {
  readonly OrganizationId: string;
  readonly EnabledFeatures: readonly FeatureType[];
}

export const rootAccess = iam.read<{ ORGANIZATIONS_FEATURES: RootAccess }>('organizations_features', {
  doc: 'Which features of centralized root access the organization has enabled.',
  calls: '1',
  scope: 'organization',
  actions: ['iam:ListOrganizationsFeatures'],
  // Nothing can be enabled without trusted access, without all features, or in a partition that does not know them.
  absent: ['ServiceAccessNotEnabledException', 'OrganizationNotInAllFeaturesModeException', 'InvalidAction'],
  tables: {
    ORGANIZATIONS_FEATURES: {
      doc: 'Centralized root access, one row per organization.',
      key: 'OrganizationId',
      columns: {
        ORGANIZATION_ID: ['STRING', 'OrganizationId', 'Organization id.'],
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
    const { OrganizationId, EnabledFeatures = [] } = await ask(context, iam, 'ListOrganizationsFeatures', {});
    if (!OrganizationId) throw withoutMember('ListOrganizationsFeatures', 'OrganizationId');
    yield ['ORGANIZATIONS_FEATURES', { OrganizationId, EnabledFeatures }];
  },
});
