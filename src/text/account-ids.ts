const ACCOUNT_ID = /\b\d{12}\b/g;

/** The text with every account id as `<account>`, so that two that differ in nothing else are the same. */
export function withoutAccounts(text: string): string {
  return text.replaceAll(ACCOUNT_ID, '<account>');
}

/** Accounts that are named before the rest is only counted. */
const NAMED = 8;

/** `account 111111111111`, or `12 accounts: 111111111111, … and 4 more`; empty where there is none. */
export function namedAccounts(accounts: readonly string[]): string {
  const [only = '', ...others] = accounts;
  if (others.length === 0) return only && `account ${only}`;
  const rest = accounts.length - NAMED;
  return `${accounts.length} accounts: ${accounts.slice(0, NAMED).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}
