import { jsonDocument } from '../../policy/policy-document.ts';
import { organizations } from './service.ts';

/** The policy of the organization itself, or that there is none. */
interface OrganizationResourcePolicy {
  readonly Id: string | undefined;
  readonly Arn: string | undefined;
  /** JSON, or text where it is none; null where there is no policy. */
  readonly Content: unknown;
}

const NONE: OrganizationResourcePolicy = { Id: undefined, Arn: undefined, Content: null };

export const resourcePolicy = organizations.single('resource_policy', 'DescribeResourcePolicy', {
  doc: 'The policy by which the management account lets members read and change the organization.',
  take: ({ ResourcePolicy: { Content, ResourcePolicySummary: { Id, Arn } = {} } = {} }) =>
    Content === undefined ? undefined : { Id, Arn, Content: jsonDocument(Content) },
  notConfigured: { ResourcePolicyNotFoundException: NONE },
  tables: {
    ORGANIZATIONS_RESOURCE_POLICY: {
      doc: 'Resource policy of the organization, one row, also where there is none.',
      columns: {
        ARN: ['STRING', 'Arn', 'Policy ARN; NULL where there is none.'],
        POLICY_ID: ['STRING', 'Id', 'Policy id, which begins with rp-.'],
        HAS_POLICY: ['BOOLEAN', ({ Content }) => Content !== null, 'Whether there is one.'],
        CONTENT: ['POLICY', 'Content', 'The document as JSON; text where it is none.'],
      },
    },
  },
});
