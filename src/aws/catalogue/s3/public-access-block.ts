/** The four switches by which S3 holds the public off. */
export interface PublicAccessBlock {
  readonly BlockPublicAcls?: boolean | undefined;
  readonly IgnorePublicAcls?: boolean | undefined;
  readonly BlockPublicPolicy?: boolean | undefined;
  readonly RestrictPublicBuckets?: boolean | undefined;
}

/** Meaning of switches that were never set. */
export const NOTHING_BLOCKED: Required<PublicAccessBlock> = {
  BlockPublicAcls: false,
  IgnorePublicAcls: false,
  BlockPublicPolicy: false,
  RestrictPublicBuckets: false,
};

/** Code of S3 for switches that were never set. */
export const NEVER_SET = 'NoSuchPublicAccessBlockConfiguration';
