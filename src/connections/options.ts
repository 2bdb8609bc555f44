import { z } from 'zod';
import { partitionOfRegion, regionProblem } from '../partition.ts';
import { hiddenOption, listOption, textOption, wholeNumber } from './option-values.ts';
import { parseRoleArn } from './role-arn.ts';
import { parseSchedule } from './schedule/schedule.ts';
import { isSecretReference } from './secret.ts';
import { pattern, selection } from './selection.ts';

/** A role of the chain and the external id its trust policy asks for. */
export interface RoleOption {
  readonly arn: string;
  readonly external_id?: string | undefined;
}

export const roleArnOption = textOption((value) => {
  const parsed = parseRoleArn(value);
  return typeof parsed === 'string' ? parsed : undefined;
});

/** SnowAlert stored external ids encrypted by KMS where it had a key; such a value begins with the header of a KMS blob. */
const KMS_CIPHERTEXT = /^AQIC[\w+/=]{200,}$/;

export const externalId = hiddenOption((value) => {
  if (typeof value !== 'string') return 'must be text; quote it';
  if (KMS_CIPHERTEXT.test(value)) {
    return "is encrypted by SnowAlert's KMS key, which snowcensus does not use; write the external id itself (AWS does not treat it as a secret)";
  }
  // STS AssumeRole, parameter ExternalId.
  return /^[\w+=,.@:/-]{2,1224}$/.test(value)
    ? undefined
    : 'is not an external id; it has 2 to 1224 of the characters A-Z a-z 0-9 _ + = , . @ : / -';
});

/** A hop may be written as its ARN alone. */
const hop = z.preprocess(
  (value): unknown => (typeof value === 'string' ? { arn: value } : value),
  z.strictObject({ arn: roleArnOption, external_id: externalId.optional() }),
);

const secret = hiddenOption((value) =>
  typeof value === 'string' && isSecretReference(value)
    ? undefined
    : 'must be env:NAME or file:/absolute/path; a secret does not belong in a COMMENT, which every role with a grant on the table can read',
);

export const region = textOption(regionProblem);

/** Looks for the nearest of all regions only for the first that are wrong. */
const regionList = listOption(z.string()).superRefine((regions, context) => {
  const wrong = regions
    .map((name, index) => ({ name, index }))
    .filter(({ name }) => partitionOfRegion(name) === undefined);
  for (const { name, index } of wrong.slice(0, MOST_WRONG)) {
    context.addIssue({ code: 'custom', message: regionProblem(name) ?? '', path: [index] });
  }
  if (wrong.length > MOST_WRONG) {
    context.addIssue({ code: 'custom', message: `has ${wrong.length} names that are no AWS region` });
  }
});

const MOST_WRONG = 20;

const schedule = textOption((value) => {
  const parsed = parseSchedule(value);
  return typeof parsed === 'string' ? parsed : undefined;
}, 300);

const timezone = textOption(
  (value) =>
    isTimezone(value)
      ? undefined
      : `"${value}" is not a time zone of the IANA database; one looks like Europe/Berlin or UTC`,
  64,
);

function isTimezone(value: string): boolean {
  // Intl also takes offsets such as +02:00, for which "daylight saving" has no meaning and cron no zone.
  if (!/^[A-Z]/i.test(value)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: value });
    return true;
  } catch {
    return false;
  }
}

/** The value of `retention_days` by which nothing is ever deleted. */
const FOREVER = 'forever';

