import type { PlannedAccount } from '../connectors/connector.ts';
import { isSnowcensusError } from '../errors.ts';
import { planAccounts } from '../run/plan-accounts.ts';
import type { Database } from '../snowflake/database.ts';
import { failed, warning } from './cause.ts';
import { type Finding, ok } from './finding.ts';
import { selfExplained } from './snowflake/snowflake-failure.ts';
import type { Way } from './way.ts';

/** The accounts that a run would enter, and what is not right with the list they are from. */
export interface PlanChecked {
  readonly findings: readonly Finding[];
  readonly accounts: readonly PlannedAccount[];
}

/** Plans as a run does: from the accounts connection's list, or from what the connection itself names. */
export async function checkPlan(way: Way, database: Database): Promise<PlanChecked> {
  const place = { step: 'accounts_list' } as const;
  const { connection, connector } = way;
  try {
    const plan = await planAccounts(database, connector, connection);
    const { accounts, findings } = planned(way, plan.accounts);
    const old =
      plan.list && plan.warning
        ? [warning(place, 'list_out_of_date', plan.warning, { list: plan.list })]
        : [];
    return { accounts, findings: [...old, ...findings] };
  } catch (error) {
    if (!isSnowcensusError(error)) throw error;
    return { findings: [selfExplained(place, error)], accounts: [] };
  }
}

function planned({ readPlan }: Way, all: readonly PlannedAccount[]): PlanChecked {
  const place = { step: 'accounts_list' } as const;
  const accounts = all.filter(({ verdict }) => verdict === undefined);
  const undecided = all.flatMap(({ id, verdict }) =>
    verdict?.status === 'failed'
      ? [failed({ ...place, account: id }, 'account_left_undecided', verdict.reason ?? '')]
      : [],
  );
  const denied = all.filter(({ verdict }) => verdict?.status === 'denied');
  const said = `${accounts.length} of ${all.length} accounts are to be read`;
  const closed = denied.length === 0 ? '' : `; ${denied.length} are suspended or closing`;
  if (accounts.length === 0)
    return { findings: [...undecided, failed(place, 'nothing_to_read', said)], accounts };
  const told = readPlan.accountsList === undefined ? [] : [ok(place, said + closed)];
  return { findings: [...undecided, ...told], accounts };
}
