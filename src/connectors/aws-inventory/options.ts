import { z } from 'zod';
import { wholeNumber } from '../../connections/option-values.ts';
import { type Administrative, commonOptions } from '../../connections/options.ts';
import type { Problem } from '../../connections/problem.ts';
import type { RawOptions } from '../../connections/rules.ts';
import { memberOptions, memberRules } from '../member-options.ts';

function movedSecret(option: string) {
  const message = `holds a secret in clear text, which every role with a grant on the table can read; move it to the environment or a file, write ${option}: env:NAME or ${option}: file:/path instead, and replace the key in AWS`;
  return z
    .unknown()
    .refine((value) => value === undefined, message)
    .optional()
    .meta({ deprecated: true });
}

/** SnowAlert's types of assets and the collectors that read them here. */
const CONNECTION_TYPES = {
  EC2: ['ec2.instances'],
  SG: ['ec2.security_groups'],
  ELB: ['elb*.load_balancers'],
  IAM: ['iam.*'],
  AMI: ['ec2.images'],
} as const;

/** Options of a connection that reads the assets of many accounts. */
export const inventorySchema = z.strictObject({
  ...commonOptions,
  ...memberOptions,
  probe_empty_regions: z.boolean().default(true).meta({
    description:
      'whether a region that was empty is only probed, by the few calls that show whether it still is',
  }),
  full_sweep_every: wholeNumber(1, 1000, 'one of so many runs reads all of it').default(12).meta({
    description: 'of how many runs one reads such regions whole, and asks whom old snapshots are shared with',
  }),
  connection_type: z.literal(['EC2', 'SG', 'ELB', 'IAM', 'AMI']).optional().meta({ deprecated: true }),
  aws_access_key: movedSecret('access_key_id'),
  aws_secret_key: movedSecret('secret_access_key'),
});

/** Options once they are valid: SnowAlert's `connection_type` has become `collectors`. */
export function inventoryOptions(parsed: Omit<z.output<typeof inventorySchema>, Administrative>) {
  const { aws_access_key: _key, aws_secret_key: _secret, connection_type, ...options } = parsed;
  const collectors: readonly string[] | undefined =
    connection_type === undefined ? options.collectors : CONNECTION_TYPES[connection_type];
  return { ...options, collectors };
}

/** Rules over several options of an inventory at once. */
export function inventoryRules(raw: RawOptions): readonly Problem[] {
  return [
    ...memberRules(raw),
    ...(raw.connection_type !== undefined && raw.collectors !== undefined
      ? [{ path: ['connection_type'], message: 'says the same as collectors; keep collectors' }]
      : []),
  ];
}
