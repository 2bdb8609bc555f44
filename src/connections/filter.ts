import { composed } from '../text/composed.ts';
import { matchesPattern } from './patterns.ts';
import type { Selection } from './selection.ts';

/** Facts of the accounts list about an account; a fact that is not known is undefined, never empty. */
export interface FilterAccount {
  readonly id: string;
  readonly name: string | undefined;
  /** Names from below the root down, such as `/Workloads/Prod`; the root itself is `/`. */
  readonly ouPath: string | undefined;
  /** Ids of the root and every unit above the account. */
  readonly ouIds: readonly string[] | undefined;
  readonly tags: Readonly<Record<string, string>> | undefined;
}

/** Why an account is left out: the options say so (`skipped`), or ask for what is not known of it (`failed`). */
export interface LeftOut {
  readonly status: 'skipped' | 'failed';
  readonly code: 'excluded' | 'not_included' | 'filter_undecided';
  readonly reason: string;
}

interface Filters {
  readonly include?: Selection | undefined;
  readonly exclude?: Selection | undefined;
}

/**
 * Why the account is left out, or undefined where it is meant: matched by `include`, if there is one, and not by
 * `exclude`. A selection matches when any of its entries does. An account that a filter cannot be told for is
 * neither read nor silently dropped: it fails, and what is known of it stays.
 */
export function leftOut({ include, exclude }: Filters, account: FilterAccount): LeftOut | undefined {
  const out = matchSelection(account, exclude);
  if (out.match !== undefined) {
    return { status: 'skipped', code: 'excluded', reason: `Excluded by ${out.match}.` };
  }
  if (out.unknown !== undefined) return undecided('exclude', out.unknown);
  const into = matchSelection(account, include);
  if (include === undefined || into.match !== undefined) return undefined;
  if (into.unknown !== undefined) return undecided('include', into.unknown);
  return { status: 'skipped', code: 'not_included', reason: 'Matched by no entry of include.' };
}

function undecided(option: string, unknown: Unknown): LeftOut {
  const reason = `The option ${option} asks for the account's ${unknown}, which the accounts list does not hold; ${MEND[unknown]}.`;
  return { status: 'failed', code: 'filter_undecided', reason };
}

type Unknown = 'name' | 'organizational unit' | 'tags';

const MEND: Readonly<Record<Unknown, string>> = {
  name: 'run the accounts connection again, or filter by account_ids',
  'organizational unit': 'run the accounts connection again, or filter by account_ids',
  tags: 'set tags: true in the accounts connection and run it again',
};

interface Match {
  /** The entry that matched. */
  readonly match?: string;
  /** Facts without which a filter cannot tell that nothing matches. */
  readonly unknown?: Unknown;
}

function matchSelection(account: FilterAccount, selection: Selection | undefined): Match {
  const { account_ids: ids = [], names = [], ous = [], tags } = selection ?? {};
  if (ids.includes(account.id)) return { match: `account_ids ${account.id}` };
  const called = account.name && composed(account.name);
  const name = names.find((pattern) => called !== undefined && matchesPattern(composed(pattern), called));
  if (name !== undefined) return { match: `names ${name}` };
  const matchedUnits = ous.map((unit) => ({ unit, inside: isInside(account, unit) }));
  const unit = matchedUnits.find(({ inside }) => inside === true);
  if (unit !== undefined) return { match: `ous ${unit.unit}` };
  const tagged = matchTags(account.tags, tags);
  if (tagged === true) return { match: `tags ${Object.keys(tags ?? {}).join(', ')}` };
  if (tagged === undefined) return { unknown: 'tags' };
  if (matchedUnits.some(({ inside }) => inside === undefined)) return { unknown: 'organizational unit' };
  return names.length > 0 && account.name === undefined ? { unknown: 'name' } : {};
}

/** Whether the account is in the unit or in one below it; undefined when that is not known. */
function isInside({ ouIds, ouPath }: FilterAccount, unit: string): boolean | undefined {
  if (!unit.startsWith('/')) return ouIds?.includes(unit);
  const prefix = composed(unit.replace(/\/+$/, ''));
  return ouPath === undefined ? undefined : `${composed(ouPath)}/`.startsWith(`${prefix}/`);
}

/** Whether the account has every wanted tag with one of its wanted values; undefined when its tags are not known. */
function matchTags(tags: FilterAccount['tags'], wanted: Selection['tags']): boolean | undefined {
  if (wanted === undefined) return false;
  if (tags === undefined) return undefined;
  const entries = Object.entries(wanted);
  // No tag at all is no wish that every account fulfils.
  if (entries.length === 0) return false;
  return entries.every(([key, values]) => {
    const value = Object.hasOwn(tags, key) ? tags[key] : undefined;
    return (
      value !== undefined &&
      [values].flat().some((candidate) => candidate === '*' || composed(candidate) === composed(value))
    );
  });
}
