import type { ManagedBy, VpcBlockPublicAccessOptions } from '@aws-sdk/client-ec2';
import type { RegionDefaults } from '../../region-assets.ts';
import { type Blueprint, randomOf } from '../blueprint.ts';
import { newest, oldest } from '../times.ts';

/** What AWS presets, and in regions that are used what a careful owner changed, or the organization's policy did. */
export function generateRegionDefaults(blueprint: Blueprint, region: string): RegionDefaults {
  const random = randomOf(blueprint, region, 'defaults');
  const isUsed = blueprint.assetRegions.includes(region);
  const changed = (probability: number): boolean => isUsed && random.chance(probability);
  const isEncrypted = changed(0.5);
  const key = `arn:${blueprint.partition}:kms:${region}:${blueprint.accountId}:key/default`;
  const manager: ManagedBy = isUsed && random.chance(0.3) ? 'declarative-policy' : 'account';
  return {
    ebsEncryption: {
      EbsEncryptionByDefault: isEncrypted,
      ...(isEncrypted ? { SseType: 'sse-kms' as const } : {}),
    },
    ebsKmsKey: { KmsKeyId: changed(0.2) ? key : 'alias/aws/ebs' },
    snapshotBlockPublicAccess: {
      State: changed(0.4) ? random.pick(['block-all-sharing', 'block-new-sharing']) : 'unblocked',
      ManagedBy: manager,
    },
    imageBlockPublicAccess: {
      ImageBlockPublicAccessState: changed(0.3) ? 'unblocked' : 'block-new-sharing',
      ManagedBy: manager,
    },
    vpcBlockPublicAccess: vpcBlock(blueprint, region, manager),
    instanceMetadata: changed(0.5)
      ? {
          HttpTokens: 'required',
          HttpPutResponseHopLimit: random.integer(1, 2),
          HttpEndpoint: 'enabled',
          InstanceMetadataTags: 'disabled',
          ManagedBy: manager,
        }
      : {},
  };
}

/** Off, as AWS has it, or changed once; an organization that sets it may forbid exclusions. */
function vpcBlock(blueprint: Blueprint, region: string, manager: ManagedBy): VpcBlockPublicAccessOptions {
  const random = randomOf(blueprint, region, 'vpc block public access');
  const where = { AwsAccountId: blueprint.accountId, AwsRegion: region, ManagedBy: manager };
  if (!blueprint.assetRegions.includes(region) || random.chance(0.5)) {
    return {
      ...where,
      State: 'default-state',
      InternetGatewayBlockMode: 'off',
      ExclusionsAllowed: 'allowed',
    };
  }
  return {
    ...where,
    State: 'update-complete',
    InternetGatewayBlockMode: random.pick(['block-ingress', 'block-bidirectional']),
    ExclusionsAllowed: manager === 'account' ? 'allowed' : 'not-allowed',
    LastUpdateTimestamp: random.date(oldest, newest),
  };
}
