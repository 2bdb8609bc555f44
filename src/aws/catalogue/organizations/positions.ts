import type { Account } from '@aws-sdk/client-organizations';
import type { CollectContext } from '../context.ts';
import { listAll } from '../listing.ts';
import { unlessNotFound } from '../not-found.ts';
import { organizations } from './service.ts';
import { type OrganizationTree, readOrganizationTree, type TreeNode } from './tree.ts';

/** Position of an account or unit. */
export interface TreePosition {
  /** Undefined for the root alone. */
  readonly ParentId?: string | undefined;
  /** Ids from the root down. */
  readonly OuIds: readonly string[];
  /** Names from the root down; undefined where a unit's name could not be learnt. */
  readonly OuPath?: string | undefined;
}

/**
 * Tells where accounts are. Places come from `Paths`, which cost no call; an account without them is found by asking
 * every node for its accounts. A tree that an account does not fit was changed while it was walked: it is walked once
 * more, and what still does not fit is told from `Paths` alone.
 */
export class AccountPositions {
  readonly #context: CollectContext;
  #tree: OrganizationTree;
  #walkedAgain = false;
  #byAccount: ReadonlyMap<string, TreeNode> | undefined;

  private constructor(context: CollectContext, tree: OrganizationTree) {
    this.#context = context;
    this.#tree = tree;
  }

  static async read(context: CollectContext): Promise<AccountPositions> {
    return new AccountPositions(context, await readOrganizationTree(context));
  }

  /** The newest tree. */
  get tree(): OrganizationTree {
    return this.#tree;
  }

  /** The account's place; undefined where neither the account nor the tree tells. */
  async of(account: Account): Promise<TreePosition | undefined> {
    const ids = idsOfPath(account.Paths?.[0]);
    const find = () => (ids ? this.#nodeAt(ids) : this.#nodeWith(account.Id ?? ''));
    const node = (await find()) ?? ((await this.#walkAgain()) ? await find() : undefined);
    if (node) return { ParentId: node.id, OuIds: node.ids, OuPath: node.path };
    return ids && { ParentId: ids.at(-1), OuIds: ids };
  }

  #nodeAt(ids: readonly string[]): TreeNode | undefined {
    const node = this.#tree.get(ids.at(-1) ?? '');
    return node?.ids.join('/') === ids.join('/') ? node : undefined;
  }

  async #nodeWith(accountId: string): Promise<TreeNode | undefined> {
    this.#byAccount ??= await accountsByNode(this.#context, this.#tree);
    return this.#byAccount.get(accountId);
  }

  async #walkAgain(): Promise<boolean> {
    if (this.#walkedAgain) return false;
    this.#walkedAgain = true;
    this.#tree = await readOrganizationTree(this.#context);
    this.#byAccount = undefined;
    return true;
  }
}

/** `o-example/r-ab12/ou-ab12-11111111/123456789012/`: what is between organization and account. */
function idsOfPath(path: string | undefined): readonly string[] | undefined {
  const ids = path?.split('/').filter((part) => part.startsWith('r-') || part.startsWith('ou-')) ?? [];
  return ids.length > 0 ? ids : undefined;
}

async function accountsByNode(
  context: CollectContext,
  tree: OrganizationTree,
): Promise<ReadonlyMap<string, TreeNode>> {
  const placed = new Map<string, TreeNode>();
  for (const node of tree.values()) {
    // What was in a unit that was deleted since is found elsewhere.
    const accounts = await unlessNotFound(['ParentNotFoundException'], () =>
      listAll(context, organizations, 'ListAccountsForParent', 'Accounts', { input: { ParentId: node.id } }),
    );
    for (const account of accounts ?? []) placed.set(account.Id ?? '', node);
  }
  return placed;
}
