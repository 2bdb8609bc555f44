import { z } from 'zod';
import {
  type Administrative,
  commonOptions,
  destination_role_external_id,
  region,
  roleArnOption,
} from '../../connections/options.ts';

/** Options of a connection that reads IAM Identity Center. */
export const identityCenterSchema = z
  .strictObject(commonOptions)
  .omit({ regions: true, include: true, exclude: true })
  .extend({
    destination_role_arn: roleArnOption.meta({
      description: 'the ARN of the role that may read IAM Identity Center',
      example: 'arn:aws:iam::222222222222:role/snowcensus-identity-center',
      asked: true,
    }),
    destination_role_external_id,
    identity_center_region: region.meta({
      description: 'the region that IAM Identity Center was enabled in',
      example: 'us-east-1',
      asked: true,
    }),
  });

/** Options once they are valid. */
export function identityCenterOptions(options: Omit<z.output<typeof identityCenterSchema>, Administrative>) {
  return options;
}
