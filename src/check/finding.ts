/** The steps of a check, in the order in which they are done, with what a person calls them. */
export const STEPS = {
  snowflake_login: 'log in to Snowflake',
  snowflake_role: 'role of the session',
  snowflake_warehouse: 'warehouse of the session',
  snowflake_parameters: 'parameters of the session',
  connection: 'options of the connection',
  schema: 'tables of this version',
  process_credentials: 'AWS credentials of the process',
  hop: 'roles on the way',
  accounts_list: 'list of accounts',
  role: 'role in each account',
  external_id: 'external id is asked for',
  organization: 'organization lets us ask',
  regions: 'regions',
  actions: 'IAM actions of the collectors',
  grants: 'grants on the tables',
  stage_put: 'PUT to the stage',
  copy: 'COPY of a row that is taken back',
  clean_up: 'nothing is left behind',
} as const;

export type Step = keyof typeof STEPS;

/** A finding of one step, about everything or about one account. */
export interface Finding {
  readonly step: Step;
  readonly status: 'ok' | 'warning' | 'failed';
  readonly account?: string;
  readonly region?: string;
  /** A word of ours for what is wrong; of a step that is ok, undefined. */
  readonly code?: string;
  /** The finding in words; a refusal in AWS's or Snowflake's own. */
  readonly message: string;
  /** Why that is likely so, claiming no more than is known. */
  readonly cause?: string;
  /** The remedy, to the letter where possible. */
  readonly fix?: string;
}

/** The step, account and region that a finding belongs to. */
export type Place = Pick<Finding, 'step' | 'account' | 'region'>;

/** All is well with the step. */
export function ok(place: Place, message: string): Finding {
  return { ...place, status: 'ok', message };
}

/** Why something is likely refused, and what mends it. Names in braces are filled in from the details. */
export interface Cause {
  readonly cause: string;
  readonly fix: string;
}
