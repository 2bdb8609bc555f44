import type { Tag } from '@aws-sdk/client-rds';
import type {
  GetResourcesInput,
  GetResourcesOutput,
  ResourceTagMapping,
} from '@aws-sdk/client-resource-groups-tagging-api';
import { AwsError, type Operation, type OperationCall } from '../contract.ts';
import { pageOf } from '../page-token.ts';
import { type RolesAnywhereState, rolesAnywhereArn, rolesAnywhereOf } from '../world/iam/roles-anywhere.ts';
import { kmsOf } from '../world/kms.ts';
import { lambdaOf } from '../world/lambda.ts';
import { logsOf } from '../world/logs.ts';
import { ramOf } from '../world/ram.ts';
import { rdsOf } from '../world/rds.ts';
import { s3Of } from '../world/s3.ts';
import { efsOf } from '../world/storage/efs.ts';
import { typed } from './typed.ts';

const mostResources = 100;

/** Where the tagging API finds the tagged resources of a region, by type. */
const sources: Readonly<Record<string, (call: OperationCall) => ResourceTagMapping[]>> = {
  s3: ({ world, account, region }) =>
    [...s3Of({ world, account }).buckets.values()]
      .filter((bucket) => bucket.region === region)
      .map(({ name, tags }) => ({ ResourceARN: `arn:${world.partition}:s3:::${name}`, Tags: tags })),
  'lambda:function': (call) =>
    [...lambdaOf(call).functions.values()].map(({ configuration, tags }) => ({
      ResourceARN: configuration.FunctionArn,
      Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    })),
  'logs:log-group': (call) =>
    logsOf(call).groups.map(({ group, tags }) => ({
      ResourceARN: group.logGroupArn,
      Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    })),
  'rds:db': (call) => ofRds(rdsOf(call).instances, ({ DBInstanceArn }) => DBInstanceArn),
  'rds:cluster': (call) => ofRds(rdsOf(call).clusters, ({ DBClusterArn }) => DBClusterArn),
  'rds:snapshot': (call) => ofRds(rdsOf(call).snapshots, ({ DBSnapshotArn }) => DBSnapshotArn),
  'rds:cluster-snapshot': (call) =>
    ofRds(rdsOf(call).clusterSnapshots, ({ DBClusterSnapshotArn }) => DBClusterSnapshotArn),
  'elasticloadbalancing:loadbalancer': ({ account, region }) =>
    [...account.region(region).balancerTags].map(([ResourceARN, tags]) => ({
      ResourceARN,
      Tags: tags.map(({ Key = '', Value = '' }) => ({ Key, Value })),
    })),
  'elasticfilesystem:file-system': (call) =>
    [...efsOf(call).fileSystems.values()].map(({ description }) => ({
      ResourceARN: description.FileSystemArn,
      Tags: description.Tags ?? [],
    })),
  'ram:resource-share': (call) =>
    ramOf(call).shares.map(({ resourceShareArn, tags = [] }) => ({
      ResourceARN: resourceShareArn,
      Tags: tags.map(({ key, value }) => ({ Key: key, Value: value })),
    })),
  'rolesanywhere:trust-anchor': (call) => anywhere(call, 'trust-anchor', ({ trustAnchors }) => trustAnchors),
  'rolesanywhere:profile': (call) => anywhere(call, 'profile', ({ profiles }) => profiles),
  'rolesanywhere:crl': (call) => anywhere(call, 'crl', ({ crls }) => crls),
  'kms:key': (call) =>
    [...kmsOf(call).keys.values()].map(({ metadata, tags }) => ({
      ResourceARN: metadata.Arn,
      Tags: tags.map(({ TagKey, TagValue }) => ({ Key: TagKey, Value: TagValue })),
    })),
};

function ofRds<T extends { readonly TagList?: Tag[] | undefined }>(
  things: readonly T[],
  arnOf: (thing: T) => string | undefined,
): ResourceTagMapping[] {
  return things.map((thing) => ({
    ResourceARN: arnOf(thing),
    Tags: (thing.TagList ?? []).flatMap(({ Key, Value = '' }) => (Key === undefined ? [] : [{ Key, Value }])),
  }));
}

function anywhere(
  call: OperationCall,
  kind: string,
  of: (state: RolesAnywhereState) => ReadonlyMap<string, { readonly Tags: readonly Tag[] }>,
): ResourceTagMapping[] {
  return [...of(rolesAnywhereOf(call))].map(([id, { Tags }]) => ({
    ResourceARN: rolesAnywhereArn(call, `${kind}/${id}`),
    Tags: Tags.flatMap(({ Key, Value = '' }) => (Key === undefined ? [] : [{ Key, Value }])),
  }));
}

/** Resource Groups Tagging API, as far as it lists: tagged resources only. */
export const taggingOperations: Readonly<Record<string, Operation>> = {
  GetResources: typed<GetResourcesInput, GetResourcesOutput>((call) => {
    const { ResourceTypeFilters = Object.keys(sources), ResourcesPerPage = 50, PaginationToken } = call.input;
    if (ResourcesPerPage < 1 || ResourcesPerPage > mostResources) {
      throw new AwsError('InvalidParameterException', 'ResourcesPerPage must be between 1 and 100');
    }
    const { items, nextToken } = pageOf(call, {
      list: `GetResources ${call.region} ${ResourceTypeFilters.join(' ')}`,
      items: Object.entries(sources)
        .filter(([type]) => ResourceTypeFilters.some((wanted) => isOfType(type, wanted)))
        .flatMap(([, resources]) => resources(call))
        .filter(({ Tags }) => Tags?.length),
      size: ResourcesPerPage,
      token: PaginationToken === '' ? undefined : PaginationToken,
      invalidToken: () =>
        new AwsError('PaginationTokenExpiredException', 'A PaginationToken is valid for 15 minutes'),
    });
    return { ResourceTagMappingList: [...items], PaginationToken: nextToken ?? '' };
  }),
};

/** Whether a type is the one that is asked for, or one of the service that is. */
function isOfType(type: string, wanted: string): boolean {
  return type === wanted || type.startsWith(`${wanted}:`);
}
