/** The four switches by which S3 holds the public off. */
export interface PublicAccessBlock {
  readonly BlockPublicAcls?: boolean | undefined;
  readonly IgnorePublicAcls?: boolean | undefined;
  readonly BlockPublicPolicy?: boolean | undefined;
  readonly RestrictPublicBuckets?: boolean | undefined;
}

/** What S3 means where nobody has set the switches. */
export const NOTHING_BLOCKED: Required<PublicAccessBlock> = {
  BlockPublicAcls: false,
  IgnorePublicAcls: false,
  BlockPublicPolicy: false,
  RestrictPublicBuckets: false,
};

/** S3's code for switches that nobody has set. */
export const NEVER_SET = 'NoSuchPublicAccessBlockConfiguration';
