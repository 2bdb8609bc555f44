import { type AccessKeyFacts, readAccessKeys } from './access-keys.ts';
import { type CredentialReportRow, readCredentialReport } from './credential-report.ts';
import { type MfaDeviceFacts, readMfaDevices } from './mfa-devices.ts';
import { iam } from './service.ts';
import { USERS_ACTIONS } from './users.ts';

export const credentialReport = iam.read<{ CREDENTIAL_REPORT: CredentialReportRow }>('credential_report', {
  doc: 'The credential report: password, MFA and key facts of every user and the root user.',
  calls: '1; while AWS makes it, 2 and 1 per poll',
  actions: ['iam:GenerateCredentialReport', 'iam:GetCredentialReport'],
  tables: {
    CREDENTIAL_REPORT: {
      doc: 'Credential report, one row per user; at most four hours old.',
      key: 'arn',
      volatile: [
        'password_last_used',
        'access_key_1_last_used_date',
        'access_key_1_last_used_region',
        'access_key_1_last_used_service',
        'access_key_2_last_used_date',
        'access_key_2_last_used_region',
        'access_key_2_last_used_service',
      ],
      columns: {
        ARN: ['STRING', 'arn', 'User ARN; ends in :root for the root user.'],
        USER_NAME: ['STRING', 'user', 'User name, or <root_account>.'],
        USER_CREATED_AT: ['TIMESTAMP_LTZ', 'user_creation_time', 'When the user was created.'],
        PASSWORD_ENABLED: ['BOOLEAN', 'password_enabled', 'Whether the user has a console password.'],
        PASSWORD_LAST_USED_AT: ['TIMESTAMP_LTZ', 'password_last_used', 'Last console sign-in.'],
        PASSWORD_LAST_CHANGED_AT: ['TIMESTAMP_LTZ', 'password_last_changed', 'Last change of the password.'],
        MFA_ACTIVE: ['BOOLEAN', 'mfa_active', 'Whether an MFA device is active.'],
        ACCESS_KEY_1_ACTIVE: ['BOOLEAN', 'access_key_1_active', 'First key is active.'],
        ACCESS_KEY_1_ROTATED_AT: ['TIMESTAMP_LTZ', 'access_key_1_last_rotated', 'First key’s creation.'],
        ACCESS_KEY_1_LAST_USED_AT: ['TIMESTAMP_LTZ', 'access_key_1_last_used_date', 'First key’s last use.'],
        ACCESS_KEY_2_ACTIVE: ['BOOLEAN', 'access_key_2_active', 'Second key is active.'],
        ACCESS_KEY_2_ROTATED_AT: ['TIMESTAMP_LTZ', 'access_key_2_last_rotated', 'Second key’s creation.'],
        ACCESS_KEY_2_LAST_USED_AT: ['TIMESTAMP_LTZ', 'access_key_2_last_used_date', 'Second key’s last use.'],
      },
    },
  },
  async *read(context) {
    for (const row of await readCredentialReport(context)) yield ['CREDENTIAL_REPORT', row];
  },
});

export const accessKeys = iam.read<{ ACCESS_KEYS: AccessKeyFacts }>('access_keys', {
  doc: 'Access keys with age and last use; asks only for users that have keys or are newer than the report.',
  calls: 'the report’s, 1 per 1,000 users, 1 per user with keys, 1 per key that the report leaves open',
  actions: [...USERS_ACTIONS, 'iam:ListAccessKeys'],
  conditional: { 'iam:GetAccessKeyLastUsed': 'a key is younger than the credential report' },
  tables: {
    ACCESS_KEYS: {
      doc: 'Access keys of IAM users, one row each.',
      key: 'AccessKeyId',
      volatile: ['LastUsedDate', 'LastUsedService', 'LastUsedRegion'],
      columns: {
        ACCESS_KEY_ID: ['STRING', 'AccessKeyId', 'Key id; the secret is never readable.'],
        USER_NAME: ['STRING', 'UserName', 'User the key belongs to.'],
        STATUS: ['STRING', 'Status', 'Active, Inactive or Expired.'],
        CREATE_DATE: ['TIMESTAMP_LTZ', 'CreateDate', 'When the key was made.'],
        LAST_USED_AT: ['TIMESTAMP_LTZ', 'LastUsedDate', 'Last use; NULL means never.'],
        LAST_USED_SERVICE: ['STRING', 'LastUsedService', 'Service of the last use.'],
        LAST_USED_REGION: ['STRING', 'LastUsedRegion', 'Region of the last use.'],
      },
    },
  },
  async *read(context) {
    for await (const key of readAccessKeys(context)) yield ['ACCESS_KEYS', key];
  },
});

export const mfaDevices = iam.read<{ MFA_DEVICES: MfaDeviceFacts }>('mfa_devices', {
  doc: 'Virtual, hardware and FIDO MFA devices; never their seeds.',
  calls: 'the report’s, 1 per 1,000 users, 2, 1 per user whose devices these leave open',
  actions: [...USERS_ACTIONS, 'iam:GetAccountSummary', 'iam:ListVirtualMFADevices'],
  conditional: { 'iam:ListMFADevices': 'a user may have a device that is not virtual' },
  tables: {
    MFA_DEVICES: {
      doc: 'MFA devices of users and virtual ones of the root user, one row each; AWS lists no security key and no hardware token of the root user, of which AWS_IAM_ACCOUNT_SUMMARY only tells that there is one.',
      key: 'SerialNumber',
      columns: {
        SERIAL_NUMBER: ['STRING', 'SerialNumber', 'ARN, or the number printed on a hardware token.'],
        KIND: ['STRING', 'Kind', 'virtual, fido or hardware.'],
        USER_NAME: ['STRING', 'UserName', 'User it is assigned to; NULL for none and for the root user.'],
        IS_ROOT: [
          'BOOLEAN',
          'IsRoot',
          'Whether it protects the root user, as the user tells that AWS gives; virtual devices only.',
        ],
        ENABLED_AT: ['TIMESTAMP_LTZ', 'EnableDate', 'When it was assigned; NULL means it is not.'],
      },
    },
  },
  async *read(context) {
    for await (const device of readMfaDevices(context)) yield ['MFA_DEVICES', device];
  },
});

export const roleSettings = iam.operation('role_settings', 'ListRoles', {
  doc: 'What the authorization details leave out of roles: description and session length.',
  pageSize: 1000,
  tables: {
    ROLE_SETTINGS: {
      doc: 'Settings of IAM roles, one row each.',
      rows: 'Roles',
      key: 'Arn',
      columns: {
        ARN: ['STRING', 'Arn', 'Role ARN, as in AWS_IAM_ROLES.'],
        ROLE_NAME: ['STRING', 'RoleName', 'Role name.'],
        DESCRIPTION: ['STRING', 'Description', 'Description, if any.'],
        MAX_SESSION_SECONDS: ['NUMBER', 'MaxSessionDuration', 'Longest session that may be asked for.'],
      },
    },
  },
});
