import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** One import or re-export of a file. */
export interface Import {
  readonly specifier: string;
  /** Whether all that is imported are types, which bind nobody when the program runs. */
  readonly isType: boolean;
}

/** All files below a folder, by their full paths. */
export function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** The imports that the text of a file begins with. */
export function* importsOf(text: string): Generator<Import> {
  const statements = text.matchAll(/^(?:import|export)\b([^;'"]*?)(?:\bfrom )?'([^']+)'(?: with [^;]*)?;/gm);
  for (const [, names = '', specifier = ''] of statements) {
    const members = /\{([^}]*)\}/
      .exec(names)?.[1]
      ?.split(',')
      .filter((member) => member.trim() !== '');
    const isType = /^\s*type\b/.test(names) || members?.every((member) => /^\s*type\b/.test(member)) === true;
    yield { specifier, isType };
  }
}

/** The first circle of imports, as `a → b → a`. */
export function circle(targets: ReadonlyMap<string, readonly string[]>): string | undefined {
  const done = new Set<string>();
  const from = (path: string, way: readonly string[]): string | undefined => {
    if (way.includes(path)) return [...way.slice(way.indexOf(path)), path].join(' → ');
    if (done.has(path)) return undefined;
    const found = firstOf(targets.get(path) ?? [], (target) => from(target, [...way, path]));
    done.add(path);
    return found;
  };
  return firstOf([...targets.keys()], (path) => from(path, []));
}

function firstOf<T>(items: readonly T[], find: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
