import { hash } from 'node:crypto';
import { jsonDocument } from '../../policy/policy-document.ts';
import { resourcesOf } from '../cloudcontrol/resources.ts';
import { tagMap } from '../tagging/tags.ts';
import type { CrlProperties, ProfileProperties, TrustAnchorProperties } from './properties.ts';
import { rolesAnywhere } from './service.ts';

interface Tagged {
  readonly Properties?: Pick<TrustAnchorProperties, 'Tags'> | null | undefined;
}

const TAGS = [
  'VARIANT',
  ({ Properties }: Tagged) => tagMap(Properties?.Tags),
  'Tags as an object.',
  '{ [name]: string }',
] as const;

export const trustAnchors = rolesAnywhere.details('trust_anchors', {
  doc: 'Certificate authorities whose certificates open sessions in the account, for workloads outside AWS.',
  ...resourcesOf(
    rolesAnywhere,
    'AWS::RolesAnywhere::TrustAnchor',
    'trust anchor',
    (anchor: TrustAnchorProperties) => anchor,
  ),
  tables: {
    TRUST_ANCHORS: {
      doc: 'Trust anchors of IAM Roles Anywhere, one row each.',
      key: 'Identifier',
      columns: {
        ARN: ['STRING', 'Properties.TrustAnchorArn', 'Trust anchor ARN.'],
        TRUST_ANCHOR_ID: ['STRING', 'Identifier', 'Id, unique in the region.'],
        NAME: ['STRING', 'Properties.Name', 'Name.'],
        ENABLED: ['BOOLEAN', 'Properties.Enabled', 'Whether its certificates open sessions.'],
        SOURCE_TYPE: [
          'STRING',
          ({ Properties }) => Properties?.Source?.SourceType,
          'AWS_ACM_PCA, or CERTIFICATE_BUNDLE for certificates that were uploaded.',
        ],
        ACM_PCA_ARN: [
          'STRING',
          ({ Properties }) => Properties?.Source?.SourceData?.AcmPcaArn,
          'Authority in AWS Private CA; NULL where certificates were uploaded.',
        ],
        CERTIFICATES: [
          'STRING',
          ({ Properties }) => Properties?.Source?.SourceData?.X509CertificateData,
          'Certificates of the authority in PEM, which are public; NULL where it is in AWS Private CA.',
        ],
        NOTIFICATION_SETTINGS: [
          'VARIANT',
          'Properties.NotificationSettings',
          'Of which certificates that are about to expire AWS tells, and how long before.',
          '{ Enabled: boolean, Event: string, Threshold: number, Channel: string }[]',
        ],
        TAGS,
      },
    },
  },
});

export const profiles = rolesAnywhere.details('profiles', {
  doc: 'Roles that certificates may take through Roles Anywhere, and what narrows those sessions.',
  ...resourcesOf(
    rolesAnywhere,
    'AWS::RolesAnywhere::Profile',
    'profile',
    ({ SessionPolicy, ...profile }: ProfileProperties) => ({
      ...profile,
      ...(SessionPolicy ? { SessionPolicy: jsonDocument(SessionPolicy) } : {}),
    }),
  ),
  tables: {
    PROFILES: {
      doc: 'Profiles of IAM Roles Anywhere, one row each.',
      key: 'Identifier',
      columns: {
        ARN: ['STRING', 'Properties.ProfileArn', 'Profile ARN.'],
        PROFILE_ID: ['STRING', 'Identifier', 'Id, unique in the region.'],
        NAME: ['STRING', 'Properties.Name', 'Name.'],
        ENABLED: ['BOOLEAN', 'Properties.Enabled', 'Whether sessions can be opened by it.'],
        ROLE_ARNS: ['VARIANT', 'Properties.RoleArns', 'Roles that may be taken.', 'string[]'],
        SESSION_POLICY: [
          'POLICY',
          'Properties.SessionPolicy',
          'Policy that narrows the sessions; NULL where none does, or BLIND_TO names Properties.',
          'object',
        ],
        MANAGED_POLICY_ARNS: [
          'VARIANT',
          'Properties.ManagedPolicyArns',
          'Managed policies that narrow the sessions.',
          'string[]',
        ],
        DURATION_SECONDS: ['NUMBER', 'Properties.DurationSeconds', 'How long a session lasts.'],
        REQUIRE_INSTANCE_PROPERTIES: [
          'BOOLEAN',
          'Properties.RequireInstanceProperties',
          'Whether requests must tell of their instance; AWS has reserved it.',
        ],
        ACCEPT_ROLE_SESSION_NAME: [
          'BOOLEAN',
          'Properties.AcceptRoleSessionName',
          'Whether whoever asks names the session.',
        ],
        ATTRIBUTE_MAPPINGS: [
          'VARIANT',
          'Properties.AttributeMappings',
          'Which fields of the certificate become tags of the session.',
          '{ CertificateField: string, MappingRules: { Specifier: string }[] }[]',
        ],
        TAGS,
      },
    },
  },
});

export const crls = rolesAnywhere.details('crls', {
  doc: 'Lists of certificates that Roles Anywhere does not take any more.',
  ...resourcesOf(
    rolesAnywhere,
    'AWS::RolesAnywhere::CRL',
    'revocation list',
    ({ CrlData, ...crl }: CrlProperties) => ({
      ...crl,
      // Up to 300 KB each, of which nothing can be asked in SQL but whether it has changed.
      ...(CrlData === undefined ? {} : { CrlDataSha256: hash('sha256', CrlData, 'hex') }),
    }),
  ),
  tables: {
    CRLS: {
      doc: 'Certificate revocation lists of IAM Roles Anywhere, one row each, without the list itself.',
      key: 'Identifier',
      columns: {
        CRL_ID: ['STRING', 'Identifier', 'Id, unique in the region.'],
        NAME: ['STRING', 'Properties.Name', 'Name.'],
        ENABLED: ['BOOLEAN', 'Properties.Enabled', 'Whether the list is looked at.'],
        TRUST_ANCHOR_ARN: [
          'STRING',
          'Properties.TrustAnchorArn',
          'Trust anchor whose certificates it is of.',
        ],
        DATA_SHA256: [
          'STRING',
          'Properties.CrlDataSha256',
          'SHA-256 of the list in PEM: changes when it does.',
        ],
        TAGS,
      },
    },
  },
});
