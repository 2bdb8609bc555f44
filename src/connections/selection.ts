import { z } from 'zod';
import { listOption, textOption } from './option-values.ts';
import { hasWildcard } from './patterns.ts';
import { isAccountId } from './role-arn.ts';

export const accountId = textOption((value) =>
  isAccountId(value) ? undefined : `"${value}" is not an AWS account id; an account id has 12 digits`,
);

const unit = textOption((value) => {
  if (value.startsWith('/') && /%(?!2F|25)/.test(value)) {
    return `"${value}" has a % that means nothing; in a path write %2F for a slash and %25 for a percent sign in a name`;
  }
  if (value.startsWith('/') && value.includes('//')) {
    return `"${value}" has a slash too many: every part of a path is the name of a unit, in which a slash is %2F`;
  }
  return /^(?:ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}|r-[0-9a-z]{4,32}|\/.*)$/.test(value)
    ? undefined
    : `"${value}" is neither the id of an organizational unit (ou-ab12-34cdefgh, r-ab12) nor a path (/Workloads/Prod)`;
});

export const pattern = textOption((value) =>
  value.trim() === '' ? 'is an empty pattern; use * to match everything' : undefined,
);

/** Each is held against the name of each account; names without `*` and `?` are looked up, and may be more. */
const MOST_PATTERNS = 500;

const names = listOption(pattern).refine((all) => all.filter(hasWildcard).length <= MOST_PATTERNS, {
  error: `has more than ${MOST_PATTERNS} patterns; write fewer and wider ones, or whole names`,
});

/** Which accounts: one that matches any entry is meant; of `tags`, every key must match. */
export const selection = z
  .strictObject({
    account_ids: listOption(accountId).optional(),
    names: names.optional(),
    ous: listOption(unit).optional(),
    /** A value of `*` matches any value of the key. */
    tags: z
      .record(z.string(), z.union([z.string(), listOption(z.string())], 'must be text or a list of texts'))
      .refine((tags) => Object.keys(tags).length > 0, 'is empty; name at least one tag or leave it out')
      .optional(),
  })
  .refine((value) => Object.keys(value).length > 0, {
    error: 'is empty; name account_ids, names, ous or tags',
    when: ({ issues }) => issues.length === 0,
  });

export type Selection = z.infer<typeof selection>;
