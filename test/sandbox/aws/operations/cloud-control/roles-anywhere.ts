import type { OperationCall } from '../../contract.ts';
import {
  type ProfileState,
  type RolesAnywhereState,
  rolesAnywhereArn,
  rolesAnywhereOf,
} from '../../world/iam/roles-anywhere.ts';
import type { ResourceType } from './resource-type.ts';

const service = 'RolesAnywhere';
const tags = 'rolesanywhere:ListTagsForResource';

/** The types of IAM Roles Anywhere (aws-cloudformation/aws-cloudformation-resource-providers-rolesanywhere). */
export const rolesAnywhereTypes: Readonly<Record<string, ResourceType>> = {
  'AWS::RolesAnywhere::TrustAnchor': {
    service,
    tags,
    list: 'rolesanywhere:ListTrustAnchors',
    read: 'rolesanywhere:GetTrustAnchor',
    ...kind('trust-anchor', ({ trustAnchors }) => trustAnchors),
    // AWS GovCloud (US) user guide, CloudFormation.
    isKnown: ({ world }) => world.partition !== 'aws-us-gov',
  },
  'AWS::RolesAnywhere::Profile': {
    service,
    tags,
    list: 'rolesanywhere:ListProfiles',
    read: 'rolesanywhere:GetProfile',
    ...kind('profile', ({ profiles }) => profiles),
    // The list handler looks up less than it tells.
    inLists: (properties) => {
      const { Name: _, ...told } = properties as ProfileState;
      return { ...told, RequireInstanceProperties: false };
    },
  },
  'AWS::RolesAnywhere::CRL': {
    service,
    tags,
    list: 'rolesanywhere:ListCrls',
    read: 'rolesanywhere:GetCrl',
    ...kind('crl', ({ crls }) => crls),
  },
};

function kind(name: string, of: (state: RolesAnywhereState) => ReadonlyMap<string, object>) {
  const resourceOf = (call: OperationCall, id: string) => rolesAnywhereArn(call, `${name}/${id}`);
  return {
    listed: (call: OperationCall) => resourceOf(call, '*'),
    resourceOf,
    resources: (call: OperationCall) =>
      [...of(rolesAnywhereOf(call))].map(([identifier, properties]) => ({
        identifier,
        arn: resourceOf(call, identifier),
        properties,
      })),
  };
}
