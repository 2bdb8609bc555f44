import type { AccountSession } from '../../aws/account-session.ts';
import type { Collector } from '../../aws/catalogue/entry.ts';
import { organizationRefusal } from '../../aws/organization-refusal.ts';
import { askPermission, type IdentityCenterFacts, type PermissionAnswer } from '../../aws/permission.ts';
import { inParallel } from '../../concurrency/in-parallel.ts';
import { type CauseCode, type Details, failed, warning } from '../cause.ts';
import { type Finding, ok } from '../finding.ts';
import type { Way } from '../way.ts';

/** The session and the region in which an account's actions are tried. */
export interface ActionsPlace {
  readonly session: AccountSession;
  readonly role: string;
  /** Undefined where no region is open: what is read by region is then not tried. */
  readonly region: string | undefined;
  readonly identityCenter?: IdentityCenterFacts | undefined;
  /** Account that manages the organization, where that is known. */
  readonly management?: string | undefined;
}

interface Wanted {
  readonly action: string;
  readonly collectors: readonly Collector[];
  /** Condition under which the action is needed, where not every read needs it. */
  readonly when: string | undefined;
}

interface Refused extends Wanted {
  readonly code: CauseCode;
  readonly said: string;
  readonly policy: string;
}

/** Tries every action that the connection's collectors need, each by the smallest request. */
export async function checkActions(way: Way, place: ActionsPlace): Promise<readonly Finding[]> {
  const { session, region } = place;
  const { partition, homeRegion } = way.readPlan;
  const wanted = wantedActions(way.collectors, region !== undefined);
  if (wanted.length === 0) return [];
  const answers = await inParallel(wanted, way.environment.settings.run.unitConcurrency, async (each) => {
    const where = each.collectors.some(({ scope }) => scope === 'region') ? region : homeRegion;
    const context = session.context({ region: where, accountTags: false });
    return askPermission(context, partition, each.action, place.identityCenter);
  });
  const refused = wanted.flatMap((each, index) => {
    const answer = answers[index];
    return answer && answer.verdict !== 'allowed' ? judge(each, answer, place) : [];
  });
  // What only some reads need, and cannot be told without something to read, is no reason to worry.
  const untold = refused.filter(({ code, when }) => code === 'permission_untold' && when !== undefined);
  const told = refused.filter((each) => !untold.includes(each));
  const findings = [
    ...Map.groupBy(told, ({ code, policy, when }) => `${code} ${policy} ${when ?? ''}`).values(),
  ].map((alike) => explained(alike, place));
  const allowed = wanted.length - refused.length;
  const doubt = untold.map(({ action, said }) => `; not told: ${action} (${said})`).join('');
  const here = { step: 'actions', account: session.accountId } as const;
  return findings.length > 0 ? findings : [ok(here, `${allowed} actions are allowed${doubt}`)];
}

/** Every action once, with the collectors that need it. */
function wantedActions(collectors: readonly Collector[], withRegions: boolean): readonly Wanted[] {
  const read = collectors.filter(({ scope }) => withRegions || scope !== 'region');
  const needs = read.flatMap((collector) => collector.actions.map((action) => ({ action, collector })));
  return [...Map.groupBy(needs, ({ action }) => action)].map(([action, needing]) => {
    const when = needing.map(({ collector }) => collector.conditional[action]);
    return {
      action,
      collectors: needing.map(({ collector }) => collector),
      when: when.every((condition) => condition !== undefined) ? [...new Set(when)].join(', or ') : undefined,
    };
  });
}

function judge(
  wanted: Wanted,
  answer: Exclude<PermissionAnswer, { verdict: 'allowed' }>,
  { session, role }: ActionsPlace,
): Refused {
  const said = `${answer.code}: ${answer.message}`;
  const asked = wanted.collectors.some(({ scope }) => scope === 'organization');
  if (asked && answer.error !== undefined && organizationRefusal(answer.error, session.accountId, role)) {
    return { ...wanted, code: 'delegated_administrator_without_right', said, policy: '' };
  }
  if (answer.verdict !== 'denied') return { ...wanted, code: 'permission_untold', said, policy: '' };
  const policy = answer.denial?.policy ?? '';
  if (wanted.when !== undefined) return { ...wanted, code: 'conditional_permission_missing', said, policy };
  if (policy === 'identity-based policy') {
    const code = answer.denial?.explicit ? 'permission_denied_by_role' : 'permission_missing';
    return { ...wanted, code, said, policy };
  }
  return {
    ...wanted,
    code: BY_POLICY[policy] ?? (policy === '' ? 'permission_refused' : 'rcp_denial'),
    said,
    policy,
  };
}

const BY_POLICY: Readonly<Record<string, CauseCode | undefined>> = {
  'service control policy': 'scp_denial',
  'permissions boundary': 'permissions_boundary',
  'session policy': 'session_policy',
};

/** Causes that may turn out to be harmless. */
const MILD: ReadonlySet<CauseCode> = new Set(['conditional_permission_missing', 'permission_untold']);

/** One finding for all actions that are refused alike. */
function explained(alike: readonly Refused[], { session, role, region, management }: ActionsPlace): Finding {
  const [first] = alike;
  const actions = alike.map(({ action }) => action);
  const code = first?.code ?? 'permission_refused';
  const regional = alike.every(({ collectors }) => collectors.every(({ scope }) => scope === 'region'));
  const place = {
    step: 'actions',
    account: session.accountId,
    ...(regional && region ? { region } : {}),
  } as const;
  const details: Details = {
    role,
    policy: first?.policy ?? '',
    when: first?.when ?? '',
    management: management ?? 'of the organization',
    actions: actions.join(', '),
    actionsJson: JSON.stringify(actions),
    collectors: [...new Set(alike.flatMap(({ collectors }) => collectors.map(({ name }) => name)))].join(
      ', ',
    ),
  };
  const said = `${actions.join(', ')}: ${first?.said ?? ''}`;
  const finding = MILD.has(code) ? warning : failed;
  return finding(place, code, said, details);
}
