/** A token bucket: `rate` tokens come per second, `burst` fit in. */
export interface Bucket {
  readonly name: string;
  readonly rate: number;
  readonly burst: number;
}

/** Quotas raised so far that no test waits for them: many times what is published. */
export const RAISED_QUOTAS = 20;

export interface ThrottledCall {
  readonly service: string;
  readonly operation: string;
  readonly accountId: string;
  readonly region: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** Published per call (Organizations guide, orgs_reference_limits); the sandbox holds calls not listed to 5/8. */
const organizationsRates: Readonly<Record<string, readonly [rate: number, burst: number]>> = {
  ListAccounts: [8, 12],
  ListTagsForResource: [10, 15],
  DescribeAccount: [20, 30],
  DescribeOrganizationalUnit: [2, 2],
  DescribePolicy: [2, 2],
};

/** A second, in each region (KMS guide, requests-per-second). */
const kmsRates: Readonly<Record<string, number>> = {
  DescribeKey: 2_000,
  GetKeyPolicy: 1_000,
  GetKeyRotationStatus: 1_000,
  ListAliases: 500,
  ListKeys: 500,
};

/** A second, in each region (guides of CloudWatch and CloudWatch Logs, quotas). */
const watchRates: Readonly<Record<string, number>> = {
  DescribeAlarms: 9,
  DescribeLogGroups: 10,
  DescribeMetricFilters: 5,
};

/** Reads that get half the bucket when neither paged nor filtered (EC2 API guide, ec2-api-throttling). */
const costlyUnpaged = new Set([
  'DescribeInstances',
  'DescribeInstanceStatus',
  'DescribeNetworkInterfaces',
  'DescribeSecurityGroups',
  'DescribeSnapshots',
  'DescribeSpotInstanceRequests',
  'DescribeVolumes',
]);

/**
 * The bucket a call draws from. LookupEvents has two calls a second (its API reference). IAM and Account publish no
 * rates; theirs are our own, on the low side.
 */
export function bucketOf({ service, operation, accountId, region, input }: ThrottledCall): Bucket {
  if (service === 'sts') return { name: `sts ${accountId} ${region}`, rate: 600, burst: 600 };
  if (service === 'iam') return { name: `iam ${accountId}`, rate: 10, burst: 20 };
  // All of Identity Center's APIs share it (IAM Identity Center guide, limits).
  if (service === 'sso' || service === 'identitystore') {
    return { name: `identity center ${accountId}`, rate: 20, burst: 20 };
  }
  const name = `${service} ${operation} ${accountId} ${region}`;
  if (service === 'organizations') {
    const [rate, burst] = organizationsRates[operation] ?? [5, 8];
    return { name, rate, burst };
  }
  if (service === 'ec2') {
    const unpaged =
      input.MaxResults === undefined && input.Filters === undefined && costlyUnpaged.has(operation);
    return unpaged ? { name: `${name} unpaged`, rate: 10, burst: 50 } : { name, rate: 20, burst: 100 };
  }
  if (service === 'kms') {
    const rate = kmsRates[operation] ?? 5;
    return { name, rate, burst: rate };
  }
  // All that controls functions shares one; these two have their own (Lambda guide, quotas).
  if (service === 'lambda') {
    if (operation === 'GetFunction') return { name, rate: 100, burst: 100 };
    if (operation === 'GetPolicy') return { name, rate: 15, burst: 15 };
    return { name: `lambda ${accountId} ${region}`, rate: 15, burst: 15 };
  }
  if (service === 'logs' || service === 'monitoring') {
    const rate = watchRates[operation] ?? 5;
    return { name, rate, burst: rate };
  }
  // Security Hub guide, quotas.
  if (service === 'securityhub') return { name, rate: 10, burst: 30 };
  // One a second of each kind, and one for the tags of all, which every read of a thing asks for, too (general reference,
  // IAM Roles Anywhere). Cloud Control publishes no rate.
  if (service === 'cloudcontrolapi') {
    const kind = operation === 'ListResources' ? ` ${String(input.TypeName)}` : '';
    return { name: `${name}${kind}`, rate: 1, burst: 1 };
  }
  if (service === 'cloudtrail' && operation === 'LookupEvents') return { name, rate: 2, burst: 2 };
  return { name, rate: 5, burst: 10 };
}
