import type { Account, OrganizationalUnit, Root } from '@aws-sdk/client-organizations';
import { requiredList } from '../answer.ts';
import type { CollectContext } from '../context.ts';
import { listAll, pagesOf } from '../listing.ts';
import { ofEach } from '../not-found.ts';
import { tagMap } from '../tagging/tags.ts';
import type { AccountPositions, TreePosition } from './positions.ts';
import { organizations } from './service.ts';
import type { TreeNode } from './tree.ts';

/** An account as AWS lists it, with its place in the organization. */
export interface OrganizationAccount extends Account, Partial<TreePosition> {
  readonly Tags?: Readonly<Record<string, string>> | undefined;
  readonly OrganizationId?: string;
  readonly ManagementAccountId?: string;
}

/** The root or an organizational unit as AWS lists it, with its place. */
export type OrganizationNode = (Root | OrganizationalUnit) & TreePosition & { readonly Depth: number };

/**
 * Every account of the organization with its place in it: one call per twenty. One that has left since it was listed is
 * in the organization no more.
 */
export async function* organizationAccounts(
  context: CollectContext,
  positions: AccountPositions,
): AsyncGenerator<OrganizationAccount> {
  const gone = ['TargetNotFoundException', 'AccountNotFoundException'];
  for await (const page of pagesOf(context, organizations, 'ListAccounts')) {
    const items = requiredList(page.Accounts, 'ListAccounts', 'Accounts');
    yield* ofEach({ items, gone, things: 'accounts' }, async (account) => [
      {
        ...account,
        ...ofOrganization(account),
        ...(await positions.of(account)),
        ...(context.accountTags ? { Tags: await tagsOf(context, account) } : {}),
      },
    ]);
  }
}

/** A node of the tree as an item. */
export function organizationNode(node: TreeNode): OrganizationNode {
  return {
    ...node.listed,
    ...(node.parentId === undefined ? {} : { ParentId: node.parentId }),
    OuIds: node.ids,
    OuPath: node.path,
    Depth: node.ids.length - 1,
  };
}

/** `arn:aws:organizations::<management account>:account/<organization>/<account>` */
function ofOrganization(account: Account): { OrganizationId?: string; ManagementAccountId?: string } {
  const match = /^arn:[\w-]+:organizations::(\d{12}):account\/(o-\w+)\//.exec(account.Arn ?? '');
  return match?.[1] && match[2] ? { ManagementAccountId: match[1], OrganizationId: match[2] } : {};
}

async function tagsOf(
  context: CollectContext,
  { Id: ResourceId }: Account,
): Promise<Record<string, string> | undefined> {
  return tagMap(
    await listAll(context, organizations, 'ListTagsForResource', 'Tags', { input: { ResourceId } }),
  );
}
