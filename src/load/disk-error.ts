import { codeOf, configError } from '../errors.ts';

const DISK = new Set([
  'ENOSPC',
  'EDQUOT',
  'EACCES',
  'EPERM',
  'EROFS',
  'EIO',
  'EFBIG',
  'ENOENT',
  'ENOTDIR',
  'EEXIST',
]);

/** A config error for what the spool's disk refused; any other error as it is. */
export function diskError(error: unknown, path: string): unknown {
  const code = codeOf(error) ?? '';
  if (!DISK.has(code)) return error;
  return configError(`the spool directory does not take the run’s rows (${code})`, {
    cause: error,
    where: path,
    hint: 'Give it room and the right to write, or point SNOWCENSUS_SPOOL_DIRECTORY to a directory that has both. Nothing of this run is published.',
  });
}

/** The work on a file or directory of the spool; throws what the disk refused as {@link diskError} tells it. */
export async function onDisk(path: string, done: Promise<unknown>): Promise<void> {
  await done.catch((error: unknown) => {
    throw diskError(error, path);
  });
}
