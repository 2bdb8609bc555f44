import type { CollectContext } from './context.ts';
import type { Administrator, TableEntry } from './entry.ts';

/** An administrator as an entry declares it: items of members in the shape of those that each account tells itself. */
export interface AdministratorSpec<Item, Action extends string> {
  readonly principal: string;
  readonly actions: readonly Action[];
  /** One item of each member of which the administrator tells all that the entry is about. */
  members(
    context: CollectContext,
    accountIds: ReadonlySet<string>,
  ): AsyncIterable<readonly [accountId: string, item: Item]>;
}

/** Member of an item that an administrator has told: the account that was asked. */
export interface AskedElsewhere {
  readonly SourceAccountId?: string;
}

/** The administrator of an entry whose items become rows of these tables. */
export function administratorOf<Item extends object>(
  { principal, actions, members }: AdministratorSpec<Item, string>,
  tables: readonly TableEntry[],
  mend: (item: object) => object,
): Administrator {
  return {
    principal,
    actions,
    async *membersOf(context, accountIds) {
      for await (const [accountId, told] of members(context, accountIds)) {
        const item = mend({ ...told, SourceAccountId: context.accountId });
        yield { accountId, items: tables.map((table) => ({ table, item })) };
      }
    },
  };
}
