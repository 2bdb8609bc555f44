/** How bad a failure is, the worst first. */
export const SEVERITIES = ['critical', 'high', 'medium', 'low'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Subject of one answer of a detection: each resource, or each account, region or organization as a whole. */
export const SUBJECTS = ['organization', 'account', 'region', 'resource'] as const;
export type Subject = (typeof SUBJECTS)[number];

/** Which accounts a detection is about. */
export const ACCOUNT_KINDS = ['all', 'members', 'management'] as const;
export type AccountKind = (typeof ACCOUNT_KINDS)[number];

/** The columns that the SELECT of a detection returns, in this order, and no others. */
export const ANSWER_COLUMNS = [
  'ACCOUNT_ID',
  'REGION',
  'RESOURCE_ID',
  'RESOURCE_ARN',
  'STATUS',
  'REASON',
  'EVIDENCE',
] as const;

/** A value that a detection goes by and that users may set otherwise: `$days` in its SELECT. */
export interface Parameter {
  readonly name: string;
  readonly default: number | readonly string[];
  readonly doc: string;
}

/** How many findings of each status the organization of the tests has. */
export interface ExpectedFindings {
  readonly pass: number;
  readonly fail: number;
  readonly unknown: number;
}

/** One question in SQL with its meaning, as its file says. */
export interface Detection {
  /** `iam_root_mfa`: the name of its file. */
  readonly id: string;
  /** `iam`: the name of its folder. */
  readonly service: string;
  readonly title: string;
  readonly severity: Severity;
  readonly per: Subject;
  readonly accounts: AccountKind;
  /** Type of the resource as CloudFormation names it. */
  readonly resourceType: string;
  readonly why: string;
  readonly remedy: string;
  /** Collectors without which it has no answer. */
  readonly reads: readonly string[];
  /** Reads of a row's details without which it has no answer for that row, as BLIND_TO names them. */
  readonly needs: readonly string[];
  /** Age in hours at which what was read is too old to answer by; undefined where no age is. */
  readonly freshWithinHours: number | undefined;
  readonly parameters: readonly Parameter[];
  /** Controls that it answers, by framework: `cis-7.0` → `2.5`. */
  readonly controls: Readonly<Record<string, readonly string[]>>;
  readonly tests: ExpectedFindings | undefined;
  /** The SELECT of the file, with what completes it, against the views of the schema of tables. */
  readonly sql: string;
  /** Views that it reads. */
  readonly tables: readonly string[];
}
