import { z } from 'zod';
import { type Administrative, commonOptions, externalId, roleArn } from './options.ts';

/** Options of a connection that lists the accounts of an organization. */
export const accountsSchema = z.strictObject({
  ...commonOptions,
  destination_role_arn: roleArn.describe('the ARN of the role that may read AWS Organizations'),
  destination_role_external_id: externalId.optional(),
  /** Whether account tags are read, at one call per account; when left out, only if `include` or `exclude` needs them. */
  tags: z.boolean().optional(),
});

/** What is left when the options are valid; `tags` is decided. */
export function accountsOptions(options: Omit<z.output<typeof accountsSchema>, Administrative>) {
  const tags = options.tags ?? (options.include?.tags !== undefined || options.exclude?.tags !== undefined);
  return { ...options, tags };
}
