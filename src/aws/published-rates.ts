import type { Rate } from './token-bucket.ts';

const EC2_READ: Rate = { perSecond: 16, burst: 80 };
const IAM_READ: Rate = { perSecond: 8, burst: 16 };
/** Any second has fewer than the twenty calls that all of Identity Center's APIs share, the burst included. */
const IDENTITY_CENTER: Rate = { perSecond: 15, burst: 4 };
const STS: Rate = { perSecond: 500, burst: 500 };
/** Two a second in each region (API reference of LookupEvents), with no burst worth counting on. */
const LOOKUP_EVENTS: Rate = { perSecond: 1.6, burst: 1 };
const ACCOUNT: Rate = { perSecond: 5, burst: 5 };
const OTHER: Rate = { perSecond: 5, burst: 5 };
const ORGANIZATIONS: Rate = { perSecond: 4, burst: 7 };

/** Operations of Organizations that AWS lets us call faster or slower than most. */
const ORGANIZATIONS_READS: Readonly<Record<string, Rate>> = {
  ListAccounts: { perSecond: 7, burst: 10 },
  ListTagsForResource: { perSecond: 9, burst: 13 },
  DescribeAccount: { perSecond: 18, burst: 27 },
  DescribeOrganizationalUnit: { perSecond: 1.8, burst: 2 },
  DescribePolicy: { perSecond: 1.8, burst: 2 },
};

/**
 * How fast one bucket may be used: a fifth below what AWS publishes, for the bucket belongs to the customer, whose
 * own tools need the rest.
 * https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
 * https://docs.aws.amazon.com/singlesignon/latest/userguide/limits.html
 */
export function rateOf(service: string, operation: string): Rate {
  switch (service) {
    case 'EC2':
      return EC2_READ;
    case 'IAM':
      return IAM_READ;
    case 'STS':
      return STS;
    case 'SSOAdmin':
    case 'Identitystore':
      return IDENTITY_CENTER;
    case 'Account':
      return ACCOUNT;
    case 'CloudTrail':
      return operation === 'LookupEvents' ? LOOKUP_EVENTS : OTHER;
    case 'Organizations':
      return ORGANIZATIONS_READS[operation] ?? ORGANIZATIONS;
    default:
      return OTHER;
  }
}

/** The bucket a call draws from: EC2 has one per operation and region, IAM one per account, Identity Center one for both. */
export function bucketOf(service: string, operation: string, region: string): string {
  if (service === 'SSOAdmin' || service === 'Identitystore') return 'IdentityCenter';
  return service === 'IAM' ? service : `${service}:${operation}:${region}`;
}
