import type { AccountSession } from '../../aws/account-session.ts';
import type { Collector } from '../../aws/catalogue/entry.ts';
import { denialOf } from '../../aws/denial.ts';
import { askPermission, type PermissionAnswer } from '../../aws/permission.ts';
import { readAccountRegions } from '../../aws/regions.ts';
import { inParallel } from '../../concurrency/in-parallel.ts';
import { defaultRegions } from '../../partition.ts';
import { failed, warning } from '../cause.ts';
import { type Finding, ok } from '../finding.ts';
import type { Way } from '../way.ts';
import { isUnreached } from './aws-failure.ts';

/** Findings about an account's regions, and one region in which its actions can be tried. */
export interface RegionsChecked {
  readonly findings: readonly Finding[];
  /** Undefined where none of them is open. */
  readonly open: string | undefined;
}

interface Asked {
  readonly region: string;
  readonly answer: PermissionAnswer;
}

/**
 * Asks for the account's regions, and in each of them for one permission that its collectors need: what is allowed in
 * one region and denied in another is closed there.
 */
export async function checkRegions(way: Way, session: AccountSession, role: string): Promise<RegionsChecked> {
  const action = regionalAction(way.collectors);
  if (action === undefined) return { findings: [], open: undefined };
  const place = { step: 'regions', account: session.accountId } as const;
  const context = session.context({ region: undefined, accountTags: false });
  const { partition, regions: wanted } = way.readPlan;
  const regions = await readAccountRegions(context, partition, wanted);
  const ask = async (region: string): Promise<Asked> => ({
    region,
    answer: await askPermission(session.context({ region, accountTags: false }), partition, action),
  });
  const asked = await inParallel(regions.enabled, way.environment.settings.run.unitConcurrency, ask);
  const closed = asked.filter(({ answer }) => isScpDenial(answer));
  // Denied everywhere, it is the action that is closed, unless it is allowed where the connection does not look.
  const isLock = closed.length < asked.length || (await isAllowedElsewhere(regions.enabled, partition, ask));
  const locked = isLock ? closed.map(({ region }) => region) : [];
  const findings = [
    ...(regions.unnamed ? [failed(place, 'regions_not_told', regions.unnamed.reason ?? '', { role })] : []),
    ...(!regions.certain && !regions.unnamed
      ? [warning(place, 'regions_not_told', 'ec2:DescribeRegions was refused.', { role })]
      : []),
    ...regions.unlisted.map((region) =>
      failed({ ...place, region }, 'region_not_listed', `AWS does not list ${region}.`),
    ),
    ...(wanted === 'all'
      ? []
      : regions.notEnabled.map((region) =>
          warning({ ...place, region }, 'region_not_enabled', `${region} is not enabled.`),
        )),
    ...asked.flatMap(({ region, answer }) => regionFinding(region, answer, locked.includes(region))),
  ];
  const usable = asked.filter(({ region, answer }) => !locked.includes(region) && isAnswered(answer));
  const summary = ok(place, `${usable.length} of ${asked.length} enabled regions are open`);
  return { findings: findings.length > 0 ? findings : [summary], open: usable[0]?.region };

  function regionFinding(region: string, answer: PermissionAnswer, isLocked: boolean): Finding[] {
    if (answer.verdict === 'allowed') return [];
    const said = `${answer.code}: ${answer.message}`;
    if (isLocked) return [failed({ ...place, region }, 'region_closed', said, { role })];
    if (answer.verdict === 'not_enabled') return [warning({ ...place, region }, 'region_not_enabled', said)];
    if (isUnreached(answer.code)) return [failed({ ...place, region }, 'region_out_of_reach', said)];
    return [];
  }
}

/** A permission that collectors need in every region; in EC2, if there is one, where asking reads nothing. */
function regionalAction(collectors: readonly Collector[]): string | undefined {
  const actions = collectors
    .filter(({ scope }) => scope === 'region')
    .flatMap((collector) => collector.actions);
  return actions.find((action) => action.startsWith('ec2:')) ?? actions[0];
}

function isScpDenial(answer: PermissionAnswer): boolean {
  return answer.verdict === 'denied' && denialOf(answer.message)?.policy === 'service control policy';
}

function isAnswered(answer: PermissionAnswer): boolean {
  return answer.verdict === 'allowed' || answer.verdict === 'denied';
}

/** Whether a region that every account has, and this connection does not read, answers otherwise. */
async function isAllowedElsewhere(
  regions: readonly string[],
  partition: Way['readPlan']['partition'],
  ask: (region: string) => Promise<Asked>,
): Promise<boolean> {
  for (const region of defaultRegions(partition).filter((other) => !regions.includes(other))) {
    if ((await ask(region)).answer.verdict === 'allowed') return true;
  }
  return false;
}
