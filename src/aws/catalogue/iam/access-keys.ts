import type { AccessKeyMetadata } from '@aws-sdk/client-iam';
import { ask } from '../ask.ts';
import type { CollectContext } from '../context.ts';
import { listAll } from '../listing.ts';
import { ofEach, unlessNotFound } from '../not-found.ts';
import type { CredentialReportRow } from './credential-report.ts';
import { iam } from './service.ts';
import { readUsers } from './users.ts';

/** A key as ListAccessKeys gives it, with its last use. */
export interface AccessKeyFacts extends AccessKeyMetadata {
  readonly LastUsedDate?: string | Date;
  readonly LastUsedService?: string;
  readonly LastUsedRegion?: string;
}

interface LastUse {
  readonly LastUsedDate?: string | Date;
  readonly LastUsedService?: string;
  readonly LastUsedRegion?: string;
}

/**
 * Keys of every user that has any, or that is newer than the report. The report says who has keys and when they
 * were used, but not their ids.
 */
export async function* readAccessKeys(context: CollectContext): AsyncGenerator<AccessKeyFacts> {
  const users = await readUsers(context);
  const items = users.filter(({ reported }) => !reported || reportedKeys(reported).length > 0);
  const keys = ofEach({ items, gone, things: 'users' }, async (user) => {
    const listed = await listAll(context, iam, 'ListAccessKeys', 'AccessKeyMetadata', {
      input: { UserName: user.userName },
    });
    return listed.map((key) => ({ key, user }));
  });
  for await (const { key, user } of keys) {
    const use = reportedUse(user.reported, key) ?? (await unlessNotFound(gone, () => askedUse(context, key)));
    if (use) yield { ...key, ...use };
  }
}

/** AWS's code for a user, or for a key, that was deleted since it was listed. */
const gone = ['NoSuchEntityException'];

interface ReportedKey {
  readonly rotated: number;
  readonly use: LastUse;
}

function reportedKeys(user: CredentialReportRow): ReportedKey[] {
  return ['access_key_1', 'access_key_2'].flatMap((slot) => {
    const rotated = user[`${slot}_last_rotated`];
    if (typeof rotated !== 'string') return [];
    const use = {
      LastUsedDate: user[`${slot}_last_used_date`],
      LastUsedService: user[`${slot}_last_used_service`],
      LastUsedRegion: user[`${slot}_last_used_region`],
    } as LastUse;
    return [{ rotated: Date.parse(rotated), use }];
  });
}

/**
 * The last use the report knows for this key. Slots are matched by creation time, never by position, which AWS
 * does not promise; undefined where that is ambiguous or the key is newer than the report.
 */
function reportedUse(user: CredentialReportRow | undefined, key: AccessKeyMetadata): LastUse | undefined {
  if (!user) return undefined;
  const created = key.CreateDate?.getTime();
  const matches = reportedKeys(user).filter(
    (reported) => created !== undefined && Math.abs(reported.rotated - created) < 1_000,
  );
  return matches.length === 1 ? matches[0]?.use : undefined;
}

async function askedUse(context: CollectContext, key: AccessKeyMetadata): Promise<LastUse> {
  const { AccessKeyLastUsed } = await ask(context, iam, 'GetAccessKeyLastUsed', {
    AccessKeyId: key.AccessKeyId,
  });
  if (!AccessKeyLastUsed?.LastUsedDate) return {};
  return {
    LastUsedDate: AccessKeyLastUsed.LastUsedDate,
    LastUsedService: AccessKeyLastUsed.ServiceName ?? 'N/A',
    LastUsedRegion: AccessKeyLastUsed.Region ?? 'N/A',
  };
}