/** The options every module that reads AWS has. What an option's `meta` says is read by help, form and templates. */
export const commonOptions = {
  module: z.string().meta({ description: 'what kind of connection it is' }),
  schedule: schedule.optional().meta({
    description: 'when it runs: five-field cron or a name such as @daily; without it only by hand',
    example: '0 3 * * *',
    asked: true,
  }),
  timezone: timezone
    .default('UTC')
    .meta({ description: 'the time zone of the schedule, by its IANA name', example: 'Europe/Berlin' }),
  jitter: z
    .int('must be a whole number of seconds')
    .min(0)
    .max(3_600, 'must be at most 3600 seconds, an hour')
    .default(0)
    .meta({
      description:
        'seconds within which its runs begin after they are due, always as late for one name, so that many do not begin at once',
      example: 300,
    }),
  paused: z
    .boolean()
    .default(false)
    .meta({ description: 'whether the schedule is suspended; by hand it runs all the same' }),
  source_role_arn: hop.optional().meta({
    description:
      'the role assumed first, once per run; a mapping of arn and external_id where it asks for one',
    example: 'arn:aws:iam::111111111111:role/snowcensus',
    asked: true,
  }),
  role_chain: listOption(hop)
    .max(10, 'has more than 10 roles; each is one more session that AWS shortens to an hour')
    .default([])
    .meta({
      description: 'the roles assumed after the source role and before the destination, in order',
      example: ['arn:aws:iam::222222222222:role/hop'],
    }),
  default_external_id: externalId.optional().meta({
    description: 'the external id for every role on the way that is given none of its own',
    example: '8c1f0c0e-5a52-4f0e-9c3b-6d3f2b1a7e55',
  }),
  access_key_id: secret.optional().meta({
    description:
      'where the access key to start from is, env:NAME or file:/path; else the SDK’s default chain',
    example: 'env:AUDIT_ACCESS_KEY_ID',
  }),
  secret_access_key: secret
    .optional()
    .meta({ description: 'where its secret is', example: 'file:/run/secrets/audit_secret_access_key' }),
  session_token: secret.optional().meta({
    description: 'where its session token is, if it has one',
    example: 'env:AUDIT_SESSION_TOKEN',
  }),
  regions: z
    .union([z.literal('all'), regionList], 'must be all or a list of regions such as [us-east-1]')
    .default('all')
    .meta({
      description: 'the regions read: all that an account has enabled, or a list',
      example: ['us-east-1', 'eu-west-1'],
    }),
  include: selection.optional().meta({
    description:
      'the accounts meant: a mapping of account_ids, names, ous and tags; any entry that matches is enough',
    example: { ous: ['/Workloads'] },
  }),
  exclude: selection.optional().meta({
    description: 'the accounts left out, written like include; it wins over include',
    example: { names: ['*-sandbox'], tags: { inventory: 'off' } },
  }),
  collectors: listOption(pattern)
    .optional()
    .meta({
      description:
        'what is read: services, collectors, patterns, or the sets default, all and security; else default',
      example: ['default', 'iam.*'],
    }),
  retention_days: z
    .union(
      [z.literal(FOREVER), wholeNumber(1, 3650, `days for which old snapshots are kept, or ${FOREVER}`)],
      `must be ${FOREVER} or a whole number of days`,
    )
    .optional()
    .meta({
      description:
        'how many days old snapshots are kept, or forever, as without it; connections add writes 90 unless told otherwise',
      initial: 90,
    }),
  allow_closing: z.boolean().optional().meta({
    description:
      'whether a run may close most of what is known at once; else that is held open until run --close confirms',
    example: true,
  }),
  record_findings: z.boolean().optional().meta({
    description:
      'whether each run records in FINDING_HISTORY what has changed of the findings of all detections',
    example: true,
  }),
  /** SnowAlert stored the name its form asked for; it means nothing. */
  name: z.unknown().optional().meta({ deprecated: true }),
};

/** Beside a `destination_role_arn`. */
export const destination_role_external_id = externalId.optional().meta({
  description: 'the external id that the destination role asks for',
  example: '8c1f0c0e-5a52-4f0e-9c3b-6d3f2b1a7e55',
});

/** Options that every connector gets, valid. */
export interface CommonOptions
  extends Readonly<
    Pick<
      z.output<z.ZodObject<typeof commonOptions>>,
      | 'source_role_arn'
      | 'role_chain'
      | 'default_external_id'
      | 'access_key_id'
      | 'secret_access_key'
      | 'session_token'
      | 'retention_days'
      | 'allow_closing'
      | 'record_findings'
    >
  > {
  readonly collectors?: readonly string[] | undefined;
}

/** Days for which a connection keeps old snapshots; undefined: for ever. */
export function retentionDays({
  retention_days: days,
}: Pick<CommonOptions, 'retention_days'>): number | undefined {
  return days === FOREVER ? undefined : days;
}

/** Options that say which connection this is and when it runs, not how it reads AWS. */
export type Administrative = 'module' | 'name' | 'schedule' | 'timezone' | 'jitter' | 'paused';
