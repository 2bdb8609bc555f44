import type { Selection } from './options.ts';
import { matchesPattern } from './patterns.ts';

/** What the accounts list knows of an account; what it does not know is undefined, never empty. */
export interface FilterAccount {
  readonly id: string;
  readonly name: string | undefined;
  /** Names from below the root down, such as `/Workloads/Prod`; the root itself is `/`. */
  readonly ouPath: string | undefined;
  /** Ids of the root and every unit above the account. */
  readonly ouIds: readonly string[] | undefined;
  readonly tags: Readonly<Record<string, string>> | undefined;
}

/** Whether a connection means an account. Undecided: the options ask for something that is not known of it. */
export interface Decision {
  readonly included: boolean;
  readonly undecided: boolean;
  /** Why, in words for the coverage. */
  readonly reason: string;
}

interface Filters {
  readonly include?: Selection | undefined;
  readonly exclude?: Selection | undefined;
}

/**
 * Whether the account is meant: not matched by `exclude`, and matched by `include` where there is one.
 * A selection matches when any of its entries does. What could exclude an account but cannot be told leaves it undecided.
 */
export function decide(account: FilterAccount, { include, exclude }: Filters): Decision {
  const out = matchSelection(account, exclude);
  if (out.match !== undefined)
    return { included: false, undecided: false, reason: `excluded by ${out.match}` };
  if (out.unknown !== undefined) return undecided('exclude', out.unknown);
  if (include === undefined) return { included: true, undecided: false, reason: 'not excluded' };
  const into = matchSelection(account, include);
  if (into.match !== undefined)
    return { included: true, undecided: false, reason: `included by ${into.match}` };
  if (into.unknown !== undefined) return undecided('include', into.unknown);
  return { included: false, undecided: false, reason: 'matched by no entry of include' };
}

function undecided(option: string, unknown: string): Decision {
  const reason = `${option} asks for the account's ${unknown}, which the accounts list does not know; run the accounts connection${unknown === 'tags' ? ' with tags: true' : ''} first`;
  return { included: false, undecided: true, reason };
}

interface Match {
  /** The entry that matched. */
  readonly match?: string;
  /** What would have to be known to say that nothing matches. */
  readonly unknown?: string;
}

function matchSelection(account: FilterAccount, selection: Selection | undefined): Match {
  const { account_ids: ids = [], names = [], ous = [], tags } = selection ?? {};
  if (ids.includes(account.id)) return { match: `account_ids ${account.id}` };
  const name = names.find((pattern) => account.name !== undefined && matchesPattern(pattern, account.name));
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
  const prefix = unit.replace(/\/+$/, '');
  return ouPath === undefined
    ? undefined
    : ouPath === prefix || prefix === '' || ouPath.startsWith(`${prefix}/`);
}

/** Whether the account has every wanted tag with one of its wanted values; undefined when its tags are not known. */
function matchTags(tags: FilterAccount['tags'], wanted: Selection['tags']): boolean | undefined {
  if (wanted === undefined) return false;
  if (tags === undefined) return undefined;
  return Object.entries(wanted).every(([key, values]) => {
    const value = Object.hasOwn(tags, key) ? tags[key] : undefined;
    return (
      value !== undefined && [values].flat().some((candidate) => candidate === '*' || candidate === value)
    );
  });
}
