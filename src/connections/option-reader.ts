import type { z } from 'zod';
import type { Connection } from './connection.ts';
import type { OptionDocument } from './document/option-document.ts';
import { issueProblems } from './issue-problems.ts';
import type { Administrative, CommonOptions } from './options.ts';
import type { Problem } from './problem.ts';
import { commonRules, type RawOptions } from './rules.ts';
import { parseSchedule, type Schedule } from './schedule/schedule.ts';

/** Reader of the options of one module. */
export interface OptionReader {
  readonly schema: z.ZodType;
  readonly read: (name: string, document: OptionDocument) => ReadOptions;
}

/** Readers by the name that a connection gives as its `module`. */
export type OptionReaders = ReadonlyMap<string, OptionReader>;

/** A connection, or every problem of its options. */
export type ReadOptions =
  | { readonly ok: true; readonly connection: Connection }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Options that every schema knows, as it gives them. */
export interface ParsedOptions {
  readonly module: string;
  readonly name?: unknown;
  readonly schedule?: string | undefined;
  readonly timezone: string;
  readonly jitter: number;
  readonly paused: boolean;
}

/** Options of one module, as they are declared. */
export interface OptionDeclaration<P extends ParsedOptions, O extends CommonOptions> {
  readonly module: string;
  readonly schema: z.ZodType<P>;
  /** Options that a connector gets of those that the schema has found valid. */
  readonly optionsOf: (parsed: Omit<P, Administrative>) => O;
  /** Problems that concern several options at once. */
  readonly rules?: (raw: RawOptions) => readonly Problem[];
}

/** Reader of a module's options, from their declaration. */
export function optionReader<P extends ParsedOptions, O extends CommonOptions>(
  declaration: OptionDeclaration<P, O>,
): OptionReader {
  const { module, schema, optionsOf, rules = () => [] } = declaration;
  const read = (name: string, document: OptionDocument): ReadOptions => {
    const raw = withoutEmpty(document.values);
    const { data, error } = schema.safeParse(raw, { reportInput: true });
    const problems = [
      ...issueProblems(error?.issues ?? [], schema, document),
      ...commonRules(raw),
      ...rules(raw),
    ];
    if (data === undefined || problems.length > 0) return { ok: false, problems };
    const { module: _module, name: _name, schedule, timezone, jitter, paused, ...options } = data;
    const connection = {
      name,
      module,
      options: optionsOf(options),
      schedule: scheduleOf(schedule, timezone),
      jitter,
      paused,
    };
    return { ok: true, connection };
  };
  return { schema, read };
}

/** Options that narrow the reading: an empty one was meant to narrow it, and cannot tell to what. */
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
