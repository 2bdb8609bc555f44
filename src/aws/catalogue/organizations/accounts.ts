import {
  type Account,
  type OrganizationalUnit,
  OrganizationsClient,
  paginateListAccounts,
  paginateListTagsForResource,
  type Root,
  type Tag,
} from '@aws-sdk/client-organizations';
import { requiredList } from '../answer.ts';
import type { CollectContext } from '../context.ts';
import { tagMap } from '../tags.ts';
import type { Place, Places } from './places.ts';
import type { TreeNode } from './tree.ts';

/** An account as AWS lists it, with its place in the organization. */
export interface OrganizationAccount extends Account, Partial<Place> {
  readonly Tags?: Readonly<Record<string, string>> | undefined;
  readonly OrganizationId?: string;
  readonly ManagementAccountId?: string;
}

/** The root or an organizational unit as AWS lists it, with its place. */
export type OrganizationNode = (Root | OrganizationalUnit) & Place & { readonly Depth: number };

/** Every account of the organization with its place in it: one call per twenty. */
export async function* organizationAccounts(
  context: CollectContext,
  places: Places,
): AsyncGenerator<OrganizationAccount> {
  const client = context.client(OrganizationsClient);
  for await (const page of paginateListAccounts({ client }, {}, { abortSignal: context.signal })) {
    for (const account of requiredList(page.Accounts, 'ListAccounts', 'Accounts')) {
      yield {
        ...account,
        ...ofOrganization(account),
        ...(await places.of(account)),
        ...(context.accountTags ? { Tags: await tagsOf(context, account) } : {}),
      };
    }
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
