import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const SANDBOX = join(ROOT, 'test', 'sandbox', '/');

/** What starts a server or a process, or waits for one, by the text that a file needs for it. */
const HEAVY =
  /\b(?:createServer|startService|startSurfaces)\(|from 'node:(?:child_process|worker_threads)'|@duckdb\/node-api/;

/**
 * The tests of src that need neither a server nor a process of their own, by their paths from the root: those whose
 * imports, however far, lead to nothing that starts one. Where a test belongs follows from what it uses, and is written
 * nowhere. The tests of the sandbox are a set of their own, for those who change it.
 */
export function unitFiles(): readonly string[] {
  const heavy = new Map<string, boolean>();
  const isHeavy = (file: string): boolean => {
    const known = heavy.get(file);
    if (known !== undefined) return known;
    heavy.set(file, false);
    const text = readFileSync(file, 'utf8');
    const found = HEAVY.test(text) || importsOf(file, text).some(isHeavy);
    heavy.set(file, found);
    return found;
  };
  return readdirSync(join(ROOT, 'test'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.test.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !file.startsWith(SANDBOX) && !isHeavy(file))
    .map((file) => relative(ROOT, file))
    .sort();
}

/** Files of the project that a file imports for more than their types. */
function importsOf(file: string, text: string): readonly string[] {
  const specifiers = [...text.matchAll(/^(?:import|export)\s+(?!type\b)[^;']*?'(\.[^']+)';/gm)];
  return specifiers
    .map(([, specifier = '']) => join(dirname(file), specifier))
    .filter((path) => path.endsWith('.ts') && existsSync(path));
}
