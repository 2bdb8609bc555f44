import { requiredList } from '../answer.ts';
import { ask } from '../ask.ts';
import type { CollectContext } from '../context.ts';
import { service } from '../service.ts';

/** The tagging API, which lists the tags of the resources of many services at once. */
const tagging = service({
  name: 'tagging',
  prefix: 'tag',
  scope: 'region',
  sdk: () => import('@aws-sdk/client-resource-groups-tagging-api'),
  client: 'ResourceGroupsTaggingAPIClient',
  requests: { GetResources: [{ ResourcesPerPage: 1 }] },
});

/** Whether the unit's region has resources of these types that are tagged, or were. */
export async function hasTagged(context: CollectContext, types: readonly string[]): Promise<boolean> {
  const input = { ResourceTypeFilters: [...types], ResourcesPerPage: 1 };
  const { ResourceTagMappingList, PaginationToken } = await ask(context, tagging, 'GetResources', input);
  const found = requiredList(ResourceTagMappingList, 'GetResources', 'ResourceTagMappingList');
  // A page may be empty and not the last.
  return found.length > 0 || Boolean(PaginationToken);
}

/**
 * The tags of the unit's resources of one type, such as `s3`, by their ARNs. A resource that never had a tag is not in
 * the list: it has none.
 */
export function tagsOf<Item extends object>(type: string, arnOf: (item: Item) => string | undefined) {
  return tagging.detailsOf<Item>().joined('GetResources', 'ResourceTagMappingList', {
    input: { ResourceTypeFilters: [type] },
    pageSize: 100,
    on: ({ ResourceARN }) => ResourceARN,
    of: arnOf,
  });
}
