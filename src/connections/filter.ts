import { composed } from '../text/composed.ts';
import { compiledPattern, hasWildcard } from './patterns.ts';
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

/** Filter of accounts: says why one is left out, or undefined where it is meant. */
export type AccountFilter = (account: FilterAccount) => LeftOut | undefined;

/**
 * Filter that the options make: an account is meant that `include`, if there is one, matches, and `exclude` does not. A
 * selection matches when any of its entries does. An account that a filter cannot be told for is neither read nor
 * silently dropped: it fails, and what is known of it stays. The options are a stranger's and are made ready once, for
 * the accounts are many.
 */
export function accountFilter({ include, exclude }: Filters): AccountFilter {
  const matchExclude = matcherOf(exclude);
  const matchInclude = matcherOf(include);
  return (given) => {
    const account = spelled(given);
    const out = matchExclude(account);
    if (out.match !== undefined) {
      return { status: 'skipped', code: 'excluded', reason: `Excluded by ${out.match}.` };
    }
    if (out.unknown !== undefined) return undecided('exclude', out.unknown);
    const into = matchInclude(account);
    if (include === undefined || into.match !== undefined) return undefined;
    if (into.unknown !== undefined) return undecided('include', into.unknown);
    return { status: 'skipped', code: 'not_included', reason: 'Matched by no entry of include.' };
  };
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

/** An account as selections see it, its texts in the one spelling. */
interface SpelledAccount extends FilterAccount {
  /** The units it is in by their paths, the root as the empty text. */
  readonly paths: readonly string[] | undefined;
}

function spelled(account: FilterAccount): SpelledAccount {
  const { name, ouPath } = account;
  return {
    ...account,
    name: name && composed(name),
    paths: ouPath === undefined ? undefined : pathsTo(composed(ouPath)),
  };
}

/** `/A/B` is in the root, in `/A` and in `/A/B`. */
function pathsTo(ouPath: string): readonly string[] {
  const names = ouPath.split('/').filter((name) => name !== '');
  return ['', ...names.map((_, index) => `/${names.slice(0, index + 1).join('/')}`)];
}

function matcherOf(selection: Selection | undefined): (account: SpelledAccount) => Match {
  const { account_ids: ids = [], names = [], ous = [], tags } = selection ?? {};
  const meantIds = new Set(ids);
  const exact = new Map(names.filter((name) => !hasWildcard(name)).map((name) => [composed(name), name]));
  const patterns = names
    .filter(hasWildcard)
    .map((name) => ({ name, matches: compiledPattern(composed(name)) }));
  const paths = new Map(ous.filter(isPath).map((path) => [composed(path.replace(/\/+$/, '')), path]));
  const unitIds = new Set(ous.filter((unit) => !isPath(unit)));
  const matchTags = tagMatcher(tags);
  return (account) => {
    if (meantIds.has(account.id)) return { match: `account_ids ${account.id}` };
    const called = account.name;
    const name =
      called === undefined
        ? undefined
        : (exact.get(called) ?? patterns.find(({ matches }) => matches(called))?.name);
    if (name !== undefined) return { match: `names ${name}` };
    const path = account.paths?.find((each) => paths.has(each));
    const unit = path === undefined ? account.ouIds?.find((id) => unitIds.has(id)) : paths.get(path);
    if (unit !== undefined) return { match: `ous ${unit}` };
    const tagged = matchTags(account.tags);
    if (tagged === true) return { match: `tags ${Object.keys(tags ?? {}).join(', ')}` };
    if (tagged === undefined) return { unknown: 'tags' };
    const isUnitUnknown =
      (paths.size > 0 && account.paths === undefined) || (unitIds.size > 0 && account.ouIds === undefined);
    if (isUnitUnknown) return { unknown: 'organizational unit' };
    return names.length > 0 && called === undefined ? { unknown: 'name' } : {};
  };
}

function isPath(unit: string): boolean {
  return unit.startsWith('/');
}

/** Whether an account has every wanted tag with one of its wanted values; undefined when its tags are not known. */
function tagMatcher(wanted: Selection['tags']): (tags: FilterAccount['tags']) => boolean | undefined {
  if (wanted === undefined) return () => false;
  const entries = Object.entries(wanted).map(([key, values]) => {
    return [key, new Set([values].flat().map(composed))] as const;
  });
  // No tag at all is no wish that every account fulfils.
  if (entries.length === 0) return () => false;
  return (tags) =>
    tags &&
    entries.every(([key, values]) => {
      const value = Object.hasOwn(tags, key) ? tags[key] : undefined;
      return value !== undefined && (values.has('*') || values.has(composed(value)));
    });
}
