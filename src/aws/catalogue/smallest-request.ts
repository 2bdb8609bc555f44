/** Facts by which smallest requests name things. */
export interface RequestFacts {
  readonly accountId: string;
  readonly partition: string;
  readonly region: string;
  /** Of Identity Center; undefined where the account sees none. */
  readonly instanceArn: string | undefined;
  readonly identityStoreId: string | undefined;
}

/**
 * The smallest request of an operation, and the codes that answer it once the caller has been let through: a page of
 * one, something that does not exist, or in EC2 a dry run. AWS decides on access before it looks for what is named, so
 * "not found" says that the action is allowed.
 */
export type SmallestRequest<Input> = readonly [
  request: Input | ((facts: RequestFacts) => Input),
  ...letThrough: readonly string[],
];

/** A name that nothing has. */
export const NOTHING = 'snowcensus-check';
