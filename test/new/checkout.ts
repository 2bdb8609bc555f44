import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A working copy that is edited in memory: its files by path from the root. */
export interface Checkout {
  readonly root: string;
  /** Text of a file as it stands or was edited; undefined where there is no such file. */
  read(path: string): string | undefined;
  write(path: string, text: string): void;
  /** Writes every edit to the disk, so that an edit that fails leaves nothing half done; gives the paths. */
  save(): readonly string[];
}

export function openCheckout(root: string): Checkout {
  const edits = new Map<string, string>();
  return {
    root,
    read(path) {
      const file = join(root, path);
      return edits.get(path) ?? (existsSync(file) ? readFileSync(file, 'utf8') : undefined);
    },
    write(path, text) {
      edits.set(path, text);
    },
    save() {
      for (const [path, text] of edits) {
        const file = join(root, path);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, text);
      }
      return [...edits.keys()];
    },
  };
}
