import type { Cause } from './blind.ts';
import type { Cast, Changes } from './organization.ts';
import { WIDTH } from './screen.ts';

/** What the demo has shown, and what was planted for it to show. */
export interface Shown {
  readonly causes: readonly Pick<Cause, 'accountId'>[];
  readonly changed: readonly { readonly ACCOUNT_ID: string }[];
  /** By the account that cannot be seen. */
  readonly planted: ReadonlyMap<string, string>;
  readonly cast: Pick<Cast, 'closesLater' | 'changes'>;
  readonly changes: Changes;
}

/** Throws where the screens do not show all that was planted, show as a problem what was not, or are too wide. */
export function refuseSurprises(lines: readonly string[], shown: Shown): void {
  const { causes, changed, planted, cast, changes } = shown;
  const text = lines.join('\n');
  const named = [...planted.keys(), cast.closesLater, changes.terminatedInstance, changes.openedGroup];
  const unnamed = named.filter((id) => !text.includes(id));
  const blind = causes.map(({ accountId }) => accountId).filter((id) => !planted.has(id));
  const moved = new Set<string>([cast.closesLater, cast.changes]);
  const changedElsewhere = changed.map(({ ACCOUNT_ID: id }) => id).filter((id) => !moved.has(id));
  const wide = lines.filter((line) => line.length > WIDTH);
  const surprises = [
    ...unnamed.map((id) => `${id} was planted and is not named`),
    ...blind.map((id) => `${id} is blind and nothing was planted there`),
    ...changedElsewhere.map((id) => `something of ${id} changed that nothing has changed`),
    ...wide.map((line) => `wider than ${WIDTH} columns: ${line}`),
  ];
  if (surprises.length > 0) throw new Error(`the demo shows what it should not:\n${surprises.join('\n')}`);
}
