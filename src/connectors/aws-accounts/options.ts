import { z } from 'zod';
import {
  type Administrative,
  commonOptions,
  destination_role_external_id,
  roleArnOption,
} from '../../connections/options.ts';

/** Options of a connection that lists the accounts of an organization. */
export const accountsSchema = z.strictObject({
  ...commonOptions,
  destination_role_arn: roleArnOption.meta({
    description: 'the ARN of the role that may read AWS Organizations',
    example: 'arn:aws:iam::222222222222:role/snowcensus-organization',
    asked: true,
  }),
  destination_role_external_id,
  tags: z.boolean().optional().meta({
    description:
      'whether account tags are read, one call per account; left out, only if include or exclude needs them',
    example: true,
  }),
});

/** Options once they are valid; `tags` is decided. */
export function accountsOptions(options: Omit<z.output<typeof accountsSchema>, Administrative>) {
  const tags = options.tags ?? (options.include?.tags !== undefined || options.exclude?.tags !== undefined);
  return { ...options, tags };
}
