import type { PasswordPolicy } from '@aws-sdk/client-iam';
import { withoutMember } from '../answer.ts';
import { ask } from '../ask.ts';
import type { CollectContext } from '../context.ts';
import { listAll } from '../listing.ts';
import { unlessNotFound } from '../not-found.ts';
import { type AccountSummary, readAccountSummary } from './account-summary.ts';
import { iam } from './service.ts';

interface OfAccount {
  readonly AccountId: string;
}

export const accountSummary = iam.read<{ ACCOUNT_SUMMARY: OfAccount & AccountSummary }>('account_summary', {
  doc: 'IAM’s counts of the account, and whether its root user has keys and MFA.',
  calls: '1',
  actions: ['iam:GetAccountSummary'],
  tables: {
    ACCOUNT_SUMMARY: {
      doc: 'IAM summary, one row per account.',
      key: 'AccountId',
      columns: {
        ROOT_MFA_ENABLED: ['BOOLEAN', (all) => flag(all.AccountMFAEnabled), 'Root user has MFA.'],
        ROOT_ACCESS_KEYS: ['NUMBER', 'AccountAccessKeysPresent', 'Access keys of the root user.'],
        ROOT_PASSWORD: ['BOOLEAN', (all) => flag(all.AccountPasswordPresent), 'Root user has a password.'],
        ROOT_SIGNING_CERTIFICATES: [
          'NUMBER',
          'AccountSigningCertificatesPresent',
          'Signing certificates of the root user.',
        ],
        USERS: ['NUMBER', 'Users', 'Users there are.'],
        GROUPS: ['NUMBER', 'Groups', 'Groups there are.'],
        ROLES: ['NUMBER', 'Roles', 'Roles there are.'],
        POLICIES: ['NUMBER', 'Policies', 'Customer-managed policies there are.'],
        INSTANCE_PROFILES: ['NUMBER', 'InstanceProfiles', 'Instance profiles there are.'],
        IDENTITY_PROVIDERS: ['NUMBER', 'Providers', 'Identity providers there are.'],
        SERVER_CERTIFICATES: ['NUMBER', 'ServerCertificates', 'Server certificates there are.'],
        MFA_DEVICES: ['NUMBER', 'MFADevices', 'MFA devices there are.'],
        MFA_DEVICES_IN_USE: ['NUMBER', 'MFADevicesInUse', 'MFA devices that are assigned.'],
        GLOBAL_ENDPOINT_TOKEN_VERSION: [
          'NUMBER',
          'GlobalEndpointTokenVersion',
          'Version of tokens that the global STS endpoint gives.',
        ],
      },
    },
  },
  async *read(context) {
    yield ['ACCOUNT_SUMMARY', { AccountId: context.accountId, ...(await readAccountSummary(context)) }];
  },
});

function flag(count: number | undefined): boolean | undefined {
  return count === undefined ? undefined : count > 0;
}

export const passwordPolicy = iam.read<{
  PASSWORD_POLICY: OfAccount & { readonly Exists: boolean } & PasswordPolicy;
}>('password_policy', {
  doc: 'The rules for users’ passwords, or that there are none.',
  calls: '1',
  actions: ['iam:GetAccountPasswordPolicy'],
  tables: {
    PASSWORD_POLICY: {
      doc: 'Password policy, one row per account, also for one without.',
      key: 'AccountId',
      columns: {
        IS_SET: ['BOOLEAN', 'Exists', 'False means that AWS’s defaults hold.'],
        MINIMUM_LENGTH: ['NUMBER', 'MinimumPasswordLength', 'Least characters.'],
        REQUIRE_SYMBOLS: ['BOOLEAN', 'RequireSymbols', 'A symbol is required.'],
        REQUIRE_NUMBERS: ['BOOLEAN', 'RequireNumbers', 'A digit is required.'],
        REQUIRE_UPPERCASE: ['BOOLEAN', 'RequireUppercaseCharacters', 'A capital letter is required.'],
        REQUIRE_LOWERCASE: ['BOOLEAN', 'RequireLowercaseCharacters', 'A small letter is required.'],
        USERS_MAY_CHANGE: ['BOOLEAN', 'AllowUsersToChangePassword', 'Users may change their own.'],
        EXPIRES: ['BOOLEAN', 'ExpirePasswords', 'Passwords expire.'],
        MAX_AGE_DAYS: ['NUMBER', 'MaxPasswordAge', 'Days until they do.'],
        REUSE_PREVENTION: ['NUMBER', 'PasswordReusePrevention', 'Earlier passwords that may not come again.'],
        HARD_EXPIRY: ['BOOLEAN', 'HardExpiry', 'Only an administrator can renew one that expired.'],
      },
    },
  },
  async *read(context) {
    const policy = await readPasswordPolicy(context);
    yield ['PASSWORD_POLICY', { AccountId: context.accountId, Exists: policy !== undefined, ...policy }];
  },
});

