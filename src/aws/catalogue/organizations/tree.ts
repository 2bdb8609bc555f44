import type { OrganizationalUnit, Root } from '@aws-sdk/client-organizations';
import { composed } from '../../../text/composed.ts';
import type { CollectContext } from '../context.ts';
import { listAll } from '../listing.ts';
import { unlessNotFound } from '../not-found.ts';
import { organizations } from './service.ts';

/** Explanation of a path of units, for the COMMENT of a column. */
export const OU_PATH_DOC =
  'Names from the root down: /Workloads/Prod; / is the root, and within a name a slash is %2F and a percent sign %25.';

/** The root or an organizational unit and its place. */
export interface TreeNode {
  readonly id: string;
  readonly name: string;
  readonly parentId: string | undefined;
  /** Ids from the root down to this node. */
  readonly ids: readonly string[];
  /** Names from below the root down to this node, each as {@link pathName} spells it: `/Workloads/Prod`; the root is `/`. */
  readonly path: string;
  /** As AWS lists it. */
  readonly listed: Root | OrganizationalUnit;
}

export type OrganizationTree = ReadonlyMap<string, TreeNode>;

/** Root of the organization, with the types of policies in use. Asked once for all collectors. */
export function readRoots(context: CollectContext): Promise<readonly Root[]> {
  return context.once('organizations:roots', (shared) =>
    listAll(shared, organizations, 'ListRoots', 'Roots'),
  );
}

/**
 * The root and every organizational unit, parents before children: one call per node. A unit that is moved meanwhile
 * stands where it was found last, or is missing where it was found nowhere.
 */
export async function readOrganizationTree(context: CollectContext): Promise<OrganizationTree> {
  const tree = new Map<string, TreeNode>();
  for (const root of await readRoots(context)) {
    const id = root.Id ?? '';
    await addNode(context, tree, {
      id,
      name: root.Name ?? '',
      parentId: undefined,
      ids: [id],
      path: '/',
      listed: root,
    });
  }
  return tree;
}

async function addNode(context: CollectContext, tree: Map<string, TreeNode>, node: TreeNode): Promise<void> {
  tree.delete(node.id);
  tree.set(node.id, node);
  const operation = 'ListOrganizationalUnitsForParent';
  // Only a unit can be deleted since it was listed.
  const gone = node.parentId === undefined ? [] : ['ParentNotFoundException'];
  const units = await unlessNotFound(gone, () =>
    listAll(context, organizations, operation, 'OrganizationalUnits', { input: { ParentId: node.id } }),
  );
  if (!units) tree.delete(node.id);
  for (const unit of units ?? []) await addNode(context, tree, childOf(node, unit));
}

function childOf(parent: TreeNode, unit: OrganizationalUnit): TreeNode {
  const id = unit.Id ?? '';
  const name = unit.Name ?? '';
  return {
    id,
    name,
    parentId: parent.id,
    ids: [...parent.ids, id],
    path: `${parent.path === '/' ? '' : parent.path}/${pathName(name)}`,
    listed: unit,
  };
}

/**
 * The name of a unit in a path: AWS allows slashes in names, and `/CI/CD` must be one thing only. In one spelling, so that
 * paths can be compared by their characters, as the row access policy does.
 */
function pathName(name: string): string {
  return composed(name).replaceAll('%', '%25').replaceAll('/', '%2F');
}
