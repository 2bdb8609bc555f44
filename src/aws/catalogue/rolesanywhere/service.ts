import { behindCloudControl } from '../cloudcontrol/service.ts';

/** IAM Roles Anywhere, read through Cloud Control: the client of its own is of another generation of the SDK. */
export const rolesAnywhere = behindCloudControl({
  name: 'rolesanywhere',
  shownByTags: ['rolesanywhere:crl', 'rolesanywhere:profile', 'rolesanywhere:trust-anchor'],
  nobody: '00000000-0000-0000-0000-000000000000',
  types: {
    'AWS::RolesAnywhere::TrustAnchor': {
      list: ['rolesanywhere:ListTrustAnchors'],
      read: ['rolesanywhere:GetTrustAnchor', 'rolesanywhere:ListTagsForResource'],
    },
    'AWS::RolesAnywhere::Profile': {
      list: ['rolesanywhere:ListProfiles'],
      read: ['rolesanywhere:GetProfile', 'rolesanywhere:ListTagsForResource'],
    },
    'AWS::RolesAnywhere::CRL': {
      list: ['rolesanywhere:ListCrls'],
      read: ['rolesanywhere:GetCrl', 'rolesanywhere:ListTagsForResource'],
    },
  },
});
