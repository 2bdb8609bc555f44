import type { AccessKey, Account, IamState, IamUser } from '../../contract.ts';

const columns = [
  'user',
  'arn',
  'user_creation_time',
  'password_enabled',
  'password_last_used',
  'password_last_changed',
  'password_next_rotation',
  'mfa_active',
  'access_key_1_active',
  'access_key_1_last_rotated',
  'access_key_1_last_used_date',
  'access_key_1_last_used_region',
  'access_key_1_last_used_service',
  'access_key_2_active',
  'access_key_2_last_rotated',
  'access_key_2_last_used_date',
  'access_key_2_last_used_region',
  'access_key_2_last_used_service',
  'cert_1_active',
  'cert_1_last_rotated',
  'cert_2_active',
  'cert_2_last_rotated',
] as const;

const notApplicable = 'N/A';
const day = 86_400_000;

/** The report in AWS's column order and words ("Getting credential reports" in the IAM guide), root first. */
export function credentialReportCsv(account: Account, partition: string): string {
  const iam = account.iam();
  const rows = [
    rootRow(account, iam, partition),
    ...[...iam.users.values()].map((user) => userRow(user, iam)),
  ];
  return [columns, ...rows].map((row) => row.map(quoted).join(',')).join('\n');
}

function rootRow(account: Account, iam: IamState, partition: string): string[] {
  return [
    '<root_account>',
    `arn:${partition}:iam::${account.id}:root`,
    time(account.joinedAt),
    'not_supported',
    iam.rootLastUsed === undefined ? 'no_information' : time(iam.rootLastUsed),
    'not_supported',
    'not_supported',
    String(iam.rootMfaActive),
    ...keyFields(undefined),
    ...keyFields(undefined),
    ...noCertificates(),
  ];
}

function userRow(user: IamUser, iam: IamState): string[] {
  const [first, second] = user.accessKeys;
  return [
    user.UserName,
    user.Arn,
    time(user.CreateDate),
    ...passwordFields(user, iam),
    String(user.mfaDevices.length > 0),
    ...keyFields(first),
    ...keyFields(second),
    ...noCertificates(),
  ];
}

/** Enabled, last used, last changed, next rotation. */
function passwordFields(user: IamUser, { passwordPolicy }: IamState): string[] {
  if (!user.passwordEnabled) return ['false', notApplicable, notApplicable, notApplicable];
  const changed = user.passwordLastChanged ?? user.CreateDate;
  const maxAge = passwordPolicy?.ExpirePasswords === true ? passwordPolicy.MaxPasswordAge : undefined;
  return [
    'true',
    user.PasswordLastUsed === undefined ? 'no_information' : time(user.PasswordLastUsed),
    time(changed),
    maxAge === undefined ? notApplicable : time(new Date(changed.getTime() + maxAge * day)),
  ];
}

/** Active, last rotated, last used: date, region, service. */
function keyFields(key: AccessKey | undefined): string[] {
  if (key === undefined) return ['false', notApplicable, notApplicable, notApplicable, notApplicable];
  const used = key.lastUsed;
  return [
    String(key.Status === 'Active'),
    time(key.CreateDate),
    ...(used === undefined
      ? [notApplicable, notApplicable, notApplicable]
      : [time(used.date), used.region, used.service]),
  ];
}

function noCertificates(): string[] {
  return ['false', notApplicable, 'false', notApplicable];
}

/** Whole seconds with a numeric offset: `2026-04-20T15:10:14+00:00`. */
function time(date: Date): string {
  return date.toISOString().replace(/\.\d+Z$/, '+00:00');
}

/** User names may hold commas. */
function quoted(field: string): string {
  return /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}
