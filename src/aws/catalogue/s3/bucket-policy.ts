/**
 * Whether a bucket policy may let in anyone: an Allow whose principal is not a list of fixed accounts, users, roles and
 * services, or a policy that we cannot read. All others are not public by S3's own definition.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
 */
export function grantsToAnyone(policy: unknown): boolean {
  if (policy === null || typeof policy !== 'object') return policy !== null;
  const { Statement } = policy as { readonly Statement?: unknown };
  const statements = [Statement].flat() as readonly (Readonly<Record<string, unknown>> | undefined)[];
  return statements.some((statement) => statement?.Effect !== 'Deny' && !isFixed(statement?.Principal));
}

/** Whether a policy lets in the public, by what was read of it; undefined where that does not tell. */
export function isPublicByPolicy({
  Policy,
  PolicyStatus,
}: {
  readonly Policy?: unknown;
  readonly PolicyStatus?: { readonly IsPublic?: boolean | undefined } | null;
}): boolean | undefined {
  if (PolicyStatus) return PolicyStatus.IsPublic;
  if (PolicyStatus === null || Policy === null) return false;
  return Policy === undefined || grantsToAnyone(Policy) ? undefined : false;
}

function isFixed(principal: unknown): boolean {
  if (principal === null || typeof principal !== 'object') return false;
  const names = Object.values(principal).flat();
  return names.length > 0 && names.every((name) => typeof name === 'string' && !name.includes('*'));
}
