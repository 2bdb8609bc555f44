import { tmpdir } from 'node:os';
import { catalogue } from '../aws/catalogue/index.ts';
import { bugError } from '../errors.ts';
import { SETTINGS, type SettingEntry } from '../settings.ts';

const BLOCKS: Readonly<Record<string, () => string>> = {
  collectors: collectorsTable,
  settings: settingsTable,
};

/**
 * The README with its generated blocks as they should be. A block stands between `<!-- generated: NAME -->` and
 * `<!-- end: NAME -->`. Throws a bug error when one is not there.
 */
export function withGeneratedBlocks(readme: string): string {
  return Object.entries(BLOCKS).reduce((text, [name, render]) => {
    const [opening, closing] = [`<!-- generated: ${name} -->`, `<!-- end: ${name} -->`];
    const from = text.indexOf(opening);
    const to = text.indexOf(closing, from);
    if (from < 0 || to < 0) throw bugError(`README.md has no block ${opening} … ${closing}`);
    return `${text.slice(0, from + opening.length)}\n${render()}${text.slice(to)}`;
  }, readme);
}

function collectorsTable(): string {
  return markdownTable(
    ['collector', 'scope', 'tables', 'IAM actions', 'what it reads'],
    catalogue.map((collector) => [
      code(collector.name),
      collector.scope,
      collector.tables.map((table) => code(table.name)).join(' '),
      [...collector.actions].map(code).join(' '),
      collector.doc,
    ]),
  );
}

function settingsTable(): string {
  const rows = Object.entries(SETTINGS).flatMap(
    ([section, entries]: [string, Record<string, SettingEntry>]) =>
      Object.entries(entries)
        .filter(([name]) => entries[name.replace(/File$/, '')] === undefined || !name.endsWith('File'))
        .map(([name, entry]) => {
          const file = entries[`${name}File`];
          return [
            [`${section}.${name}`, ...(file ? [`${name}File`] : [])].map(code).join(' '),
            [entry, ...(file ? [file] : [])].map(({ env }) => code(env)).join(' '),
            // The directory of temporary files is the machine's, not the project's.
            entry.default === undefined ? '' : code(String(entry.default).replace(tmpdir(), '$TMPDIR')),
            typeof entry.format === 'string'
              ? entry.doc
              : `${entry.doc}: ${entry.format.map(code).join(', ')}`,
          ];
        }),
  );
  return markdownTable(['setting', 'variable', 'default', 'what it is'], rows);
}

function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return [header, header.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |\n`).join('');
}

function code(text: string): string {
  return `\`${text}\``;
}
