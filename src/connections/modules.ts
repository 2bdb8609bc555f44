import type { z } from 'zod';
import { accountsOptions, accountsSchema } from './aws-accounts.ts';
import { cloudtrailOptions, cloudtrailSchema } from './aws-cloudtrail.ts';
import { identityCenterSchema } from './aws-identity-center.ts';
import { inventoryOptions, inventoryRules, inventorySchema } from './aws-inventory.ts';
import type { OptionDocument } from './document/option-document.ts';
import { issueProblems } from './issue-problems.ts';
import { memberRules } from './member-accounts.ts';
import type { Administrative } from './options.ts';
import type { Problem } from './problem.ts';
import { commonRules, type RawOptions } from './rules.ts';
import { parseSchedule, type Schedule } from './schedule/schedule.ts';

/** Every module a connection may name. Another module is one more line here. */
export const MODULES = {
  aws_accounts: defineModule('aws_accounts', accountsSchema, accountsOptions),
  aws_inventory: defineModule('aws_inventory', inventorySchema, inventoryOptions, inventoryRules),
  aws_identity_center: defineModule('aws_identity_center', identityCenterSchema, (options) => options),
  aws_cloudtrail: defineModule('aws_cloudtrail', cloudtrailSchema, cloudtrailOptions, memberRules),
};

interface Parsed {
  readonly module: string;
  readonly name?: unknown;
  readonly schedule?: string | undefined;
  readonly timezone: string;
  readonly jitter: number;
  readonly paused: boolean;
}

/** A module from the schema of its options, what they become when valid, and its rules over several options. */
function defineModule<M extends string, P extends Parsed, O>(
  module: M,
  schema: z.ZodType<P>,
  optionsOf: (parsed: Omit<P, Administrative>) => O,
  rules: (raw: RawOptions) => readonly Problem[] = () => [],
) {
  const read = (name: string, document: OptionDocument) => {
    const raw = withoutEmpty(document.values);
    const { data, error } = schema.safeParse(raw, { reportInput: true });
    const problems = [
      ...issueProblems(error?.issues ?? [], schema, document),
      ...commonRules(raw),
      ...rules(raw),
    ];
    if (data === undefined || problems.length > 0) return { ok: false as const, problems };
    const { module: _module, name: _name, schedule, timezone, jitter, paused, ...options } = data;
    const connection = {
      name,
      module,
      options: optionsOf(options),
      schedule: scheduleOf(schedule, timezone),
      jitter,
      paused,
    };
    return { ok: true as const, connection };
  };
  return { schema, read };
}

/** Options that narrow what is read: one left empty was meant to narrow it, and nobody can tell to what. */
const FILTERS = new Set(['include', 'exclude', 'regions', 'collectors']);

/** Any other option left empty is not given: SnowAlert's form stored its empty fields. */
function withoutEmpty(values: RawOptions): RawOptions {
  return Object.fromEntries(
    Object.entries(values)
      .map(([name, value]) => [name, value === '' ? null : value] as const)
      .filter(([name, value]) => value !== null || FILTERS.has(name)),
  );
}

function scheduleOf(schedule: string | undefined, timezone: string): Schedule | undefined {
  const parsed = schedule === undefined ? undefined : parseSchedule(schedule);
  return typeof parsed === 'object' ? { ...parsed, timezone } : undefined;
}
