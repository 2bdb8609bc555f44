import {
  OrganizationsClient,
  paginateListOrganizationalUnitsForParent,
  paginateListRoots,
} from '@aws-sdk/client-organizations';
import { requiredList } from './answer.ts';
import type { CollectContext } from './context.ts';

/** The root or an organizational unit and its place. */
export interface TreeNode {
  readonly id: string;
  readonly name: string;
  readonly parentId: string | undefined;
  /** Ids from the root down to this node. */
  readonly ids: readonly string[];
  /** Names from below the root down to this node: `/Workloads/Prod`; the root is `/`. */
  readonly path: string;
}

export type OrganizationTree = ReadonlyMap<string, TreeNode>;

/** The root and every organizational unit, parents before children: one call per node. Shared by collectors. */
export function readOrganizationTree(context: CollectContext): Promise<OrganizationTree> {
  return context.once('organizations:tree', async () => {
    const tree = new Map<string, TreeNode>();
    const client = context.client(OrganizationsClient);
    for await (const page of paginateListRoots({ client }, {}, { abortSignal: context.signal })) {
      for (const root of requiredList(page.Roots, 'ListRoots', 'Roots')) {
        const id = root.Id ?? '';
        await addNode(context, tree, {
          id,
          name: root.Name ?? '',
          parentId: undefined,
          ids: [id],
          path: '/',
        });
      }
    }
    return tree;
  });
}

async function addNode(context: CollectContext, tree: Map<string, TreeNode>, node: TreeNode): Promise<void> {
  tree.set(node.id, node);
  const client = context.client(OrganizationsClient);
  const pages = paginateListOrganizationalUnitsForParent(
    { client },
    { ParentId: node.id },
    { abortSignal: context.signal },
  );
  for await (const page of pages) {
    const units = requiredList(
      page.OrganizationalUnits,
      'ListOrganizationalUnitsForParent',
      'OrganizationalUnits',
    );
    for (const unit of units) {
      const id = unit.Id ?? '';
      const name = unit.Name ?? '';
      const path = node.path === '/' ? `/${name}` : `${node.path}/${name}`;
      await addNode(context, tree, { id, name, parentId: node.id, ids: [...node.ids, id], path });
    }
  }
}
