import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, type Dirent, statSync } from 'node:fs';
import { mkdir, open, readdir, rename, rm, rmdir, stat, utimes } from 'node:fs/promises';
import { dirname, isAbsolute, join, resolve } from 'node:path';

import { pipeline } from 'node:stream/promises';
import type { StagedFile, StageStore } from '../contract.ts';

/**
 * Keeps the bytes of every stage under `rootDirectory/stages/<stage id>/<file name>`. A file appears whole or
 * not at all: bytes are written beside the stages and renamed into place. A prefix is a string prefix, as in
 * an object store, not a directory. A name that could leave its stage is an error. Files are as old as `clock` says.
 */
export function openStageStore(rootDirectory: string, clock: () => Date = () => new Date()): StageStore {
  const root = resolve(rootDirectory);
  const incoming = join(root, 'incoming');
  const fingerprints = new Map<string, Fingerprint>();
  const directory = (stageId: string): string => join(root, 'stages', directoryName(stageId));

  const describe = async (stageId: string, name: string): Promise<StagedFile | undefined> => {
    const localPath = join(directory(stageId), checkedName(name));
    const found = await stat(localPath).catch(absentAsUndefined);
    if (!found?.isFile()) return undefined;
    const version = `${found.ino}:${found.size}:${found.mtimeMs}:${found.ctimeMs}`;
    const known = fingerprints.get(localPath);
    const etag = known?.version === version ? known.etag : await md5(localPath).catch(absentAsUndefined);
    if (etag === undefined) return undefined;
    fingerprints.set(localPath, { version, etag });
    return { name, size: found.size, etag, lastModified: found.mtime, localPath };
  };

  return {
    directory,

    async list(stageId, prefix) {
      const base = directory(stageId).length + 1;
      const entries = await walk(directory(stageId), directoryOf(prefix));
      const names = entries
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(base))
        .filter((name) => name.startsWith(prefix))
        .sort();
      const files: StagedFile[] = [];
      for (const name of names) {
        const file = await describe(stageId, name);
        if (file !== undefined) files.push(file);
      }
      return files;
    },

    async write(stageId, name, body) {
      const target = join(directory(stageId), checkedName(name));
      const temporary = join(incoming, randomUUID());
      await mkdir(incoming, { recursive: true });
      try {
        // Open before anything can break: a stream that opens later may make the file after it was removed.
        const file = await open(temporary, 'wx');
        await pipeline(body, file.createWriteStream());
        await utimes(temporary, clock(), clock());
        await moveInto(temporary, target);
      } catch (error) {
        await rm(temporary, { force: true });
        throw error;
      }
      const file = await describe(stageId, name);
      if (file === undefined) throw new Error(`Staged file ${name} vanished while it was being written`);
      return file;
    },

    async remove(stageId, name) {
      const localPath = join(directory(stageId), checkedName(name));
      fingerprints.delete(localPath);
      await rm(localPath, { force: true });
      await pruneEmpty(dirname(localPath), directory(stageId));
    },

    async removeStage(stageId) {
      const base = directory(stageId);
      for (const localPath of fingerprints.keys()) {
        if (localPath.startsWith(`${base}/`)) fingerprints.delete(localPath);
      }
      await rm(base, { recursive: true, force: true });
    },
  };
}

/** The md5 of a file as long as its inode, size and times have not moved. */
interface Fingerprint {
  readonly version: string;
  readonly etag: string;
}

function directoryName(stageId: string): string {
  if (stageId === '') throw new Error('A stage id must not be empty');
  // encodeURIComponent leaves dots alone, and `..` would climb out of the store.
  return encodeURIComponent(stageId).replaceAll('.', '%2E');
}

function checkedName(name: string): string {
  const unsafe =
    isAbsolute(name) ||
    name.includes('\0') ||
    name.split('/').some((part) => part === '' || part === '.' || part === '..');
  if (unsafe) throw new Error(`Not a stage-relative file name: ${JSON.stringify(name)}`);
  return name;
}

async function moveInto(temporary: string, target: string, attempts = 5): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  try {
    await rename(temporary, target);
  } catch (error) {
    // A concurrent removal may prune the directory between the two calls.
    if (codeOf(error) !== 'ENOENT' || attempts <= 1) throw error;
    await moveInto(temporary, target, attempts - 1);
  }
}

/** Directory, relative to its stage, of all files whose names begin with a prefix; undefined where there can be none. */
function directoryOf(prefix: string): string | undefined {
  const parts = prefix.split('/').slice(0, -1);
  return parts.some((part) => part === '' || part === '.' || part === '..') ? undefined : parts.join('/');
}

/** Everything below a directory of a stage; nothing where there is none. */
async function walk(stage: string, within: string | undefined, attempts = 20): Promise<readonly Dirent[]> {
  if (within === undefined) return [];
  const directory = join(stage, within);
  try {
    return await readdir(directory, { recursive: true, withFileTypes: true });
  } catch (error) {
    const found = statSync(directory, { throwIfNoEntry: false });
    if (absentAsUndefined(error) === undefined && found?.isDirectory() !== true) return [];
    // A concurrent removal has pruned a directory below it that was about to be read.
    if (attempts <= 1) throw error;
    return walk(stage, within, attempts - 1);
  }
}

/** Object stores have no directories: an empty one must not stand in the way of a file of that name. */
async function pruneEmpty(directory: string, stop: string): Promise<void> {
  if (directory === stop || !directory.startsWith(stop)) return;
  try {
    await rmdir(directory);
  } catch (error) {
    if (['ENOTEMPTY', 'ENOENT', 'EEXIST'].includes(codeOf(error) ?? '')) return;
    throw error;
  }
  await pruneEmpty(dirname(directory), stop);
}

async function md5(path: string): Promise<string> {
  const hash = createHash('md5');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
  return hash.digest('hex');
}

function absentAsUndefined(error: unknown): undefined {
  if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return undefined;
  throw error;
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}
