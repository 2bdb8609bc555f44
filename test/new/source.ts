/** The text with an import after its last one, unless it has that import. */
export function withImport(text: string, line: string): string {
  const specifier = /from '([^']+)'/.exec(line)?.[1] ?? '';
  if (text.includes(`from '${specifier}'`)) return withName(text, line, specifier);
  const last = [...text.matchAll(/^import [\s\S]*?;\n/gm)].at(-1);
  const at = last ? last.index + last[0].length : 0;
  return `${text.slice(0, at)}${line}\n${text.slice(at)}`;
}

/** The text whose import of a module has the names of `line`, too. */
function withName(text: string, line: string, specifier: string): string {
  const wanted = /\{ ([^}]+) \}/.exec(line)?.[1];
  if (wanted === undefined) return text;
  return text.replace(
    new RegExp(`import \\{([^}]*)\\} from '${specifier.replaceAll('.', '\\.')}';`),
    (found, names: string) => {
      const known = names.split(',').map((name) => name.trim());
      if (known.includes(wanted)) return found;
      return `import { ${[...known.filter((name) => name !== ''), wanted].join(', ')} } from '${specifier}';`;
    },
  );
}

/** The text with one more line at the end of the record or list that begins with `opening`. */
export function withLast(text: string, opening: RegExp, line: string, where: string): string {
  const begin = opening.exec(text);
  const [, indent = ''] = /^( *)/.exec(begin?.[0] ?? '') ?? [];
  const after = begin ? begin.index + begin[0].length : 0;
  const end = new RegExp(`^${indent}[}\\]]`, 'm').exec(text.slice(after));
  if (!begin || !end) throw new Error(`${where} has nothing like ${opening.source}: add by hand ${line}`);
  return `${text.slice(0, after + end.index)}${line}\n${text.slice(after + end.index)}`;
}

/** The changelog with one more line of what was added and is not released. */
export function withChange(text: string, line: string): string {
  const added = /^## Unreleased\n+### Added\n+(?:- .*\n)*/m.exec(text);
  if (!added) throw new Error('CHANGELOG.md has no block Added under Unreleased');
  const at = added.index + added[0].length;
  return `${text.slice(0, at)}${line}\n${text.slice(at)}`;
}
