import { z } from 'zod';
import { bugError } from '../../errors.ts';

/** Tables of what a shard has to tell, which are got and not loaded: results of its accounts, and rows of references. */
export const SHARD_ACCOUNTS = 'shard-accounts';
export const SHARD_REFERENCES = 'shard-references';

const manifest = z.object({
  shard: z.number(),
  attempt: z.string(),
  parts: z.array(
    z.object({
      table: z.string(),
      name: z.string(),
      rows: z.number(),
      bytes: z.number(),
      shard: z.number(),
    }),
  ),
  requests: z.number(),
  waitedFor: z.string().optional(),
});

/** List of all that an attempt of a shard has put: its last file. */
export type Manifest = z.infer<typeof manifest>;

/** The manifest that the line holds. */
export function readManifest(line: string | undefined, where: string): Manifest {
  const read = manifest.safeParse(line === undefined ? undefined : JSON.parse(line));
  if (read.success) return read.data;
  throw bugError('the manifest of a shard is not one', { where, cause: read.error });
}
