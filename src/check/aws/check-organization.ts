import type { AccountSession } from '../../aws/account-session.ts';
import { readInstance } from '../../aws/catalogue/identitycenter/instance.ts';
import { askOrganization } from '../../aws/organization-access.ts';
import { organizationRefusal } from '../../aws/organization-refusal.ts';
import { awsFailure, isDenied } from '../../aws/outcome.ts';
import type { IdentityCenterFacts } from '../../aws/permission.ts';
import { failed } from '../cause.ts';
import { type Finding, ok } from '../finding.ts';
import type { Way } from '../way.ts';
import { wordsOf } from './aws-failure.ts';

/** The organization as one account is allowed to see it. */
export interface OrganizationChecked {
  readonly findings: readonly Finding[];
  /** Whether single actions are worth trying. */
  readonly goOn: boolean;
  readonly management?: string | undefined;
  readonly identityCenter?: IdentityCenterFacts | undefined;
}

const NO_ORGANIZATION = /^(?:AWSOrganizationsNotInUseException|OrganizationNotFoundException)$/;

/** Asks the organization, or Identity Center, where the connection reads it; nothing for other connections. */
export async function checkOrganization(
  way: Way,
  session: AccountSession,
  role: string,
): Promise<OrganizationChecked> {
  if (way.connector.enters === 'organization') return accountsOf(session, role);
  if (way.connector.enters === 'identity-center') return identityCenterOf(way, session, role);
  return { findings: [], goOn: true };
}

async function accountsOf(session: AccountSession, role: string): Promise<OrganizationChecked> {
  const { accountId } = session;
  const place = { step: 'organization', account: accountId } as const;
  const context = session.context({ region: undefined, accountTags: false });
  const { managementAccountId, listed, undescribed, unlisted } = await askOrganization(context);
  const management = managementAccountId;
  const details = { management: management ?? 'of the organization' };
  const outside = [undescribed, unlisted].find(
    (error) => error !== undefined && NO_ORGANIZATION.test(awsFailure(error).code),
  );
  if (outside !== undefined) {
    return { findings: [failed(place, 'not_in_organization', wordsOf(outside))], goOn: false };
  }
  if (unlisted !== undefined && organizationRefusal(unlisted, accountId, role)) {
    return { findings: [failed(place, 'member_account', wordsOf(unlisted), details)], goOn: false };
  }
  // What a policy of the role refuses is the next step's to say, together with all else that it refuses.
  const list = unlisted === undefined ? `; ${listed} accounts on the first page of its list` : '';
  const asked = ok(place, `${management ? `managed by account ${management}` : 'it answers'}${list}`);
  return { findings: [asked], goOn: true, management };
}

async function identityCenterOf(
  way: Way,
  session: AccountSession,
  role: string,
): Promise<OrganizationChecked> {
  const place = { step: 'organization', account: session.accountId } as const;
  const context = session.context({ region: way.readPlan.homeRegion, accountTags: false });
  try {
    const { InstanceArn, IdentityStoreId } = await readInstance(context);
    return {
      findings: [ok(place, InstanceArn)],
      goOn: true,
      identityCenter: { instanceArn: InstanceArn, identityStoreId: IdentityStoreId },
    };
  } catch (error) {
    way.environment.signal.throwIfAborted();
    const actions = ['sso:ListInstances'];
    const details = {
      role,
      actionsJson: JSON.stringify(actions),
      collectors: way.collectors.map(({ name }) => name).join(', '),
    };
    const code = isDenied(error) ? 'permission_refused' : 'no_identity_center';
    return { findings: [failed(place, code, wordsOf(error), details)], goOn: false };
  }
}
