import {
  type Account,
  OrganizationsClient,
  paginateListAccounts,
  paginateListAccountsForParent,
  paginateListTagsForResource,
  type Tag,
} from '@aws-sdk/client-organizations';
import { requiredList } from './answer.ts';
import type { CollectContext } from './context.ts';
import { type OrganizationTree, readOrganizationTree, type TreeNode } from './organizations-tree.ts';
import { tagMap } from './tags.ts';

/** An account as AWS lists it, with its place in the organization. */
export interface OrganizationAccount extends Account {
  readonly ParentId?: string;
  readonly OuIds?: readonly string[];
  readonly OuPath?: string;
  readonly Tags?: Readonly<Record<string, string>> | undefined;
  readonly OrganizationId?: string;
  readonly ManagementAccountId?: string;
}

/**
 * Every account of the organization. Places come from `Paths`, which cost no call; an answer without them is
 * completed by one walk over the tree. Names of units always cost that walk: one call per unit.
 */
export async function* organizationAccounts(context: CollectContext): AsyncGenerator<OrganizationAccount> {
  const client = context.client(OrganizationsClient);
  const options = { abortSignal: context.signal };
  const tree = await readOrganizationTree(context);
  let placed: Map<string, TreeNode> | undefined;

  for await (const page of paginateListAccounts({ client }, {}, options)) {
    for (const account of requiredList(page.Accounts, 'ListAccounts', 'Accounts')) {
      let node = nodeOfPath(tree, account.Paths?.[0]);
      if (!node) {
        placed ??= await placeByWalk(context, tree);
        node = placed.get(account.Id ?? '');
      }
      yield {
        ...account,
        ...ofOrganization(account),
        ...(node ? { ParentId: node.id, OuIds: node.ids, OuPath: node.path } : {}),
        ...(context.accountTags ? { Tags: await tagsOf(context, account) } : {}),
      };
    }
  }
}

/** `o-example/r-ab12/ou-ab12-11111111/123456789012/`: the last but one part is where the account is. */
function nodeOfPath(tree: OrganizationTree, path: string | undefined): TreeNode | undefined {
  const ids = path?.split('/').filter((part) => part.startsWith('r-') || part.startsWith('ou-'));
  return tree.get(ids?.at(-1) ?? '');
}

/** `arn:aws:organizations::<management account>:account/<organization>/<account>` */
function ofOrganization(account: Account): { OrganizationId?: string; ManagementAccountId?: string } {
  const match = /^arn:[\w-]+:organizations::(\d{12}):account\/(o-\w+)\//.exec(account.Arn ?? '');
  return match?.[1] && match[2] ? { ManagementAccountId: match[1], OrganizationId: match[2] } : {};
}

async function placeByWalk(context: CollectContext, tree: OrganizationTree): Promise<Map<string, TreeNode>> {
  const client = context.client(OrganizationsClient);
  const placed = new Map<string, TreeNode>();
  for (const node of tree.values()) {
    const pages = paginateListAccountsForParent(
      { client },
      { ParentId: node.id },
      { abortSignal: context.signal },
    );
    for await (const page of pages) {
      for (const account of requiredList(page.Accounts, 'ListAccountsForParent', 'Accounts')) {
        placed.set(account.Id ?? '', node);
      }
    }
  }
  return placed;
}

async function tagsOf(
  context: CollectContext,
  account: Account,
): Promise<Record<string, string> | undefined> {
  const client = context.client(OrganizationsClient);
  const tags: Tag[] = [];
  const pages = paginateListTagsForResource(
    { client },
    { ResourceId: account.Id },
    { abortSignal: context.signal },
  );
  for await (const page of pages) {
    tags.push(...requiredList(page.Tags, 'ListTagsForResource', 'Tags'));
  }
  return tagMap(tags);
}
