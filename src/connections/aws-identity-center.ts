import { z } from 'zod';
import { commonOptions, externalId, region, roleArn } from './options.ts';

/** Options of a connection that reads IAM Identity Center. */
export const identityCenterSchema = z
  .strictObject(commonOptions)
  .omit({ regions: true, include: true, exclude: true })
  .extend({
    destination_role_arn: roleArn.describe('the ARN of the role that may read IAM Identity Center'),
    destination_role_external_id: externalId.optional(),
    /** The region that Identity Center was enabled in; it answers in no other. */
    identity_center_region: region.describe('the region that IAM Identity Center was enabled in'),
  });
