import { PolicyType } from '@aws-sdk/client-organizations';
import type { OrganizationPolicy, PolicyDocument, ServiceControlPolicy } from '../../contract.ts';
import { organizationsSuffix } from '../identifiers.ts';
import { createRandom } from '../random.ts';
import type { Organization } from './organization.ts';

const full: PolicyDocument = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
};

/** The one AWS attaches to everything when such policies are switched on, and one that keeps members in. */
export function serviceControlPolicies(seed: number, organization: Organization): ServiceControlPolicy[] {
  return [
    {
      id: 'p-FullAWSAccess',
      name: 'FullAWSAccess',
      description: 'Allows access to every operation',
      document: structuredClone(full),
      targets: everything(organization),
    },
    {
      id: policyId(seed, 'stay'),
      name: 'stay-in-the-organization',
      description: 'No member leaves by itself',
      document: {
        Version: '2012-10-17',
        Statement: [
          { Sid: 'Stay', Effect: 'Deny', Action: 'organizations:LeaveOrganization', Resource: '*' },
        ],
      },
      targets: [organization.rootId],
    },
  ];
}

/** One policy of each of the older types, and the resource control policy that AWS attaches itself. */
export function organizationPolicies(seed: number, organization: Organization): OrganizationPolicy[] {
  const [unit = organization.rootId] = organization.organizationalUnits.keys();
  const own = (
    type: PolicyType,
    name: string,
    description: string,
    content: object,
    targets: string[],
  ): OrganizationPolicy => ({
    id: policyId(seed, type),
    name,
    description,
    type,
    awsManaged: false,
    content: JSON.stringify(content),
    targets,
  });
  return [
    {
      id: 'p-RCPFullAWSAccess',
      name: 'RCPFullAWSAccess',
      description: 'Allows access to every resource',
      type: PolicyType.RESOURCE_CONTROL_POLICY,
      awsManaged: true,
      content: JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }],
      }),
      targets: everything(organization),
    },
    own(
      PolicyType.DECLARATIVE_POLICY_EC2,
      'no-public-images',
      'Images stay private',
      { ec2_attributes: { image_block_public_access: { state: { '@@assign': 'block_new_sharing' } } } },
      [organization.rootId],
    ),
    own(
      PolicyType.TAG_POLICY,
      'cost-center',
      'How the tag is spelt',
      { tags: { 'cost-center': { tag_key: { '@@assign': 'cost-center' } } } },
      [unit],
    ),
    own(
      PolicyType.BACKUP_POLICY,
      'daily-backups',
      'Thirty-five days of backups',
      { plans: { daily: { rules: { daily: { lifecycle: { delete_after_days: { '@@assign': '35' } } } } } } },
      [],
    ),
    own(
      PolicyType.AISERVICES_OPT_OUT_POLICY,
      'no-training',
      'Content is not for training',
      { services: { default: { opt_out_policy: { '@@assign': 'optOut' } } } },
      [organization.rootId],
    ),
  ];
}

function everything({ rootId, organizationalUnits, accounts }: Organization): string[] {
  return [rootId, ...organizationalUnits.keys(), ...accounts.map(({ id }) => id)];
}

function policyId(seed: number, what: string): string {
  return `p-${organizationsSuffix(createRandom(seed, 'organization policy', what), 10)}`;
}
