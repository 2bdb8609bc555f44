import type { CollectContext } from '../context.ts';
import { listAll } from '../listing.ts';
import { type CredentialReportRow, readReportIfParsed } from './credential-report.ts';
import { iam } from './service.ts';

/** A user there is now, with its line of the credential report, which may be four hours older. */
export interface KnownUser {
  readonly userName: string;
  /** Undefined for a user made after the report, also where an older one had the same name, and without a report. */
  readonly reported: CredentialReportRow | undefined;
}

/** Actions that {@link readUsers} needs. */
export const USERS_ACTIONS = [
  'iam:GenerateCredentialReport',
  'iam:GetCredentialReport',
  'iam:ListUsers',
] as const;

/** The account's users as they are now. Read once per account and shared between the collectors that need it. */
export function readUsers(context: CollectContext): Promise<readonly KnownUser[]> {
  return context.once('iam:users', async (shared) => {
    const report = await readReportIfParsed(shared);
    const lines = new Map(report.map((line) => [line.user, line]));
    const users = await listAll(shared, iam, 'ListUsers', 'Users', { pageSize: 1000 });
    return users.map(({ UserName = '', CreateDate }) => {
      const line = lines.get(UserName);
      return { userName: UserName, reported: isOf(line, CreateDate) ? line : undefined };
    });
  });
}

function isOf(line: CredentialReportRow | undefined, created: Date | undefined): boolean {
  const reported = line?.user_creation_time;
  return (
    typeof reported === 'string' &&
    created !== undefined &&
    Math.abs(Date.parse(reported) - created.getTime()) < 1_000
  );
}
