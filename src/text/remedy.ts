/** Cause of blindness: a connection, and the word by which its coverage names the reason. */
export interface Blindness {
  readonly connection: string;
  readonly status: string;
  readonly code: string | undefined;
}

/** Remedies of the codes that have one of their own; the others have the command that finds the remedy. */
const REMEDIES: Readonly<Record<string, (connection: string) => string>> = {
  assume_role_refused: (connection) =>
    `deploy the role there, as \`snowcensus roles ${connection}\` prints it; ${checking(connection)}`,
  role_not_allowed: () => 'let SNOWCENSUS_ALLOWED_ROLES name the role',
  account_suspended: (connection) =>
    `have AWS reinstate the account, or leave it out: \`snowcensus connections edit ${connection} --exclude '{account_ids: ["<its id>"]}'\``,
  account_pending_closure: () => 'nothing: it is gone from the list once it is closed',
  held_open: (connection) => `\`snowcensus run ${connection} --close\` confirms it`,
  load_failed: () => 'look at Snowflake: CONNECTOR_RUNS.ERROR has its words; the next run loads it again',
  run_time_over: () => 'the next run reads it first of all; or raise SNOWCENSUS_MAX_RUN_SECONDS',
  worker_lost: () => 'see the log for how the process ended; fewer SNOWCENSUS_WORKERS take less memory',
  shard_lost: () => 'see how the process of the shard ended, or why it did not begin; the next run reads it',
  unit_time_over: () => 'raise SNOWCENSUS_UNIT_SECONDS if it happens again',
};

/** Codes with which AWS says that it was called too often. */
const TOO_OFTEN = /^(?:Throttl\w+|RequestThrottled\w*|RequestLimitExceeded|TooManyRequests\w*|SlowDown)$/;

/** Step of a person after which the units are seen again, or the command that finds the step. */
export function remedyOf({ connection, status, code = '' }: Blindness): string {
  const remedy = Object.hasOwn(REMEDIES, code) ? REMEDIES[code] : undefined;
  if (remedy) return remedy(connection);
  if (TOO_OFTEN.test(code)) {
    return 'other tools use up the rate of that account: the next run tries again; SNOWCENSUS_AWS_RATE slows ours';
  }
  if (status === 'denied') return `a policy or SCP denies the action; ${checking(connection)}`;
  return checking(connection);
}

function checking(connection: string): string {
  return `\`snowcensus check ${connection}\` tells more`;
}