async function readPasswordPolicy(context: CollectContext): Promise<PasswordPolicy | undefined> {
  const answer = await unlessNotFound(['NoSuchEntityException'], () =>
    ask(context, iam, 'GetAccountPasswordPolicy', {}),
  );
  if (answer && !answer.PasswordPolicy) throw withoutMember('GetAccountPasswordPolicy', 'PasswordPolicy');
  return answer?.PasswordPolicy;
}

export const outboundFederation = iam.single('outbound_federation', 'GetOutboundWebIdentityFederationInfo', {
  doc: 'Whether the account’s principals may get signed tokens by which other services know them.',
  take: ({ JwtVendingEnabled, IssuerIdentifier }) =>
    JwtVendingEnabled === undefined ? undefined : { JwtVendingEnabled, IssuerIdentifier },
  notConfigured: { FeatureDisabledException: { JwtVendingEnabled: false, IssuerIdentifier: undefined } },
  tables: {
    OUTBOUND_FEDERATION: {
      doc: 'Outbound web identity federation, one row per account.',
      columns: {
        ENABLED: ['BOOLEAN', 'JwtVendingEnabled', 'Whether principals may get tokens.'],
        ISSUER: [
          'STRING',
          'IssuerIdentifier',
          'Issuer that the tokens name; NULL where it was never enabled.',
        ],
      },
    },
  },
});

export const accountProperties = iam.single('account_properties', 'GetAccountProperties', {
  doc: 'Switches of the account for features of IAM as a whole, such as the role manager.',
  take: ({ Properties }) => ({ Properties: Properties ?? {} }),
  tables: {
    ACCOUNT_PROPERTIES: {
      doc: 'Properties of the account in IAM, one row per account.',
      columns: {
        PROPERTIES: [
          'VARIANT',
          'Properties',
          'Values by namespace and name; empty where nobody has set any.',
        ],
      },
    },
  },
});

export const accountAliases = iam.read<{ ACCOUNT_ALIASES: { readonly AccountAlias: string } }>(
  'account_aliases',
  {
    doc: 'The name under which the account’s users sign in.',
    calls: '1',
    actions: ['iam:ListAccountAliases'],
    tables: {
      ACCOUNT_ALIASES: {
        doc: 'Account aliases: at most one per account.',
        key: 'AccountAlias',
        columns: { ACCOUNT_ALIAS: ['STRING', 'AccountAlias', 'Alias, unique in the partition.'] },
      },
    },
    async *read(context) {
      for (const AccountAlias of await listAll(context, iam, 'ListAccountAliases', 'AccountAliases')) {
        yield ['ACCOUNT_ALIASES', { AccountAlias }];
      }
    },
  },
);

export const serverCertificates = iam.operation('server_certificates', 'ListServerCertificates', {
  doc: 'TLS certificates kept in IAM, without their keys.',
  pageSize: 1000,
  tables: {
    SERVER_CERTIFICATES: {
      doc: 'Server certificates, one row each.',
      rows: 'ServerCertificateMetadataList',
      key: 'Arn',
      columns: {
        ARN: ['STRING', 'Arn', 'Certificate ARN.'],
        NAME: ['STRING', 'ServerCertificateName', 'Certificate name.'],
        CERTIFICATE_ID: ['STRING', 'ServerCertificateId', 'Stable unique id.'],
        PATH: ['STRING', 'Path', 'IAM path.'],
        UPLOADED_AT: ['TIMESTAMP_LTZ', 'UploadDate', 'When it was uploaded.'],
        EXPIRES_AT: ['TIMESTAMP_LTZ', 'Expiration', 'When it expires.'],
      },
    },
  },
});
