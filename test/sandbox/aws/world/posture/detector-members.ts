import type { Member, MemberFeaturesConfigurationResult } from '@aws-sdk/client-guardduty';
import type { Account, World } from '../../contract.ts';
import { createRandom } from '../random.ts';
import { postureOf } from './posture.ts';

/** A member of GuardDuty’s organization, as its administrator sees it. */
interface DetectorMember {
  readonly member: Member;
  readonly features: MemberFeaturesConfigurationResult[];
}

/** What only the account itself is told of: the sources that every detector reads. */
const FOUNDATIONAL: ReadonlySet<string> = new Set(['CLOUD_TRAIL', 'DNS_LOGS', 'FLOW_LOGS']);

/**
 * Members that an account administers in a region: none unless the organization has delegated GuardDuty to it. An account
 * with a detector need not be one, one that left is still listed, and what the administrator has suspended is disabled.
 */
export function detectorMembers(place: {
  readonly world: World;
  readonly account: Account;
  readonly region: string;
}): DetectorMember[] {
  const { world, account: administrator, region } = place;
  const delegation = world.delegatedAdministrators.get(administrator.id);
  if (!world.inOrganization || !delegation?.services.has('guardduty.amazonaws.com')) return [];
  return [...world.accounts.values()].flatMap((account) => {
    const { detector } = postureOf({ world, account, region });
    if (account === administrator || account.state !== 'ACTIVE' || !detector) return [];
    const random = createRandom(world.seed, account.id, region, 'detector member');
    if (random.chance(0.1)) return [];
    const left = random.chance(0.1);
    const suspended = detector.Status === 'DISABLED';
    return {
      member: {
        AccountId: account.id,
        DetectorId: detector.id,
        MasterId: administrator.id,
        AdministratorId: administrator.id,
        Email: account.email,
        RelationshipStatus: left ? 'Removed' : suspended ? 'Disabled' : 'Enabled',
        UpdatedAt: detector.UpdatedAt,
      },
      features: (detector.Features ?? [])
        .filter(({ Name = '' }) => !FOUNDATIONAL.has(Name))
        .map(({ Name, Status, UpdatedAt }) => ({ Name: Name as never, Status, UpdatedAt })),
    };
  });
}
