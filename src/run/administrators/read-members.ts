import type { AccountSession } from '../../aws/account-session.ts';
import type { Collector, MemberAnswer } from '../../aws/catalogue/entry.ts';
import type { UnitResult } from '../../ledger/units.ts';
import type { LandingWriter } from '../../load/landing-writer.ts';
import { eachUntilAborted } from '../../time/until-aborted.ts';
import type { Reading } from '../read-account.ts';

/** Unit that an administrator has told of, and of which account. */
export interface ToldUnit {
  readonly accountId: string;
  readonly unit: UnitResult;
}

/** The units of members of which the administrator tells, each as soon as its rows are written. */
export async function* readMembers(
  { writer }: Pick<Reading, 'writer'>,
  administrator: AccountSession,
  { collector, region }: { readonly collector: Collector; readonly region: string },
  members: ReadonlySet<string>,
  signal: AbortSignal,
): AsyncGenerator<ToldUnit> {
  if (!collector.administrator) return;
  const context = administrator.context({ region, accountTags: false, signal });
  const seen = new Set<string>();
  for await (const answer of eachUntilAborted(collector.administrator.membersOf(context, members), signal)) {
    const { accountId } = answer;
    // A list that begins anew, as one does whose token was refused, tells of the same again.
    if (seen.has(accountId)) continue;
    seen.add(accountId);
    const unit = await writeMember(writer, collector, region, answer);
    yield { accountId, unit: { ...unit, sourceAccountId: administrator.accountId } };
  }
}

async function writeMember(
  writer: LandingWriter,
  collector: Collector,
  region: string,
  { accountId, items }: MemberAnswer,
): Promise<UnitResult> {
  const started = performance.now();
  const unit = writer.unit(collector.name, { accountId, region });
  try {
    for (const { table, item, blindTo } of items) await unit.write(table, item, blindTo);
  } catch (error) {
    await unit.drop();
    throw error;
  }
  return {
    status: 'ok',
    collector: collector.name,
    region,
    rows: unit.rows,
    durationMs: Math.round(performance.now() - started),
    ...(await unit.finish()),
    ...(collector.whenEmpty === 'read' ? {} : { empty: !unit.showsUse }),
  };
}
