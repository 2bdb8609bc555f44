import {
  type AccessKeyMetadata,
  GetAccessKeyLastUsedCommand,
  IAMClient,
  NoSuchEntityException,
  paginateListAccessKeys,
} from '@aws-sdk/client-iam';
import { requiredList } from '../answer.ts';
import type { CollectContext } from '../context.ts';
import type { CredentialReportRow } from './credential-report.ts';
import { type KnownUser, readUsers } from './users.ts';

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
export async function* accessKeys(context: CollectContext): AsyncGenerator<AccessKeyFacts> {
  for (const user of await readUsers(context)) {
    if (user.reported && reportedKeys(user.reported).length === 0) continue;
    yield* keysOf(context, user);
  }
}

async function* keysOf(
  context: CollectContext,
  { userName, reported }: KnownUser,
): AsyncGenerator<AccessKeyFacts> {
  const client = context.client(IAMClient);
  const options = { abortSignal: context.signal };
  try {
    for await (const page of paginateListAccessKeys({ client }, { UserName: userName }, options)) {
      for (const key of requiredList(page.AccessKeyMetadata, 'ListAccessKeys', 'AccessKeyMetadata')) {
        yield { ...key, ...(reportedUse(reported, key) ?? (await askedUse(context, key))) };
      }
    }
  } catch (error) {
    // A user deleted since the list was read has no keys, and that is the truth.
    if (!(error instanceof NoSuchEntityException)) throw error;
  }
}

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
  const command = new GetAccessKeyLastUsedCommand({ AccessKeyId: key.AccessKeyId });
  const { AccessKeyLastUsed } = await context
    .client(IAMClient)
    .send(command, { abortSignal: context.signal });
  if (!AccessKeyLastUsed?.LastUsedDate) return {};
  return {
    LastUsedDate: AccessKeyLastUsed.LastUsedDate,
    LastUsedService: AccessKeyLastUsed.ServiceName ?? 'N/A',
    LastUsedRegion: AccessKeyLastUsed.Region ?? 'N/A',
  };
}
