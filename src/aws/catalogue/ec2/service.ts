import { service } from '../service.ts';

/** Code of EC2's answer to a dry run that is allowed. */
const DRY_RUN = 'DryRunOperation';

/** EC2 as all its collectors know it; the files beside this one hold the entries. */
export const ec2 = service({
  name: 'ec2',
  prefix: 'ec2',
  scope: 'region',
  sdk: () => import('@aws-sdk/client-ec2'),
  client: 'EC2Client',
  whenEmpty: 'wait',
  // https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html
  rates: { usual: { perSecond: 16, burst: 80 } },
  secrets: { CustomerGatewayConfiguration: 'dropped', PreSharedKey: 'dropped', UserData: 'dropped' },
  hasPolicyDocuments: true,
  // A dry run asks for the permission and for nothing else.
  // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/CommonParameters.html
  usualRequest: [{ DryRun: true }, DRY_RUN],
  requests: {
    DescribeImageAttribute: [
      { DryRun: true, ImageId: 'ami-00000000000000000', Attribute: 'launchPermission' },
      DRY_RUN,
      'InvalidAMIID.NotFound',
      'InvalidAMIID.Unavailable',
    ],
    DescribeLaunchTemplateVersions: [{ DryRun: true, Versions: ['$Default'] }, DRY_RUN],
    DescribeSnapshotAttribute: [
      { DryRun: true, SnapshotId: 'snap-00000000000000000', Attribute: 'createVolumePermission' },
      DRY_RUN,
      'InvalidSnapshot.NotFound',
    ],
    GetManagedPrefixListEntries: [
      { DryRun: true, PrefixListId: 'pl-00000000000000000' },
      DRY_RUN,
      'InvalidPrefixListID.NotFound',
      'InvalidPrefixListId.NotFound',
    ],
  },
});
