import type { AttachedPolicy } from '@aws-sdk/client-iam';

/** Managed policies under the names that Identity Center has for the same; undefined where the answer has no list. */
export function attachedPolicies(
  policies: readonly AttachedPolicy[] | undefined,
): readonly { readonly Arn: string | undefined; readonly Name: string | undefined }[] | undefined {
  return policies?.map(({ PolicyArn, PolicyName }) => ({ Arn: PolicyArn, Name: PolicyName }));
}
