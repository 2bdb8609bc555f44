import type { DetectorFeatureConfigurationResult, Member } from '@aws-sdk/client-guardduty';
import { requiredList } from '../answer.ts';
import { ask } from '../ask.ts';
import type { CollectContext } from '../context.ts';
import { listAll, pagesOf } from '../listing.ts';
import { guardDuty } from './service.ts';

/** The one detector that the account may have in the region. */
export async function detectorId(context: CollectContext): Promise<string | undefined> {
  const [id] = await listAll(context, guardDuty, 'ListDetectors', 'DetectorIds', { pageSize: 50 });
  return id;
}

/** A member whose detector looks, with what it looks for. */
interface LookingMember {
  readonly AccountId: string;
  readonly DetectorId: string;
  readonly Features: DetectorFeatureConfigurationResult[];
}

/**
 * Members whose detectors look, as the delegated administrator has them: two calls for fifty, and one more. An account that
 * it has suspended, that has left or that it cannot answer for is none of them, for what holds there only the account knows.
 */
export async function* lookingMembers(
  context: CollectContext,
  accountIds: ReadonlySet<string>,
): AsyncGenerator<LookingMember> {
  const DetectorId = await detectorId(context);
  if (DetectorId === undefined) return;
  const input = { DetectorId, OnlyAssociated: 'true' };
  // As many as GetMemberDetectors answers for at once.
  for await (const page of pagesOf(context, guardDuty, 'ListMembers', { input, pageSize: 50 })) {
    const members = requiredList(page.Members, 'ListMembers', 'Members');
    const ids = new Map(
      members
        .filter((member) => isLooking(member) && accountIds.has(member.AccountId ?? ''))
        .map((member) => [member.AccountId, member.DetectorId]),
    );
    if (ids.size === 0) continue;
    const AccountIds = [...ids.keys()] as string[];
    const answer = await ask(context, guardDuty, 'GetMemberDetectors', { DetectorId, AccountIds });
    const told = requiredList(
      answer.MemberDataSourceConfigurations,
      'GetMemberDetectors',
      'MemberDataSourceConfigurations',
    );
    for (const { AccountId = '', Features } of told) {
      const id = ids.get(AccountId);
      if (id && Features)
        yield { AccountId, DetectorId: id, Features: Features as LookingMember['Features'] };
    }
  }
}

function isLooking({ RelationshipStatus, DetectorId }: Member): boolean {
  return RelationshipStatus === 'Enabled' && DetectorId !== undefined;
}
