import { tmpdir } from 'node:os';
import { catalogue } from '../aws/catalogue/index.ts';
import { optionFacts } from '../connections/option-facts.ts';
import { CONNECTORS } from '../connectors/index.ts';
import { bugError } from '../errors.ts';
import type { SettingEntry } from '../settings/setting-entry.ts';
import { SETTINGS } from '../settings/setting-table.ts';
import { code, markdownTable } from './markdown.ts';
import { tablesTable } from './table-documents.ts';
import { viewsList } from './view-documents.ts';

const BLOCKS: Readonly<Record<string, () => string>> = {
  services: servicesTable,
  tables: tablesTable,
  views: viewsList,
  collectors: collectorsTable,
  options: optionsTable,
  settings: settingsTable,
};

/** The documents that have generated blocks. */
export const DOCUMENTS: readonly string[] = [
  'docs/tables.md',
  'docs/views.md',
  'config/README.md',
  'src/aws/catalogue/README.md',
  'src/connections/README.md',
];

const BLOCK = /^<!-- generated: (\w+) -->\n[\s\S]*?^<!-- end: \1 -->$/gm;

/**
 * A document with its generated blocks as they should be. A block stands between `<!-- generated: NAME -->` and
 * `<!-- end: NAME -->`. Throws a bug error where there is none, or one of an unknown name.
 */
export function withGeneratedBlocks(document: string): string {
  let found = 0;
  const filled = document.replaceAll(BLOCK, (_block, name: string) => {
    const render = BLOCKS[name];
    if (!render)
      throw bugError(`there is no generated block ${name}; use one of ${Object.keys(BLOCKS).join(', ')}`);
    found += 1;
    return `<!-- generated: ${name} -->\n${render()}<!-- end: ${name} -->`;
  });
  if (found === 0) throw bugError('a document without a generated block is none of ours to write');
  return filled;
}

/** One row per service, for those who want to know what is read at all. */
function servicesTable(): string {
  const services = Map.groupBy(catalogue, (collector) => collector.name.split('.', 1)[0] ?? '');
  return markdownTable(
    ['service', 'scope', 'collectors', 'tables', 'IAM actions'],
    [...services].map(([service, collectors]) => [
      code(service),
      [...new Set(collectors.map(({ scope }) => scope))].join(', '),
      collectors.map(({ name }) => name.slice(service.length + 1)).join(', '),
      String(collectors.flatMap(({ tables }) => tables).length),
      String(new Set(collectors.flatMap(({ actions }) => actions)).size),
    ]),
  );
}

function collectorsTable(): string {
  return markdownTable(
    ['collector', 'scope', 'tables', 'calls', 'IAM actions', 'what it reads'],
    catalogue.map((collector) => [
      code(collector.name),
      collector.scope,
      collector.tables.map((table) => code(table.name)).join(' '),
      collector.calls,
      [...collector.actions].map(code).join(' '),
      [
        collector.doc,
        ...(collector.onRequest ? ['On request only.'] : []),
        ...(collector.everyDays === undefined ? [] : [`Every ${collector.everyDays} days.`]),
      ].join(' '),
    ]),
  );
}

/** One row for the modules that mean the same by an option. */
function optionsTable(): string {
  const facts = [...CONNECTORS.values()].flatMap((connector) =>
    optionFacts(connector).map((fact) => ({ module: connector.module, ...fact })),
  );
  const meanings = [...Map.groupBy(facts, ({ name, doc }) => `${name}\n${doc}`).values()];
  return markdownTable(
    ['option', 'module', 'default', 'what it is'],
    meanings.map((same) => {
      const [{ name, doc, required, default: preset }] = same as [(typeof same)[number]];
      return [
        code(name),
        same.length === CONNECTORS.size ? 'all' : same.map(({ module }) => code(module)).join(', '),
        required ? 'required' : preset === undefined ? '' : code(String(preset)),
        `${doc}.`,
      ];
    }),
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
