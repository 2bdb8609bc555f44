import type { Operation } from '../../contract.ts';
import type { RegionDefaults } from '../../region-assets.ts';

/** What is preset in a region. */
export const defaultsOperations: Readonly<Record<string, Operation>> = {
  GetEbsEncryptionByDefault: preset(({ ebsEncryption }) => ebsEncryption),
  GetEbsDefaultKmsKeyId: preset(({ ebsKmsKey }) => ebsKmsKey),
  GetSnapshotBlockPublicAccessState: preset(({ snapshotBlockPublicAccess }) => snapshotBlockPublicAccess),
  GetImageBlockPublicAccessState: preset(({ imageBlockPublicAccess }) => imageBlockPublicAccess),
  DescribeVpcBlockPublicAccessOptions: preset(({ vpcBlockPublicAccess }) => ({
    VpcBlockPublicAccessOptions: vpcBlockPublicAccess,
  })),
  GetInstanceMetadataDefaults: preset(({ instanceMetadata }) => ({ AccountLevel: instanceMetadata })),
};

function preset(answer: (defaults: RegionDefaults) => object): Operation {
  return ({ account, region }) => answer(account.region(region).defaults);
}
