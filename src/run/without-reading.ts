import type { Collector } from '../aws/catalogue/entry.ts';
import { organizationRefusal } from '../aws/organization-refusal.ts';
import { awsFailure, isDenied, mayBeNotEnabled, type Outcome, outcomeOf } from '../aws/outcome.ts';
import type { AccountRegions } from '../aws/regions.ts';
import { describeError, isSnowcensusError } from '../errors.ts';

/** Outcome of units left when a run's time for reading is over. */
export const RUN_TIME_OVER: Outcome = {
  status: 'failed',
  code: 'run_time_over',
  reason: 'The time of the run was over before the unit was read; raise SNOWCENSUS_MAX_RUN_SECONDS.',
};

/** Outcome of the units of an account with which two processes have ended. */
export const WORKER_LOST: Outcome = {
  status: 'failed',
  code: 'worker_lost',
  reason:
    'The process that read the account ended without a word, and so did the one that took it up again: killed, or out of memory. See the log; fewer SNOWCENSUS_WORKERS or a smaller SNOWCENSUS_ACCOUNT_CONCURRENCY take less memory.',
};

/** Outcome of the units of an account whose shard of the run was not heard of in time. */
export const SHARD_LOST: Outcome = {
  status: 'failed',
  code: 'shard_lost',
  reason:
    'The shard of the run that was to read the account did not come, or was not heard of for SNOWCENSUS_SHARD_WAIT_SECONDS. See how its process ended.',
};

/** Outcome of the units of a region that the account has not opted into. */
export const NOT_ENABLED: Outcome = {
  status: 'absent',
  code: 'region_not_enabled',
  reason: 'The account has not enabled the region.',
};

/** No conclusion: a name that means no region says nothing of what the account holds. */
export const NOT_LISTED: Outcome = {
  status: 'failed',
  code: 'region_not_listed',
  reason: 'AWS does not list the region. Correct regions in the options of the connection.',
};

/** Outcome of a unit that is not yet due: its collector leaves some days between two reads. */
export function notDue(everyDays: number, readAt: Date): Outcome {
  return {
    status: 'probed',
    code: 'not_due',
    reason: `Not asked: it is read every ${everyDays} days, and was last read at ${readAt.toISOString()}.`,
  };
}

/** STS gives one answer for a missing role, a trust policy that does not name us and a wrong external id. */
export function refusedEntry(error: unknown): Outcome {
  const { code, message } = awsFailure(error);
  if (isSnowcensusError(error) && error.kind === 'config') {
    return { status: 'denied', code: 'role_not_allowed', reason: describeError(error) };
  }
  if (!isDenied(error)) return outcomeOf(error, []);
  return {
    status: 'denied',
    code: 'assume_role_refused',
    reason: `${code}: ${message}. The role does not exist in the account, does not trust us, or refuses the external id; AWS does not say which.`,
  };
}

/** Outcome of a unit that has taken all its time; `waiting`: the call that waited longest then, in words. */
export function unitTimeOver(unitSeconds: number, waiting: string | undefined): Outcome {
  return {
    status: 'failed',
    code: 'unit_time_over',
    reason: `The unit was not read within ${unitSeconds} seconds${waiting ? `; what waited longest then was ${waiting}` : ''}.`,
  };
}

/** Unit that was begun, and the account that it is of. */
interface BrokenUnit {
  readonly collector: Collector;
  readonly region: string;
  readonly accountId: string;
  readonly regions: AccountRegions | undefined;
  readonly roleArn: string | undefined;
}

/** Outcome of a unit of which a read was refused or broke. */
export function unitFailure(error: unknown, unit: BrokenUnit): Outcome {
  const { collector, region, accountId, regions, roleArn } = unit;
  const refusal =
    collector.scope === 'organization' ? organizationRefusal(error, accountId, roleArn) : undefined;
  if (refusal) return refusal;
  const outcome = outcomeOf(error, collector.absent);
  if (regions && !regions.certain && mayBeNotEnabled(error)) {
    return {
      ...outcome,
      status: 'denied',
      reason: `${outcome.reason ?? ''} (the account may not have enabled ${region}; it does not let us ask)`,
    };
  }
  return outcome;
}
